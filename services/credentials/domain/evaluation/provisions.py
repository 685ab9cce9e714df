"""What else the law says of a case, beside its outcome: what recognition opens, and how it is dealt with.

Each provision is one rule that holds, with its article. Where a circumstance is not known, the provision that
waits for it is not assumed either way: it is named among the open ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from services.credentials.domain.evaluation import wording
from services.credentials.domain.evaluation.needs import needs_of
from services.credentials.domain.evaluation.recommendation import Need, Outcome, Party
from services.credentials.domain.evaluation.ruling import BINDING, DUTY, NORM, OUTCOME, Ruling
from shared.rules import decision
from shared.rules.checked import CheckedRule

SAVING = ("acquired_rights", "studies_begun")
"""What a denunciation leaves: given by an instrument that binds no more; asked of nobody unless stated."""

NARROWING = ("alternative_performance", "extra_examination")
"""What lets a host do less than it owes. It counts only where every instrument that gives the duty gives it:
a permission of one treaty takes nothing from the duty of another (Lisbon II.3, Tokyo II.3, Global XIX)."""

CONSEQUENCES = (
    *("legal_consequence", "labour_market", "extent_of_access", "additional_requirements"),
    *("extra_examination", "selective_admission", "language", "facilitation"),
)
"""What follows recognition: nothing of it follows a refusal."""

UNTIL_DECIDED = ("alternative_performance",)
"""What the host may do instead of deciding: no matter any more where the case is ripe for decision."""

OWED_BY_NOBODY_HERE = frozenset({"outside_scope", "encourage_institutions"})
"""Duties under which the treaty gives the holder nothing more: it does not cover the award, or it binds the
State to encourage an institution that is not itself bound."""

LISTED = "recognise_listed_title"

DECIDED = frozenset({Outcome.RECOGNISE, Outcome.PARTIAL, Outcome.REFUSE})

ORDER = (
    *("acquired_rights", "studies_begun", "right_to_assessment", "refugees", "non_discrimination"),
    *("assessment_basis", "mode_of_study", "prior_learning", "joint_programmes", "burden_of_proof"),
    *("issuer_information", "alternative_performance", "form_of_assessment", "acknowledgement"),
    *("time_limit", "legal_consequence", "labour_market", "extent_of_access"),
    *(
        "additional_requirements",
        "extra_examination",
        "selective_admission",
        "language",
        "facilitation",
        "reasons",
        "appeal",
    ),
)
"""The order of a decision: what is saved, how it is assessed, by when, what follows, what remedy there is."""


@dataclass(frozen=True, slots=True)
class Provision:
    """One rule that holds: what it gives, asks or allows (`act`, `modality`), on whom, by which articles."""

    slot: str
    act: str
    modality: str
    on: str
    text: str
    instrument: str
    articles: tuple[str, ...]
    rule: str


@dataclass(frozen=True, slots=True)
class Provisions:
    """`holding` in the case, and the circumstances that would settle the `open` ones."""

    holding: tuple[Provision, ...] = ()
    open: tuple[Need, ...] = ()


def provisions_of(ruling: Ruling, outcome: Outcome) -> Provisions:
    """Read what else the law says of a ruling's case, for which `outcome` is recommended."""
    slots = [it for it in sorted(ruling.further_slots, key=_place) if _matters(it, ruling, outcome)]
    holding = tuple(_said(ruling, it) for slot in slots for it in _rules(ruling, slot))
    waiting = [it for slot in slots if slot not in SAVING for it in _waiting(ruling, slot)]
    return Provisions(holding, (*_profession(ruling), *needs_of(ruling, waiting)))


def _profession(ruling: Ruling) -> Iterator[Need]:
    """Ask which profession it is where none is named: only a listed one is recognised automatically."""
    if ruling.duty.act == LISTED and ruling.facts.get("purpose.names_profession") is False:
        rules = tuple(it.rule.id for it in ruling.rules_of(ruling.duty))
        yield Need("profession", Party.APPLICANT, ("application",), wording.NEEDS["profession"], rules)


def questions(ruling: Ruling, outcome: Outcome) -> tuple[str, ...]:
    """Name the slots that a reader of the case wants explained, in the order of a decision."""
    binding = (BINDING + it for it in (*ruling.binding, *ruling.unknown))
    holding = (it.slot for it in provisions_of(ruling, outcome).holding)
    return tuple(dict.fromkeys((OUTCOME, DUTY, *binding, *holding)))


def _matters(slot: str, ruling: Ruling, outcome: Outcome) -> bool:
    if slot in SAVING:
        return True
    if ruling.duty.act in OWED_BY_NOBODY_HERE:
        return False
    if slot in CONSEQUENCES:
        return outcome is not Outcome.REFUSE
    return slot not in UNTIL_DECIDED or outcome not in DECIDED


def _place(slot: str) -> tuple[int, str]:
    return (ORDER.index(slot) if slot in ORDER else len(ORDER), slot)


def _rules(ruling: Ruling, slot: str) -> tuple[CheckedRule, ...]:
    if slot in SAVING:
        return ruling.holding(slot)
    rules = ruling.kindest(slot)
    if slot in NARROWING:
        given = {it.rule.instrument.id for it in ruling.holding(slot)}
        return rules if ruling.duty_bearing <= given else ()
    return rules


def _said(ruling: Ruling, checked: CheckedRule) -> Provision:
    rule = checked.rule
    articles = tuple(dict.fromkeys(it.article for it in ruling.cites(checked, NORM, rule.slot)))
    effect = rule.effect
    return Provision(
        rule.slot,
        effect.act,
        effect.modality.value,
        effect.on,
        rule.title,
        rule.instrument.id,
        articles,
        rule.id,
    )


def _waiting(ruling: Ruling, slot: str) -> tuple[decision.Need, ...]:
    """Give what the undecided provisions wait for: those that would say more than what holds already."""
    rules = [it for it in ruling.undecided(slot) if it.rule.instrument.id in ruling.carrying]
    if rules and slot not in NARROWING:
        best = max((it.rule.effect.favour for it in ruling.kindest(slot)), default=0)
        rules = [it for it in rules if it.rule.effect.favour > best]
    return ruling.lacking(slot, rules) if rules else ()
