"""The IAB emigration file, a Stata 8-12 data set, opened with pandas."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from services.indicators.domain.loading.iab import COLUMNS, RateRow


def emigration_rates(path: Path) -> Iterator[RateRow]:
    """Give the rows of the file. Raises ValueError when it is no Stata file or has other columns."""
    table = pd.read_stata(path, columns=list(COLUMNS))
    for origin, sex, year, *rates in table.itertuples(index=False, name=None):
        total, low, medium, high = (float(rate) for rate in rates)
        yield RateRow(origin, sex, int(year), (total, low, medium, high))
