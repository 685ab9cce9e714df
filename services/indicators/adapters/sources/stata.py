"""The IAB emigration file, a Stata data set."""

from collections.abc import Iterator
from math import nan
from pathlib import Path
from typing import TypeGuard

from services.indicators.domain.loading.publishers.iab import COLUMNS, RateRow
from services.indicators.domain.loading.publishers.stata import Field, table


def emigration_rates(path: Path) -> Iterator[RateRow]:
    """Give the rows of the file; a missing rate is NaN. Raises Unreadable."""
    for origin, sex, year, *rates in table(path.read_bytes(), COLUMNS):
        total, low, medium, high = (_number(rate) for rate in rates)
        whole = year if isinstance(year, int) else int(year) if _is_whole(year) else None
        yield RateRow(str(origin), str(sex), whole, (total, low, medium, high))


def _is_whole(value: Field) -> TypeGuard[float]:
    return isinstance(value, float) and value.is_integer()


def _number(value: Field) -> float:
    return float(value) if isinstance(value, (int, float)) else nan
