"""What checks rest on, in memory: one state of the books, swapped whole when one of them changes."""

import gc
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.credentials.adapters.batches.answer_chunks import AnswerChunk, answer_rows
from services.credentials.adapters.batches.rendering import Rendering, facts_hash
from services.credentials.adapters.register.shelf import RegisterShelf
from services.credentials.adapters.releases.shelf import ReleaseShelf
from services.credentials.domain.equivalence.check import Knowledge
from services.credentials.domain.equivalence.request import Request
from services.credentials.domain.grades.book import GradeBook
from services.credentials.domain.qualifications.systems import Systems


@dataclass(frozen=True, slots=True)
class Desk:
    """One state of the books, ready to answer."""

    knowledge: Knowledge
    rendering: Rendering

    def answer(self, request: Request) -> bytes:
        """Answer one check, as JSON."""
        return self.rendering.answer(self.knowledge.check(request), facts=facts_hash(request))

    def answer_rows(self, rows: Any, *, today: date) -> AnswerChunk:
        """Answer a record batch of checks; see `answer_chunks`."""
        return answer_rows(rows, self.knowledge, self.rendering, today=today)


class EquivalenceShelf:
    """Gives the present desk. A new register or release makes a new one, with a memory of its own."""

    def __init__(
        self, systems: Systems, grades: GradeBook, registers: RegisterShelf, releases: ReleaseShelf
    ) -> None:
        self._systems = systems
        self._grades = grades
        self._registers = registers
        self._releases = releases
        self._desk: Desk | None = None

    async def desk(self) -> Desk:
        """Give the desk. Raises Unavailable while there is no register or no release yet."""
        register = await self._registers.register()
        release = await self._releases.current()
        held = self._desk
        if held is not None:
            known = held.knowledge
            if known.release is release and known.institutions is register:
                return held
        knowledge = Knowledge(self._systems, register, release, self._grades)
        self._desk = Desk(knowledge, Rendering(knowledge.reference_data))
        _settle()
        return self._desk


def _settle() -> None:
    """Take the books out of the garbage collector's rounds, which would walk a million objects each time.

    Measured: more than half of the time of a batch, and pauses of 100 ms among single checks. Books that were
    replaced are collected here, when the next ones come.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
