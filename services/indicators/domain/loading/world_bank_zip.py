"""The World Bank's bulk form of one indicator: a zip whose ``API_*.csv`` has a column for each year."""

import csv
from collections.abc import Iterator
from datetime import datetime

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.archive import members
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.printed import parse_number
from services.indicators.domain.loading.world_bank import INDICATORS
from services.indicators.domain.observations.codes import FlowDirection, Provenance
from services.indicators.domain.observations.observation import Observation, Series
from shared.kernel.countries import is_country

_COLUMNS = ["Country Name", "Country Code", "Indicator Name", "Indicator Code"]
_PREAMBLE = 8
"""Lines before the header: source and day, with blank lines between. Four, in the archives seen so far."""


def parse(content: bytes, *, release: str, known_at: datetime) -> Iterator[Parsed]:
    """Read the archive. Aggregates of the World Bank are passed over with a note. Raises Unreadable."""
    data = {
        name: body for name, body in members(content).items() if name.rsplit("/", 1)[-1].startswith("API_")
    }
    if len(data) != 1:
        detail = f"the archive holds {len(data)} members API_*.csv instead of one"
        yield Finding("missing_member", Severity.REFUSAL, detail)
        return
    ((_, body),) = data.items()
    reader = csv.reader(text_lines([body]))
    header = next((row for row in _first(reader) if row[:4] == _COLUMNS), None)
    if header is None:
        yield Finding("wrong_columns", Severity.REFUSAL, f"no line begins with {', '.join(_COLUMNS)}")
        return
    years = {place: int(title) for place, title in enumerate(header) if title.isascii() and title.isdigit()}
    for row in reader:
        yield from _row(row, years, reader.line_num, release, known_at)


def _first(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    for _ in range(_PREAMBLE):
        row = next(reader, None)
        if row is None:
            return
        yield row


def _row(
    row: list[str], years: dict[int, int], line: int, release: str, known_at: datetime
) -> Iterator[Parsed]:
    if len(row) < 4 or len(row) <= max(years, default=0):
        yield Finding("broken_row", Severity.REFUSAL, f"{len(row)} fields", Where(line=line))
        return
    name, area, _, code = row[:4]
    where = Where(line, area, None, code)
    if code not in INDICATORS:
        yield Finding("unknown_indicator", Severity.REFUSAL, f"{code!r} is no indicator known here", where)
    elif not is_country(area):
        detail = f"{name!r} is an aggregate of the World Bank"
        yield Finding("group_passed_over", Severity.NOTE, detail, where)
    else:
        for place, year in years.items():
            value = parse_number(row[place])
            if value is None and row[place]:
                detail = f"{row[place]!r} is not a number"
                yield Finding("bad_value", Severity.REFUSAL, detail, Where(line, area, year, code))
            elif value is not None:
                series = Series(INDICATORS[code], area, FlowDirection.OUT, "PT", "OECD")
                yield Observation(series, year, value, release, known_at, provenance=Provenance.ESTIMATED)
