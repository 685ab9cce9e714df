"""Use cases: look the law up. Instruments, their parties on a day, their provisions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from services.conventions.domain.instruments.book import Edition
from services.conventions.domain.instruments.membership import Membership, membership
from services.conventions.domain.instruments.model import Instrument, PartyFact
from services.conventions.domain.ports import Books
from shared.kernel.clock import Clock
from shared.kernel.errors import NotFound


class UnknownInstrument(NotFound):
    """No instrument has that id."""

    code = "unknown_instrument"
    title = "No such instrument"


@dataclass(frozen=True, slots=True)
class Party:
    """One State's row, and its standing on the day asked about as far as was known."""

    fact: PartyFact
    membership: Membership


class Consult:
    """Reads the book."""

    def __init__(self, books: Books, clock: Clock) -> None:
        self._books = books
        self._clock = clock

    async def edition(self, known: date | None = None) -> Edition:
        """Give the edition held on `known`; today's where it is None."""
        book = await self._books.book()
        return book.held_on(known or self._clock.now().date())

    async def instrument(self, instrument_id: str) -> tuple[Edition, Instrument]:
        """Give an instrument and its edition. Raises UnknownInstrument."""
        edition = await self.edition()
        instrument = edition.instruments.get(instrument_id)
        if instrument is None:
            raise UnknownInstrument(f"there is no instrument {instrument_id!r}")
        return edition, instrument

    async def parties(
        self, instrument_id: str, *, on: date | None, known: date | None
    ) -> tuple[Edition, Sequence[Party]]:
        """List the States with a row, each with its standing on `on` as known on `known` (None: today)."""
        await self.instrument(instrument_id)
        edition = await self.edition(known)
        today = self._clock.now().date()
        rows = edition.parties(instrument_id)
        by_state: dict[str, list[PartyFact]] = {}
        for row in rows:
            by_state.setdefault(row.state, []).append(row)
        return edition, [
            Party(row, membership(row.state, by_state[row.state], on=on or today, known=known or today))
            for row in rows
        ]
