"""The IAB emigration file, a Stata data set of the form 113."""

from collections.abc import Iterator
from math import nan
from pathlib import Path

from services.indicators.domain.loading.iab import COLUMNS, RateRow
from services.indicators.domain.loading.stata import Field, table


def emigration_rates(path: Path) -> Iterator[RateRow]:
    """Give the rows of the file; a missing rate is NaN. Raises Unreadable."""
    for origin, sex, year, *rates in table(path.read_bytes(), COLUMNS):
        total, low, medium, high = (_number(rate) for rate in rates)
        yield RateRow(str(origin), str(sex), int(_number(year)), (total, low, medium, high))


def _number(value: Field) -> float:
    return float(value) if isinstance(value, (int, float)) else nan
