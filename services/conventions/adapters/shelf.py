"""The treaty book in memory: read whole, swapped whole, looked after at most once a second."""

import asyncio
import time

from services.conventions.adapters.editions import PostgresEditions
from services.conventions.domain.instruments.book import TreatyBook
from shared.kernel.errors import Unavailable
from shared.observability.logging import get_logger

CHECK_SECONDS = 1.0


class BookShelf:
    """Holds the present book. With the database away, the book that is held goes on serving."""

    def __init__(self, editions: PostgresEditions) -> None:
        self._editions = editions
        self._book: TreatyBook | None = None
        self._checked_at = float("-inf")
        self._looking = asyncio.Lock()

    async def book(self) -> TreatyBook:
        """Give the book. Raises Unavailable while nothing was ever loaded."""
        book = self._book
        if book is not None and time.monotonic() - self._checked_at < CHECK_SECONDS:
            return book
        if book is not None and self._looking.locked():
            return book  # somebody is looking already
        async with self._looking:
            await self._look()
        if self._book is None:
            raise Unavailable("no reference data has been loaded yet", retry_after=2)
        return self._book

    async def _look(self) -> None:
        try:
            newest = await self._editions.newest()
            if self._book is None or newest != self._book.current.reference_data:
                self._book = await self._editions.read()
        except Exception as error:
            if self._book is None:
                raise
            get_logger().warning("reference data not refreshed", error_type=type(error).__name__)
        self._checked_at = time.monotonic()

    async def check(self) -> str | None:
        """Say for a readiness report what is wrong; None when there is a book."""
        await self.book()
        return None
