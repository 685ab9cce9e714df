"""The procedural rules on a case: burden of proof, time limit, appeal; issue by issue the kindest counts."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.conventions.domain.case.standing import Case
from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.treatment import wording
from services.conventions.domain.vocabulary import Burden, Effect, Presumption, Term

_WITH_A_TEST = frozenset(
    {Presumption.UNLESS_SUBSTANTIAL_DIFFERENCE, Presumption.ON_HOST_LAW, Presumption.RECOGNISE}
)
READ_IN_THE_TEXT = 0.9


@dataclass(frozen=True, slots=True)
class Procedure:
    """Who bears the burden, the limit and the appeal in words, and the provisions that say so."""

    burden: Burden
    deadline: str
    appeal: str
    burden_rules: tuple[Provision, ...]
    limits: tuple[Provision, ...]


def procedure(case: Case, leading: Sequence[str]) -> Procedure:
    """Read burden, limit and appeal from the instruments that lead; per issue the kindest rule counts."""
    burden_rules = tuple(
        it for id_ in leading for it in case.provisions(id_, "burden_of_proof") if it.effect is Effect.SHALL
    )
    limits = tuple(
        it for id_ in leading for it in case.provisions(id_, "time_limit") if it.effect is Effect.SHALL
    )
    return Procedure(
        burden=_burden(burden_rules),
        deadline=_deadline(case, leading, limits),
        appeal=_appeal(case, leading),
        burden_rules=tuple(it for it in burden_rules if it.article != _GENERAL_REPORT),
        limits=limits,
    )


_GENERAL_REPORT = "general"
"""Not an article: a report that confirms a rule. It supports the rule and is not cited as one."""


def cited_burden(rules: Sequence[Provision], presumption: Presumption) -> tuple[Provision, ...]:
    """Choose the burden rules to cite: where a presumption stands, or where the text itself was read."""
    if presumption in _WITH_A_TEST:
        return tuple(rules)
    return tuple(it for it in rules if it.evidence.confidence >= READ_IN_THE_TEXT)


def _burden(rules: Sequence[Provision]) -> Burden:
    """Tokyo III.3.4 binds the authority only as long as the information was supplied."""
    if not rules:
        return Burden.NATIONAL_LAW
    if any(Term.ONCE_INFORMATION_IS_SUPPLIED not in it.terms for it in rules):
        return Burden.AUTHORITY
    return Burden.AUTHORITY_ONCE_INFORMED


def _deadline(case: Case, leading: Sequence[str], limits: Sequence[Provision]) -> str:
    for id_, sentence in wording.DEADLINES.items():
        if any(it.instrument == id_ for it in limits):
            return sentence
    if any(it.effect is Effect.SHOULD for id_ in leading for it in case.provisions(id_, "time_limit")):
        return wording.TIMELY
    return wording.NO_DEADLINE_IN_TREATY if leading else wording.NATIONAL_DEADLINE


def _appeal(case: Case, leading: Sequence[str]) -> str:
    against_silence = [
        it for id_ in leading for it in case.provisions(id_, "appeal") if Term.SILENCE in it.terms
    ]
    if not against_silence:
        return wording.NATIONAL_APPEAL
    if all(Term.TERM_IN_NATIONAL_LAW in it.terms for it in against_silence):
        return wording.APPEAL_IN_NATIONAL_TERM
    return wording.APPEAL
