"""What the statistics of evaluations need from outside."""

from collections.abc import AsyncIterator, Sequence
from typing import Protocol

from services.indicators.domain.recognition.evaluated import Dimension, Evaluated, Statistics


class Projection(Protocol):
    """The evaluations of one tenant, ready to be counted."""

    async def add(self, evaluated: Evaluated) -> None:
        """Add one."""
        ...

    async def clear(self) -> None:
        """Remove all, so that they can be added again from the archive."""
        ...

    async def count(self, dimensions: Sequence[Dimension]) -> Statistics:
        """Count by `dimensions`."""
        ...


class Archive(Protocol):
    """The tenant's events as they were received."""

    def evaluations(self) -> AsyncIterator[Evaluated]:
        """Read what has been announced, in the order of arrival."""
        ...
