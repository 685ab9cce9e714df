"""How far an answer may be relied upon, and what makes it weaker, in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from services.conventions.domain.case.standing import Candidate, Case
from services.conventions.domain.instruments.membership import Membership, Standing
from services.conventions.domain.instruments.model import Openness, PartyList, Provision
from services.conventions.domain.legal_basis.answer import Considered, StateStanding
from services.conventions.domain.treatment import wording
from services.conventions.domain.vocabulary import Reason
from shared.kernel.evidence import TrustMark

_OPEN = (Standing.UNCERTAIN, Standing.UNCONFIRMED)

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
    if side.standing in _OPEN:
        return TrustMark.GAP
    if side.fact is None:
        complete = candidate.instrument.party_list is PartyList.COMPLETE
        return TrustMark.VERIFIED if complete else TrustMark.PROVISIONAL
    return side.fact.mark


def _mark(candidate: Candidate) -> TrustMark:
    return TrustMark.weakest(
        _side_mark(candidate.award, candidate), _side_mark(candidate.recognition, candidate)
    )


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an answer rests on: what binds, what obliges the host alone, whose absence decides, which text."""

    binding: tuple[Candidate, ...]
    host_alone: tuple[Candidate, ...]
    decisive: tuple[Candidate, ...]
    governing: tuple[Provision, ...]
    open_lists: tuple[str, ...]

    def sides(self) -> Iterator[tuple[Candidate, Membership]]:
        """Yield each standing that the answer rests on."""
        for candidate in self.binding:
            yield candidate, candidate.award
            yield candidate, candidate.recognition
        for candidate in self.decisive:
            for side in _deciding(candidate):
                yield candidate, side
        for candidate in self.host_alone:
            yield candidate, candidate.recognition


def grounds(
    case: Case, weighed: Mapping[str, Candidate], governing: Sequence[Provision], named: frozenset[str]
) -> Grounds:
    """Collect the grounds; where nothing binds, the named instruments decide by not binding."""
    binding = tuple(it for it in weighed.values() if it.binds)
    cited = {it.instrument for it in governing}
    return Grounds(
        binding=binding,
        host_alone=tuple(it for it in weighed.values() if not it.binds and it.id in cited),
        decisive=() if binding else tuple(it for it in weighed.values() if it.id in named - cited),
        governing=tuple(governing),
        open_lists=() if binding else _open_lists(case),
    )


def _open_lists(case: Case) -> tuple[str, ...]:
    """Find the instruments open to every State whose incomplete lists are silent about one of the two."""
    return tuple(
        it.id
        for it in case.edition.instruments.values()
        if it.binding
        and it.open_to is Openness.EVERY_STATE
        and it.party_list is PartyList.INCOMPLETE
        and case.facts.qualification_type in it.applies_to
        and it.entry.reached(case.on)
        and any(case.membership(state, it.id).fact is None for state in (case.award, case.recognition))
    )


def trust(on: Grounds, doubts: Sequence[str]) -> TrustMark:
    """Grade the whole answer by the weakest fact that it rests on; a doubt about what binds is a gap."""
    marks = [_side_mark(side, candidate) for candidate, side in on.sides()]
    marks += [it.evidence.mark for it in on.governing]
    marks += [TrustMark.PROVISIONAL] if on.open_lists else []
    return TrustMark.weakest(*marks, *((TrustMark.GAP,) if doubts else ()))


def cautions(on: Grounds) -> tuple[str, ...]:
    """Put into words which facts and texts are not confirmed."""
    rows = dict.fromkeys(text for candidate, side in on.sides() for text in _unconfirmed(candidate, side))
    texts = dict.fromkeys(
        f"{it.instrument} {it.article}: text not confirmed (confidence {it.evidence.confidence:g})"
        for it in on.governing
        if it.evidence.mark is not TrustMark.VERIFIED
    )
    lists = (
        f"{id_}: the list of parties is incomplete; its silence is no proof ({wording.UNTIL_CONFIRMED})"
        for id_ in on.open_lists
    )
    return (*rows, *texts, *lists)


def _unconfirmed(candidate: Candidate, side: Membership) -> Iterator[str]:
    fact = side.fact
    if fact is None or fact.mark is TrustMark.VERIFIED or side.standing in _OPEN:
        return
    said = _IN_WORDS[side.standing]
    day = f" from {fact.in_force}" if side.standing is Standing.BOUND and fact.in_force else ""
    yield f"{candidate.id}: {side.state} {said}{day}: {wording.UNTIL_CONFIRMED}"


def doubts(case: Case, weighed: Mapping[str, Candidate]) -> tuple[str, ...]:
    """Name the missing facts that leave open what binds."""
    found = [
        _open_side(candidate, side)
        for candidate in weighed.values()
        for side in _deciding(candidate)
        if side.standing in _OPEN
    ]
    return (*found, *_uncollected(case, weighed))


def _deciding(candidate: Candidate) -> Sequence[Membership]:
    """Find the sides by which the instrument does not bind: those clearly outside, or else the open ones."""
    if candidate.reason in _NOT_FOR_A_SIDE:
        return ()
    sides = [it for it in (candidate.award, candidate.recognition) if not it.binds]
    return [it for it in sides if it.standing not in _OPEN] or sides


_NOT_FOR_A_SIDE = (
    None,
    Reason.NON_BINDING,
    Reason.INSTRUMENT_NOT_IN_FORCE,
    Reason.SUPERSEDED_BETWEEN_PARTIES,
)
"""Reasons that lie in the instrument or in another one, not in the standing of a State."""


def _open_side(candidate: Candidate, side: Membership) -> str:
    fact = side.fact
    if fact is None or side.standing is Standing.UNCONFIRMED:
        known = (fact.note or fact.kind) if fact else "no row"
        doubt = f"whether {side.state} is a party is not confirmed ({known})"
    else:
        window = f"not a party on {fact.not_party_on}, a party by {fact.party_by}"
        doubt = f"the day from which {side.state} is bound is missing ({window})"
    return f"{candidate.id}: {doubt}; it is not counted as bound"


def _uncollected(case: Case, weighed: Mapping[str, Candidate]) -> list[str]:
    """Warn of older conventions without party lists, where no newer one has displaced them for the pair."""
    open_ids = []
    for instrument in case.edition.uncollected:
        if case.facts.qualification_type not in instrument.applies_to or instrument.adopted > case.on:
            continue
        newer = [weighed[id_] for id_ in case.edition.successors[instrument.id] if id_ in weighed]
        if newer and all(not it.binds and it.both_have_rows for it in newer):
            open_ids.append(instrument.id)
    if not open_ids:
        return []
    return [f"the parties of {', '.join(open_ids)} are not collected; one of them may bind the two States"]
