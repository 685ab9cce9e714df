"""What the conventions service needs from outside; adapters implement these."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from services.conventions.domain.instruments.book import TreatyBook
from services.conventions.domain.instruments.model import Instrument, PartyFact, Provision


class ReviewedData(Protocol):
    """One reviewed state of the law, ready to be loaded; `content` names it by hash."""

    @property
    def as_of(self) -> date:
        """The day to which it was compiled: from then on it is what we know."""
        ...

    @property
    def content(self) -> str:
        """The hash of everything in it."""
        ...

    @property
    def instruments(self) -> Sequence[Instrument]:
        """Every instrument."""
        ...

    @property
    def parties(self) -> Sequence[PartyFact]:
        """Every party row."""
        ...

    @property
    def provisions(self) -> Sequence[Provision]:
        """Every provision."""
        ...


class Editions(Protocol):
    """The editions of the reference data that were loaded, never changed once there."""

    async def add(self, data: ReviewedData) -> bool:
        """Load an edition; False where it is the newest already. Raises Conflict where it would go back."""
        ...


class Books(Protocol):
    """Gives the treaty book as it stands."""

    async def book(self) -> TreatyBook:
        """Give the book. Raises Unavailable while nothing was ever loaded."""
        ...
