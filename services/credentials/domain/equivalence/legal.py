"""What the law presumes: a release of the rules, asked about the general case of a qualification.

A check knows less than a dossier. What it cannot know it assumes of the ordinary case (`ASSUMED`), and says
so. Silence is read as the rules themselves read it once an assessment is closed, each under its own burden:
what nobody has shown is not shown. The same question with the assessment open gives what is still to be shown
and by whom.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.credentials.domain.equivalence.answering import FACT as AWARD_STATE
from services.credentials.domain.equivalence.answering import seat_to_tell
from services.credentials.domain.equivalence.missing import Missing
from services.credentials.domain.equivalence.stretches import EveryDay, Stretches
from services.credentials.domain.equivalence.values import Purpose
from services.credentials.domain.evaluation.facts import HolderStatus
from shared.kernel.evidence import TrustMark
from shared.rules.decision import Decision, Need
from shared.rules.documents.burden import Party
from shared.rules.documents.rule import Rule, Trust
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.evaluate.resolution import State
from shared.rules.release import RuleSet


class Recognition(StrEnum):
    """Where the qualification stands before the host, as far as the law goes."""

    AUTOMATIC = "automatic"
    PRESUMED = "presumed"
    """recognised unless the host shows a substantial difference, or as the instrument itself says"""
    TO_BE_ASSESSED = "to_be_assessed"
    """an instrument applies, and leaves the outcome to an assessment or to the host's own law"""
    NO_TREATY = "no_treaty"
    """no instrument binds the two States: the host's own law decides"""
    OUT_OF_SCOPE = "out_of_scope"
    """an instrument binds the two States and does not cover this qualification"""


ACTS: Mapping[str, Recognition] = {
    **dict.fromkeys(("recognise_level_automatically", "recognise_listed_title"), Recognition.AUTOMATIC),
    **dict.fromkeys(
        (
            *("recognise", "recognise_unless_difference", "give_access_unless_difference"),
            *("recognise_for_study", "recognise_level_of_outcomes", "recognise_under_national_law"),
        ),
        Recognition.PRESUMED,
    ),
    "outside_scope": Recognition.OUT_OF_SCOPE,
}
"""What each act of the slot `recognition.duty` comes to; any other leaves the outcome to an assessment."""

DUTY = "recognition.duty"
PROCEDURE = ("burden_of_proof", "time_limit", "appeal")
SLOTS = (DUTY, *PROCEDURE)
CLOSED = "assessment.closed"
_NOT_ASKED_FOR = {CLOSED, AWARD_STATE}
"""The one is the asker's to say, the other is asked for by the name of the former State."""

_DISPLACED = {HolderStatus.REFUGEE, HolderStatus.REFUGEE_LIKE, HolderStatus.INTERNALLY_DISPLACED}

ASSUMED: Mapping[str, bool] = {
    "award.joint": False,
    "award.transnational": False,
    "award.taught_in_host_state": False,
    "holder.lacks_papers": False,
    "documents.complete": True,
    "decider.institution": False,
    "decision.overdue": False,
    "fraud.established": False,
}
"""The ordinary case: one provider, taught at home, papers complete, an authority of the State decides."""


@dataclass(frozen=True, slots=True)
class LegalCase:
    """What of a request the law looks at; None where it is not known.

    `award_state` and `host_state` are the States that answer. `access` tells an access qualification from a
    degree, `recognised` is the institution's status at award. `former` is the awarding State that is no more.
    """

    award_state: str | None
    host_state: str | None
    access: bool | None
    purpose: Purpose
    holder_status: HolderStatus | None
    recognised: bool | None
    legal_date: date
    known_at: date
    former: str | None = None

    def facts(self) -> dict[str, object]:
        """Give the facts in the vocabulary of the rules; the assessment's state is the asker's to add."""
        known: dict[str, object] = {
            "purpose.study": self.purpose is not Purpose.WORK,
            "purpose.work": self.purpose is Purpose.WORK,
            "purpose.names_profession": False,
            "purpose.listed_profession": False,
            "holder.displaced": self.holder_status in _DISPLACED,
            **ASSUMED,
        }
        if self.award_state is not None:
            known["award.state"] = self.award_state
        if self.host_state is not None:
            known["host.state"] = self.host_state
        if self.access is not None:
            known["award.kind"] = "access" if self.access else "degree"
        if self.recognised is not None:
            known["award.institution_recognised_at_award"] = self.recognised
        return known


@dataclass(frozen=True, slots=True)
class Citation:
    """A rule that carries the answer: instrument, articles, and how sure its encoding is."""

    slot: str
    rule: str
    version: int
    instrument: str
    articles: tuple[str, ...]
    act: str
    title: str
    trust: TrustMark


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """What the law says of a case. `open` are the acts still possible where it is not settled.

    `answering_state` is the State that answers for a former one; None where the awarding State still exists,
    or where nothing tells.
    """

    recognition: Recognition
    duty: str | None
    open: tuple[str, ...]
    binding: tuple[str, ...]
    citations: tuple[Citation, ...]
    procedure: Mapping[str, str | None]
    assumed: Mapping[str, bool]
    needs: tuple[Missing, ...]
    mark: TrustMark
    answering_state: str | None


def conclude(  # noqa: PLR0913 - what a legal basis is made of
    case: LegalCase,
    *,
    rules: Mapping[str, Rule],
    binding: Mapping[str, bool | None],
    closed: Mapping[str, Decision],
    still_open: Decision,
    assumed: Mapping[str, bool],
) -> LegalBasis:
    """Put the decisions of a case together: `closed` by slot with the assessment closed.

    `still_open` is the duty with the assessment open. `binding` says of each instrument whether it binds the
    two States; None is not known. `assumed` are the facts of the ordinary case that the rules know.
    """
    duty = closed[DUTY]
    citations = tuple(
        _citation(slot, rules[rule]) for slot in SLOTS for rule in closed[slot].rules if rule in rules
    )
    unsure = any(it is None for it in binding.values())
    marks = [it.trust for it in citations] + ([TrustMark.GAP] if unsure or _undecided(duty) else [])
    return LegalBasis(
        recognition=recognition_of(duty, binding),
        duty=duty.act,
        open=() if duty.state is State.SETTLED else tuple(it for it in duty.possible if it in _acts(rules)),
        binding=tuple(sorted(name for name, binds in binding.items() if binds)),
        citations=citations,
        procedure={slot: closed[slot].act for slot in PROCEDURE},
        assumed=assumed,
        needs=(*_needs(case), *(_missing(it) for it in still_open.needs if it.fact not in _NOT_ASKED_FOR)),
        mark=TrustMark.weakest(*marks),
        answering_state=case.award_state if case.former else None,
    )


def days_of_law(release: RuleSet, slots: Iterable[str]) -> Stretches:
    """Give the stretches of legal days on which the rules of `slots` say the same."""
    asked = frozenset(slots)
    if any(LEGAL_DAY in it.facts for it in release.rules if it.rule.slot in asked):
        return EveryDay()
    return Stretches(release.legal_days)


def days_of_knowledge(release: RuleSet) -> Stretches:
    """Give the stretches of days on which the same law was known."""
    return Stretches(release.known_days)


def _needs(case: LegalCase) -> Iterator[Missing]:
    if case.former is not None and case.award_state is None:
        yield seat_to_tell(case.former)


def recognition_of(duty: Decision, binding: Mapping[str, bool | None]) -> Recognition:
    """Say what a duty comes to. Where more than one act is possible, the class they share, or assessment."""
    if duty.state is State.OUT_OF_SCOPE:
        bound = any(binds is not False for binds in binding.values())
        return Recognition.OUT_OF_SCOPE if bound else Recognition.NO_TREATY
    classes = {ACTS.get(act, Recognition.TO_BE_ASSESSED) for act in duty.possible or (duty.act or "",)}
    return classes.pop() if len(classes) == 1 else Recognition.TO_BE_ASSESSED


def instrument(binding_slot: str) -> str:
    """Name the instrument of a slot ``binding.<instrument>``."""
    return binding_slot.partition(".")[2]


def _missing(need: Need) -> Missing:
    by = need.by if need.by is not None else Party.AUTHORITY
    return Missing(need.fact, by, need.evidence, f"decides: {', '.join(need.decides)}")


def _undecided(duty: Decision) -> bool:
    return duty.state in {State.NEEDS, State.CONFLICT}


def _acts(rules: Mapping[str, Rule]) -> frozenset[str]:
    return frozenset(it.effect.act for it in rules.values())


def _citation(slot: str, rule: Rule) -> Citation:
    trust = TrustMark.VERIFIED if rule.trust is Trust.VERIFIED else TrustMark.PROVISIONAL
    return Citation(
        slot, rule.id, rule.version, rule.instrument.id, rule.articles, rule.effect.act, rule.title, trust
    )
