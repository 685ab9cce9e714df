"""The World Bank's bulk form of one indicator: a zip whose ``API_*.csv`` has a column for each year."""

from collections.abc import Iterator
from datetime import datetime
from typing import IO

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.archive import opened, plain
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.printed import is_year, parse_number
from services.indicators.domain.loading.publishers.world_bank import INDICATORS, place_fault
from services.indicators.domain.loading.rows import Contract, Row, rows

COLUMNS = ("Country Name", "Country Code", "Indicator Name", "Indicator Code")
CONTRACT = Contract("world-bank-zip/1", COLUMNS, ("Country Code", "Indicator Code"))
_PREAMBLE = 8
"""Lines before the header: source and day, with blank lines between. Four, in the archives seen so far."""


def parse(file: IO[bytes], *, release: str, known_at: datetime) -> Iterator[Parsed]:
    """Read the archive. Aggregates of the World Bank are passed over with a note. Raises Unreadable."""
    with opened(file) as archive:
        data = [name for name in archive.names if plain(name).startswith("API_")]
        if len(data) != 1:
            detail = f"the archive holds {len(data)} members API_*.csv instead of one"
            yield Finding("missing_member", Severity.REFUSAL, detail)
            return
        lines = text_lines(archive.pieces(data[0]))
        before, header = _header(lines)
        for row in rows(_from(header, lines), CONTRACT):
            if isinstance(row, Finding):
                yield Finding(row.code, row.severity, row.detail, Where((row.where.line or 0) + before))
            else:
                yield from _figures(Row(row.line + before, row.fields), release, known_at)


def _header(lines: Iterator[str]) -> tuple[int, str]:
    """Find the line with the titles among the first; without one, the first line says what is wrong."""
    first = ""
    for before in range(_PREAMBLE):
        line = next(lines, "")
        if COLUMNS[1] in line:
            return before, line
        first = first or line
    return 0, first


def _from(header: str, lines: Iterator[str]) -> Iterator[str]:
    yield header
    yield from lines


def _figures(row: Row, release: str, known_at: datetime) -> Iterator[Parsed]:
    area, code = row.fields["Country Code"], row.fields["Indicator Code"]
    indicator = INDICATORS.get(code)
    where = Where(row.line, area, None, code)
    if indicator is None:
        yield Finding("unknown_indicator", Severity.REFUSAL, f"{code!r} is no indicator known here", where)
        return
    passed_over = place_fault(area, where)
    if passed_over is not None:
        yield passed_over
        return
    for title, text in row.fields.items():
        if not is_year(title) or not text:
            continue
        value = parse_number(text)
        if value is None:
            where = Where(row.line, area, int(title), code)
            yield Finding("bad_value", Severity.REFUSAL, f"{text!r} is not a number", where)
        else:
            yield indicator.observation(area, int(title), value, release=release, known_at=known_at)
