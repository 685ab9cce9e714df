"""Of which codes there are data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Available:
    """The codes of each component that was asked about, and how much the query itself selects."""

    codes: Mapping[str, Sequence[str]]
    series: int
    observations: int
