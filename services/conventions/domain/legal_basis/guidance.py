"""Soft instruments: guidance for the authority, never a ground of decision.

A subsidiary text of a convention is named where it speaks to what is special in the case and the host is
bound by that convention; a declaration or recommendation where it addresses both States on the issue.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from services.conventions.domain.case.standing import Candidate, Case
from services.conventions.domain.instruments.model import Instrument
from services.conventions.domain.treatment.substance import TOPIC_OF
from services.conventions.domain.vocabulary import QualificationType


def soft_instruments(
    case: Case, weighed: Mapping[str, Candidate], hosts: Sequence[Candidate]
) -> tuple[str, ...]:
    """List the soft instruments that guide the authority in this case."""
    found = [text for host in hosts for text in _subsidiary(case, host.instrument)]
    found += [it.id for it in weighed.values() if _is_their_declaration(case, it)]
    found += _addressed(case)
    return tuple(dict.fromkeys(found))


def _subsidiary(case: Case, instrument: Instrument) -> Sequence[str]:
    texts = {it.id: it for it in instrument.subsidiary}
    return [
        text_id
        for issue, text_id in instrument.guidance
        if issue in _issues(case) and date.fromisoformat(texts[text_id].adopted) <= case.on
    ]


def _issues(case: Case) -> frozenset[str]:
    facts = case.facts
    marks = {
        "transnational": facts.is_transnational,
        "joint_degree": facts.is_joint,
        "refugees": facts.is_displaced,
    }
    return frozenset(issue for issue, present in marks.items() if present)


def _is_their_declaration(case: Case, candidate: Candidate) -> bool:
    return (
        not candidate.instrument.binding
        and candidate.both_have_rows
        and candidate.instrument.adopted <= case.on
    )


def _addressed(case: Case) -> Sequence[str]:
    """Name the recommendations whose addressees both States are, and the process that goes with them."""
    if case.facts.qualification_type is QualificationType.PROFESSIONAL:
        return []
    topic = TOPIC_OF[case.facts.qualification_type]
    speaking = [
        it for it in case.edition.soft_by_address if it.adopted <= case.on and _addresses_both(case, it)
    ]
    found = [it.id for it in speaking if case.provisions(it.id, topic)]
    return found + [it.id for it in speaking if it.accompanies in found]


def _addresses_both(case: Case, instrument: Instrument) -> bool:
    if instrument.addressees is None:
        return False
    source, kind = instrument.addressees.instrument, instrument.addressees.kind
    for state in (case.award, case.recognition):
        membership = case.membership(state, source)
        if not membership.binds or membership.fact is None or membership.fact.kind != kind:
            return False
    return True
