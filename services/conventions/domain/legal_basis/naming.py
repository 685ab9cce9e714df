"""Which instruments that do not bind are named in the answer.

A lawyer expects to be told of every instrument that he might have taken for binding, and not of the
others. An instrument is named

1. when both States have taken a recorded step towards it (or it is a declaration of both), unless it is a
   predecessor on which the pair has moved on: its successor binds them or awaits only its first day;
2. when it was displaced between the two, if a holder may have begun his studies under it: the award is
   older than the displacement, or the displacement is less than five years old (a first and a second cycle);
3. when it is not yet in force for anybody, is open to every State, and one of the two has deposited its
   consent, or may have (the day of its deposit is not known);
4. when it is of the second generation, only one State is bound by it, and it (a) lays a duty on the host
   alone in this case, or (b) would carry recognition further than what governs and than any instrument about
   to bind, or (c) is the regional convention of one side where only a worldwide one binds the pair.

Nothing is hidden by this: `considered` lists every instrument that was looked at.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from services.conventions.domain.case.standing import Candidate, Case
from services.conventions.domain.instruments.dates import plus
from services.conventions.domain.instruments.membership import Standing
from services.conventions.domain.instruments.model import Openness
from services.conventions.domain.legal_basis.answer import NotBinding
from services.conventions.domain.treatment.substance import substance
from services.conventions.domain.vocabulary import Reason

MONTHS_OF_TWO_CYCLES = 60
WORLD = "world"
SECOND_GENERATION = "2"


def named(
    case: Case, weighed: Mapping[str, Candidate], *, governing_force: int, host_duties: frozenset[str]
) -> tuple[NotBinding, ...]:
    """List the instruments to be named as not binding, by id."""
    binding = [it for it in weighed.values() if it.binds]
    found = []
    for candidate in weighed.values():
        if candidate.reason is None or candidate.instrument.adopted > case.on:
            continue
        if (
            candidate.id in host_duties
            or _both_took_steps(case, weighed, candidate)
            or _open_to_all_and_coming(case, candidate)
            or _would_matter(case, weighed, candidate, binding=binding, governing_force=governing_force)
        ):
            found.append(NotBinding(candidate.id, candidate.reason))
    return tuple(found)


def _both_took_steps(case: Case, weighed: Mapping[str, Candidate], candidate: Candidate) -> bool:
    if not candidate.both_have_rows:
        return False
    if candidate.reason is Reason.SUPERSEDED_BETWEEN_PARTIES:
        return candidate.certain and _studied_under(case, candidate.displaced_since)
    if candidate.reason is Reason.DENOUNCED:
        return True
    return not _moved_on(case, weighed, candidate)


def _studied_under(case: Case, displaced: date | None) -> bool:
    if displaced is None:
        return True
    awarded = case.facts.award_date
    if awarded is not None and awarded < displaced:
        return True
    return case.on < plus(displaced, MONTHS_OF_TWO_CYCLES)


def _moved_on(case: Case, weighed: Mapping[str, Candidate], candidate: Candidate) -> bool:
    """Say whether a successor binds the pair or both have deposited their consent to it."""
    for successor_id in case.edition.successors.get(candidate.id, ()):
        successor = weighed.get(successor_id)
        if successor is not None and (successor.binds or successor.awaited(case.on)):
            return True
    return False


def _open_to_all_and_coming(case: Case, candidate: Candidate) -> bool:
    if candidate.reason is not Reason.INSTRUMENT_NOT_IN_FORCE or not substance(case, candidate.id).force:
        return False
    joined = any(
        side.fact is not None
        and side.standing >= Standing.NOT_YET
        and (side.fact.consent is None or side.fact.consent <= case.on)
        for side in (candidate.award, candidate.recognition)
    )
    return joined and candidate.instrument.open_to is Openness.EVERY_STATE


def _would_matter(
    case: Case,
    weighed: Mapping[str, Candidate],
    candidate: Candidate,
    *,
    binding: Sequence[Candidate],
    governing_force: int,
) -> bool:
    """Apply rule 4 to an instrument in force by which exactly one of the two is bound."""
    if candidate.reason is not Reason.NOT_PARTY or candidate.instrument.generation != SECOND_GENERATION:
        return False
    bound = [it for it in (candidate.award, candidate.recognition) if it.binds]
    if len(bound) != 1 or _replaced_for(case, bound[0].state, candidate.id):
        return False
    force = substance(case, candidate.id).force
    coming = max(
        (substance(case, it.id).force for it in weighed.values() if it.awaited(case.on)),
        default=0,
    )
    if force > max(governing_force, coming):
        return True
    if _worldwide(candidate) or not force:
        return False
    return bool(binding) and all(_worldwide(it) for it in binding)


def _replaced_for(case: Case, state: str, instrument: str) -> bool:
    """Say whether the bound State has itself moved to the successor, which is then the one to name."""
    return any(
        case.membership(state, successor).binds for successor in case.edition.successors.get(instrument, ())
    )


def _worldwide(candidate: Candidate) -> bool:
    return candidate.instrument.region == WORLD
