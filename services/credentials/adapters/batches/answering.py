"""Answers packed chunks beside the requests, on the present state of the books."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

import pyarrow as pa

from services.credentials.adapters.batches.answer_chunks import AnswerChunk
from services.credentials.adapters.batches.packing import unpacked
from services.credentials.adapters.own_thread import OwnThread


class Desk(Protocol):
    """Answers a record batch of checks."""

    def answer_rows(self, rows: Any, *, today: date) -> AnswerChunk:
        """Give a line for each row."""
        ...


class Desks(Protocol):
    """Gives the present desk."""

    async def desk(self) -> Desk:
        """Give it. Raises Unavailable."""
        ...


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers of some chunks, packed."""

    rows: int
    content: bytes


class Answering:
    """Callable with packed chunks of rows; gives their answers as one, packed."""

    def __init__(self, desks: Desks, thread: OwnThread) -> None:
        self._desks = desks
        self._thread = thread

    async def __call__(self, contents: Sequence[bytes], today: date) -> Answered:
        """Answer consecutive chunks. Raises Unavailable."""
        desk = await self._desks.desk()
        return await self._thread.run(lambda: _answered(desk, contents, today))


def _answered(desk: Desk, contents: Sequence[bytes], today: date) -> Answered:
    rows = pa.concat_tables([unpacked(it) for it in contents]).combine_chunks().to_batches()[0]
    chunk = desk.answer_rows(rows, today=today)
    return Answered(len(chunk), chunk.packed())
