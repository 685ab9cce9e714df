"""Eurostat's two text forms of a mobility table: TSV, and SDMX-CSV. Both give the same cells.

TSV: the first column holds the dimensions, the others a year each; ``:`` is no value, letters after a
number are flags. SDMX-CSV: one row for each value, OBS_FLAG in its own column. ``NA`` is Namibia in either.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.printed import parse_number
from services.indicators.domain.loading.rows import Contract, Row, rows

PARTNERS = ("partner", "sex", "isced11", "geo")
FIELDS = ("isced11", "iscedf13", "sex", "geo")
_CELL = re.compile(r"^(?P<value>:|-?\d+(?:\.\d+)?)\s*(?P<flags>[a-z]*)$")


@dataclass(frozen=True, slots=True)
class TextCell:
    """One cell: its codes in the order of the dimensions asked for, its year and value, and its flags."""

    codes: tuple[str, ...]
    year: int
    value: float | None
    flags: str
    line: int


def parse_tsv(chunks: Iterable[bytes], dimensions: tuple[str, ...]) -> Iterator[TextCell | Finding]:
    """Read TSV; `dimensions` are PARTNERS (in educ_uoe_mobs02) or FIELDS (mobs01). Raises Unreadable."""
    lines = text_lines(chunks)
    header = next(lines, "").rstrip("\r\n").split("\t")
    names = header[0].partition("\\")[0].split(",")
    years = [title.strip() for title in header[1:]]
    missing = [name for name in dimensions if name not in names]
    if missing or not years or not all(title.isdigit() for title in years):
        detail = f"dimensions {', '.join(missing) or 'found'}; years {', '.join(years[:3]) or 'none'}"
        yield Finding("wrong_columns", Severity.REFUSAL, f"not the table expected: {detail}", Where(line=1))
        return
    places = [names.index(name) for name in dimensions]
    for number, line in enumerate(lines, start=2):
        codes, *cells = line.rstrip("\r\n").split("\t")
        parts = codes.split(",")
        if len(cells) != len(years) or len(parts) != len(names):
            detail = f"{len(cells)} values for {len(years)} years"
            yield Finding("broken_row", Severity.REFUSAL, detail, Where(line=number))
            continue
        key = tuple(parts[place] for place in places)
        for title, cell in zip(years, cells, strict=True):
            yield _tsv_cell(key, int(title), cell.strip(), number)


def parse_sdmx_csv(chunks: Iterable[bytes], dimensions: tuple[str, ...]) -> Iterator[TextCell | Finding]:
    """Read SDMX-CSV 1.0 as Eurostat writes it. Raises Unreadable."""
    key = (*dimensions, "TIME_PERIOD")
    contract = Contract("eurostat-sdmx-csv/1", (*key, "OBS_VALUE", "OBS_FLAG"), key)
    for row in rows(text_lines(chunks), contract):
        yield row if isinstance(row, Finding) else _csv_cell(row, dimensions)


def _tsv_cell(codes: tuple[str, ...], year: int, text: str, line: int) -> TextCell | Finding:
    found = _CELL.match(text)
    if found is None:
        detail = f"{text!r} is neither a number nor a colon"
        return Finding("bad_value", Severity.REFUSAL, detail, Where(line=line, year=year))
    value = None if found["value"] == ":" else float(found["value"])
    return TextCell(codes, year, value, found["flags"], line)


def _csv_cell(row: Row, dimensions: tuple[str, ...]) -> TextCell | Finding:
    fields = row.fields
    value, year = parse_number(fields["OBS_VALUE"]), fields["TIME_PERIOD"]
    if (value is None and fields["OBS_VALUE"] not in {"", ":"}) or not year.isdigit():
        detail = f"{fields['OBS_VALUE']!r} in {year!r} is not a count of a year"
        return Finding("bad_value", Severity.REFUSAL, detail, Where(line=row.line))
    return TextCell(
        tuple(fields[name] for name in dimensions), int(year), value, fields["OBS_FLAG"], row.line
    )
