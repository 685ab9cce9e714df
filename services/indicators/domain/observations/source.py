"""The port through which observations are read: a query in, columns out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

import pyarrow as pa

from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.structures import RELEASED, structure
from shared.kernel.errors import Invalid, Violation


@dataclass(frozen=True, slots=True)
class Query:
    """Which observations are wanted. What is left out does not restrict.

    `keys` gives the wanted codes of some dimensions. `start` and `end` are reference years, both included.
    `as_of` asks for what was known at that moment, `updated_after` for versions that came later than that,
    `vintages` for figures of named releases. Without `include_history` each cell comes once, in the version
    known last; with it every version comes. Raises UnknownDataflow, and Invalid on an unknown dimension or
    years in the wrong order.
    """

    dataflow: str
    keys: Mapping[str, frozenset[str]] = field(default_factory=dict)
    start: int | None = None
    end: int | None = None
    as_of: datetime | None = None
    updated_after: datetime | None = None
    vintages: frozenset[str] = frozenset()
    include_history: bool = False

    @property
    def of_now(self) -> bool:
        """Say whether each cell is wanted as it is known now, in whatever release."""
        restricted = self.as_of or self.updated_after or self.vintages
        return not restricted and not self.include_history

    def __post_init__(self) -> None:
        known = structure(self.dataflow).dimensions
        faults = [
            Violation(f"/keys/{name}", "unknown_dimension", f"{self.dataflow} has no dimension {name}")
            for name in self.keys
            if name not in known
        ]
        if self.start is not None and self.end is not None and self.start > self.end:
            faults.append(Violation("/start", "years_reversed", f"{self.start} is later than {self.end}"))
        for name, moment in (("as_of", self.as_of), ("updated_after", self.updated_after)):
            if moment is not None and moment.tzinfo is None:
                faults.append(Violation(f"/{name}", "naive_moment", "give the moment with its offset"))
        if faults:
            raise Invalid(*faults)


class ObservationSource(Protocol):
    """Where observations are kept. Tables have the columns of `table.SCHEMA`.

    Rows come ordered by key, reference year and moment of knowledge.
    """

    async def select(self, query: Query) -> pa.Table:
        """Give the rows that `query` asks for; an empty table where there are none."""
        ...

    async def find(self, query: Query) -> pa.Table | Found:
        """Give the same rows; not yet in columns where they are of one load."""
        ...

    async def content(self) -> str:
        """Name the present state of everything that is kept; it changes with every load (for ETags)."""
        ...

    async def codes(self) -> Mapping[str, frozenset[str]]:
        """Give the codes in use, by component."""
        ...


@dataclass(frozen=True, slots=True)
class Sources:
    """Where each dataflow is read: what was loaded is for all, a released table is its tenant's."""

    loaded: ObservationSource
    released: Callable[[str], ObservationSource]

    def of(self, dataflow: str, tenant: str) -> ObservationSource:
        """Find the source of `dataflow` for a caller of `tenant`."""
        return self.released(tenant) if dataflow == RELEASED else self.loaded
