"""Use case: the legal basis of a case, from the book as it stands."""

from services.conventions.domain.case.reading import read_facts
from services.conventions.domain.legal_basis.document import as_document
from services.conventions.domain.legal_basis.resolve import resolve
from services.conventions.domain.ports import Books
from shared.kernel.canonical import Json
from shared.kernel.clock import Clock


class ResolveLegalBasis:
    """Reads the facts, resolves, writes the answer."""

    def __init__(self, books: Books, clock: Clock) -> None:
        self._books = books
        self._clock = clock

    async def __call__(self, document: object) -> dict[str, Json]:
        """Give the answer. Raises Invalid with every violation, or Unavailable."""
        book = await self._books.book()
        today = self._clock.now().date()
        facts = read_facts(document, instruments=book.current.instruments, today=today)
        return as_document(resolve(book, facts, today=today))
