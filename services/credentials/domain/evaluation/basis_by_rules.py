"""The legal basis as the rules give it, for when the conventions service cannot be asked.

It says less than the service's own answer: nothing of the instruments that do not bind, and no guidance. What
it says, it says alike: the conformance tests hold rules and resolver together.
"""

from collections.abc import Iterator, Mapping
from typing import cast

from services.credentials.domain.evaluation.duties import DUTIES
from services.credentials.domain.evaluation.legal_basis import Citation, LegalBasis
from services.credentials.domain.evaluation.ruling import NORM, Ruling
from shared.kernel.canonical import Json
from shared.kernel.evidence import Evidence, TrustMark
from shared.rules.checked import CheckedRule

TOPICS = {
    "access": "access_qualification",
    "degree": "he_qualification",
    "joint_degree": "he_qualification",
    "partial": "period_of_study",
    "professional": "regulated_profession",
}
PROCEDURE = ("burden_of_proof", "time_limit", "appeal")
NATIONAL_LAW = "national law"
BURDENS = {
    "authority": "authority",
    "authority_once_informed": "authority, once information is supplied",
    "nobody": "none",
}


def basis_by_rules(ruling: Ruling) -> LegalBasis:
    """Give the legal basis of a ruling."""
    duty = DUTIES.get(ruling.duty.act or "")
    carrying = ruling.rules_of(ruling.duty)
    procedure = {slot: ruling.kindest(slot) for slot in PROCEDURE}
    topic = TOPICS[str(ruling.facts["award.kind"])]
    governing = tuple(
        dict.fromkeys(
            (
                *(cited for it in carrying for cited in ruling.cites(it, NORM, topic)),
                *(
                    cited
                    for slot, rules in procedure.items()
                    for it in rules
                    for cited in ruling.cites(it, NORM, slot)
                ),
            )
        )
    )
    presumption = duty.presumption if duty else "none"
    outcome_class = duty.outcome_class if duty else "national_law_only"
    rules = (*carrying, *(it for found in procedure.values() for it in found))
    mark = TrustMark.GAP if ruling.unknown else TrustMark.weakest(*_marks(ruling, rules))
    burden = _act(procedure["burden_of_proof"])
    document: dict[str, Json] = {
        "binding_instruments": list(ruling.binding),
        "governing": [_plain(it) for it in governing],
        "presumption": presumption,
        "outcome_class": outcome_class,
        "burden_on": BURDENS.get(burden or "", NATIONAL_LAW),
        "authority_must": [it.rule.title for it in rules],
        "deadline": _titles(procedure["time_limit"]),
        "appeal": _titles(procedure["appeal"]),
        "trust": {"mark": mark.value, "note": "by the rules alone; the conventions service was not asked"},
        "reference_data": ruling.release.hash,
    }
    return LegalBasis(
        ruling.binding, governing, presumption, outcome_class, mark.value, ruling.release.hash, document
    )


def _act(rules: tuple[CheckedRule, ...]) -> str | None:
    return rules[0].rule.effect.act if rules else None


def _titles(rules: tuple[CheckedRule, ...]) -> str:
    return "; ".join(dict.fromkeys(it.rule.title for it in rules)) or NATIONAL_LAW


def _plain(cited: Citation) -> dict[str, Json]:
    return {"instrument": cited.instrument, "article": cited.article, "topic": cited.topic}


def _marks(ruling: Ruling, rules: tuple[CheckedRule, ...]) -> Iterator[TrustMark]:
    """Grade the rules, and the rows by which the two States are bound."""
    yield from (TrustMark(it.rule.trust.value) for it in rules)
    parameters = ruling.law.segment.law.parameters
    for instrument in ruling.binding:
        parties = parameters[f"{instrument}.parties"]
        for state in (str(ruling.facts["award.state"]), str(ruling.facts["host.state"])):
            span = parties.span(state, ruling.law.legal_date)
            if span is not None:
                yield _mark(cast("Mapping[str, list[dict[str, str]]]", parties.source["values"])[state])


def _mark(rows: list[dict[str, str]]) -> TrustMark:
    return TrustMark.weakest(*(Evidence(it["cite"], float(it.get("confidence", "1"))).mark for it in rows))
