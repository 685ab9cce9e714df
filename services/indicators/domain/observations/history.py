"""The life of a cell through releases: what was known at a moment, and what a later release changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.indicators.domain.observations.observation import Observation, Series

Cell = tuple[Series, int]


class Revision(StrEnum):
    """What happened to a cell between two releases."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that differs: its observation before and after, None where it was not published."""

    cell: Cell
    kind: Revision
    before: Observation | None
    after: Observation | None


def as_known(versions: Iterable[Observation], moment: datetime) -> dict[Cell, Observation]:
    """Give, for each cell, the version known last at `moment`. What came later does not exist yet."""
    newest: dict[Cell, Observation] = {}
    for version in versions:
        cell = (version.series, version.year)
        held = newest.get(cell)
        if version.known_at <= moment and (held is None or held.known_at <= version.known_at):
            newest[cell] = version
    return newest


def changes(before: dict[Cell, Observation], after: dict[Cell, Observation]) -> Iterator[Change]:
    """Compare two states of knowledge; a cell whose value, qualifier and magnitude agree has not changed."""
    for cell in before.keys() | after.keys():
        was, now = before.get(cell), after.get(cell)
        if was is None:
            yield Change(cell, Revision.ADDED, None, now)
        elif now is None:
            yield Change(cell, Revision.WITHDRAWN, was, None)
        elif (was.value, was.qualifier, was.magnitude) != (now.value, now.qualifier, now.magnitude):
            yield Change(cell, Revision.CHANGED, was, now)
