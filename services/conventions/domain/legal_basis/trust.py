"""How far an answer may be relied upon, and what makes it weaker, in words."""

from collections.abc import Iterable, Sequence

from services.conventions.domain.case.standing import Candidate, Case
from services.conventions.domain.instruments.membership import Membership, Standing
from services.conventions.domain.instruments.model import PartyList, Provision
from services.conventions.domain.legal_basis.answer import Considered, StateStanding
from services.conventions.domain.treatment import wording
from services.conventions.domain.vocabulary import Reason, TrustMark

_IN_WORDS = {
    Standing.ABSENT: "no row on record",
    Standing.UNCONFIRMED: "unconfirmed or in conflict",
    Standing.SIGNED: "signed only",
    Standing.DENOUNCED: "no longer bound",
    Standing.UNCERTAIN: "joined on an unknown day",
    Standing.NOT_YET: "not yet bound",
    Standing.PRESUMED: "presumed bound; first day unknown",
    Standing.BOUND: "bound",
}


def considered(weighed: Iterable[Candidate], named: frozenset[str]) -> tuple[Considered, ...]:
    """Describe every instrument that was looked at."""
    return tuple(
        Considered(
            id=it.id,
            binds=it.binds,
            reason=it.reason,
            named=it.binds or it.id in named,
            trust=_mark(it),
            states=(_describe(it.award, it), _describe(it.recognition, it)),
            savings=it.instrument.denunciation.saves
            if it.reason is Reason.DENOUNCED and it.instrument.denunciation
            else None,
        )
        for it in weighed
    )


def _describe(side: Membership, candidate: Candidate) -> StateStanding:
    first_day = side.fact.in_force.isoformat() if side.fact and side.fact.in_force else None
    return StateStanding(side.state, _IN_WORDS[side.standing], first_day, _side_mark(side, candidate))


def _side_mark(side: Membership, candidate: Candidate) -> TrustMark:
    """Grade one side: silence of a complete list counts as known, of an incomplete one as provisional."""
    if side.standing in (Standing.UNCERTAIN, Standing.UNCONFIRMED):
        return TrustMark.GAP
    if side.fact is None:
        complete = candidate.instrument.party_list is PartyList.COMPLETE
        return TrustMark.VERIFIED if complete else TrustMark.PROVISIONAL
    return side.fact.mark


def _mark(candidate: Candidate) -> TrustMark:
    return TrustMark.weakest(
        _side_mark(candidate.award, candidate), _side_mark(candidate.recognition, candidate)
    )


def trust(binding: Sequence[Candidate], governing: Sequence[Provision], doubts: Sequence[str]) -> TrustMark:
    """Grade the whole answer by the weakest fact that it rests on; a doubt about what binds is a gap."""
    marks = [_mark(it) for it in binding] + [it.evidence.mark for it in governing]
    if doubts:
        marks.append(TrustMark.GAP)
    return TrustMark.weakest(*marks)


def warnings(
    case: Case, weighed: Iterable[Candidate], governing: Sequence[Provision]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Put the weaknesses into words: (all warnings, those of them that leave open what binds)."""
    cautions: list[str] = []
    doubts: list[str] = []
    for candidate in weighed:
        for side in (candidate.award, candidate.recognition):
            if candidate.binds:
                cautions += _of_a_binding_side(side, candidate)
            elif side.standing in (Standing.UNCERTAIN, Standing.UNCONFIRMED):
                doubts += _of_an_open_side(candidate, side)
    weak = dict.fromkeys(
        f"{it.instrument} {it.article}: text not confirmed (confidence {it.evidence.confidence:g})"
        for it in governing
        if it.evidence.mark is not TrustMark.VERIFIED
    )
    doubts += _uncollected(case, weighed)
    return (*cautions, *weak, *doubts), tuple(doubts)


def _of_a_binding_side(side: Membership, candidate: Candidate) -> list[str]:
    fact = side.fact
    if fact is None or fact.mark is TrustMark.VERIFIED:
        return []
    if side.standing is Standing.PRESUMED:
        missing = "is taken to be bound; the day of its consent is missing"
        return [f"{candidate.id}: {side.state} {missing} ({wording.UNTIL_CONFIRMED})"]
    day = f" from {fact.in_force}" if fact.in_force else ""
    return [f"{candidate.id}: {side.state} bound{day}: {wording.UNTIL_CONFIRMED}"]


def _of_an_open_side(candidate: Candidate, side: Membership) -> list[str]:
    """Warn where the other State is bound, so that the open fact alone decides."""
    other = candidate.recognition if side is candidate.award else candidate.award
    if not other.binds or side.fact is None:
        return []
    fact = side.fact
    if side.standing is Standing.UNCERTAIN:
        window = f"not a party on {fact.not_party_on}, a party by {fact.party_by}"
        doubt = f"the day from which {side.state} is bound is missing ({window})"
    else:
        doubt = f"whether {side.state} is a party is not confirmed ({fact.note or fact.kind})"
    return [f"{candidate.id}: {doubt}; it is not counted as bound"]


def _uncollected(case: Case, weighed: Iterable[Candidate]) -> list[str]:
    """Warn of older conventions without party lists, where no newer one has displaced them for the pair."""
    by_id = {it.id: it for it in weighed}
    open_ids = []
    for instrument in case.edition.uncollected:
        if case.facts.qualification_type not in instrument.applies_to or instrument.adopted > case.on:
            continue
        newer = [by_id[id_] for id_ in case.edition.successors[instrument.id] if id_ in by_id]
        if newer and all(not it.binds and it.both_have_rows for it in newer):
            open_ids.append(instrument.id)
    if not open_ids:
        return []
    return [f"the parties of {', '.join(open_ids)} are not collected; one of them may bind the two States"]
