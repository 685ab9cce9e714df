"""The treaty book: every instrument with its parties and provisions, edition by edition.

An edition is one reviewed state of the reference data with the day from which we held it. A question
about what was known on a day is answered from the edition held then; within an edition every consent is
knowable from its own deposit or notification, so that a late succession does not rewrite earlier answers.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from services.conventions.domain.instruments.model import Instrument, PartyFact, PartyList, Provision


class Edition:
    """One immutable state of the reference data, indexed by State and by issue."""

    __slots__ = (
        "_provisions",
        "by_state",
        "instruments",
        "known_from",
        "reference_data",
        "soft_by_address",
        "successors",
        "uncollected",
    )

    def __init__(
        self,
        instruments: Iterable[Instrument],
        parties: Iterable[PartyFact],
        provisions: Iterable[Provision],
        *,
        known_from: date,
        reference_data: str,
    ) -> None:
        self.instruments: Mapping[str, Instrument] = {it.id: it for it in instruments}
        self.known_from = known_from
        self.reference_data = reference_data
        self.by_state = _by_state(parties)
        self._provisions = _by_topic(provisions)
        self.successors = _successors(self.instruments.values())
        self.soft_by_address = tuple(it for it in self.instruments.values() if it.addressees)
        self.uncollected = tuple(
            it
            for it in self.instruments.values()
            if it.party_list is PartyList.NOT_COLLECTED and it.id in self.successors
        )

    def on(self, instrument: str, topic: str) -> tuple[Provision, ...]:
        """List the provisions of `instrument` on `topic`, in the order of the text."""
        return self._provisions.get(instrument, {}).get(topic, ())

    def provisions(self, instrument: str) -> tuple[Provision, ...]:
        """List every provision of `instrument`, grouped by issue."""
        return tuple(it for group in self._provisions.get(instrument, {}).values() for it in group)

    def parties(self, instrument: str) -> tuple[PartyFact, ...]:
        """List every row of `instrument`, by State."""
        return tuple(
            fact
            for state in sorted(self.by_state)
            for fact in self.by_state[state].get(instrument, ())
            if fact.state == state
        )


@dataclass(frozen=True, slots=True)
class TreatyBook:
    """The editions in the order in which we came to hold them; there is at least one."""

    editions: tuple[Edition, ...]

    def __post_init__(self) -> None:
        days = [edition.known_from for edition in self.editions]
        if not days or days != sorted(days):
            raise ValueError("a treaty book has at least one edition, oldest first")

    @property
    def current(self) -> Edition:
        """The edition held now."""
        return self.editions[-1]

    def held_on(self, day: date) -> Edition:
        """Return the edition held on `day`; before the first one, the first: its facts carry own days."""
        index = bisect_right(self.editions, day, key=lambda edition: edition.known_from)
        return self.editions[max(index - 1, 0)]


def _by_state(parties: Iterable[PartyFact]) -> Mapping[str, Mapping[str, tuple[PartyFact, ...]]]:
    index: dict[str, dict[str, tuple[PartyFact, ...]]] = {}
    for fact in parties:
        for state in (fact.state, *fact.also_for):
            rows = index.setdefault(state, {})
            rows[fact.instrument] = (*rows.get(fact.instrument, ()), fact)
    return index


def _by_topic(provisions: Iterable[Provision]) -> Mapping[str, Mapping[str, tuple[Provision, ...]]]:
    index: dict[str, dict[str, tuple[Provision, ...]]] = {}
    for provision in provisions:
        topics = index.setdefault(provision.instrument, {})
        topics[provision.topic] = (*topics.get(provision.topic, ()), provision)
    return index


def _successors(instruments: Iterable[Instrument]) -> Mapping[str, tuple[str, ...]]:
    index: dict[str, tuple[str, ...]] = {}
    for instrument in instruments:
        for supersession in instrument.supersedes:
            index[supersession.displaced] = (*index.get(supersession.displaced, ()), instrument.id)
    return index
