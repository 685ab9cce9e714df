"""Eurostat's two text forms of a mobility table: TSV, and SDMX-CSV. Both give the same cells.

TSV: the first column holds the dimensions, the others a year each; ``:`` is no value, letters after it or
after a number are flags. SDMX-CSV: one row for each value, OBS_FLAG and lately CONF_STATUS in columns of
their own. ``NA`` is Namibia in either. The tables count persons once a year: another unit or frequency is
refused.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.eurostat import eurostat_flags
from services.indicators.domain.loading.printed import is_year, parse_number
from services.indicators.domain.loading.rows import Contract, Row, rows

PARTNERS = ("partner", "sex", "isced11", "geo")
FIELDS = ("isced11", "iscedf13", "sex", "geo")
_CELL = re.compile(rf"(?P<value>:|-?[0-9]+(?:\.[0-9]+)?)\s*(?P<flags>[{eurostat_flags.KNOWN}]*)")
FIXED = {"freq": "A", "unit": "NR"}
"""Dimensions that the tables must hold one code of: persons, in a year."""


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
    if missing or not years or not all(is_year(title) for title in years):
        detail = f"dimensions {', '.join(missing) or 'found'}; years {', '.join(years[:3]) or 'none'}"
        yield Finding("wrong_columns", Severity.REFUSAL, f"not the table expected: {detail}", Where(line=1))
        return
    places = [names.index(name) for name in dimensions]
    fixed = {names.index(name): code for name, code in FIXED.items() if name in names}
    for number, line in enumerate(lines, start=2):
        codes, *cells = line.rstrip("\r\n").split("\t")
        parts = codes.split(",")
        if len(cells) != len(years) or len(parts) != len(names):
            detail = f"{len(cells)} values for {len(years)} years"
            yield Finding("broken_row", Severity.REFUSAL, detail, Where(line=number))
            continue
        fault = next((it for it in fixed if parts[it] != fixed[it]), None)
        if fault is not None:
            yield _other_table(names[fault], parts[fault], number)
            continue
        key = tuple(parts[place] for place in places)
        for title, cell in zip(years, cells, strict=True):
            yield _tsv_cell(key, int(title), cell.strip(), number)


def parse_sdmx_csv(chunks: Iterable[bytes], dimensions: tuple[str, ...]) -> Iterator[TextCell | Finding]:
    """Read SDMX-CSV 1.0 as Eurostat writes it. Raises Unreadable."""
    columns = (*dimensions, "TIME_PERIOD", "OBS_VALUE", "OBS_FLAG")
    # Cells that stand twice are found among millions when they are put into columns.
    contract = Contract("eurostat-sdmx-csv/1", columns, (), optional=(*FIXED, "CONF_STATUS"))
    for row in rows(text_lines(chunks), contract):
        yield row if isinstance(row, Finding) else _csv_cell(row, dimensions)


def _tsv_cell(codes: tuple[str, ...], year: int, text: str, line: int) -> TextCell | Finding:
    found = _CELL.fullmatch(text)
    if found is None:
        detail = f"{text!r} is neither a number nor a colon, with flags out of {eurostat_flags.KNOWN}"
        return Finding("bad_value", Severity.REFUSAL, detail, Where(line=line, year=year))
    value = None if found["value"] == ":" else float(found["value"])
    return TextCell(codes, year, value, found["flags"], line)


def _csv_cell(row: Row, dimensions: tuple[str, ...]) -> TextCell | Finding:
    fields = row.fields
    other = next((it for it in FIXED if fields.get(it, FIXED[it]) != FIXED[it]), None)
    if other is not None:
        return _other_table(other, fields[other], row.line)
    value, year, flags = parse_number(fields["OBS_VALUE"]), fields["TIME_PERIOD"], fields["OBS_FLAG"]
    confidential = fields.get("CONF_STATUS", "")
    known = set(flags) <= set(eurostat_flags.KNOWN) and confidential in _CONFIDENTIAL
    if (value is None and fields["OBS_VALUE"] not in {"", ":"}) or not is_year(year) or not known:
        detail = f"{fields['OBS_VALUE']!r} in {year!r}, flags {flags + confidential!r}: no count of a year"
        return Finding("bad_value", Severity.REFUSAL, detail, Where(line=row.line))
    flags += "c" if confidential not in {"", "F"} and "c" not in flags else ""
    return TextCell(tuple(fields[name] for name in dimensions), int(year), value, flags, row.line)


_CONFIDENTIAL = frozenset({"", "F", "C", "D", "N", "S"})


def _other_table(name: str, code: str, line: int) -> Finding:
    detail = f"{name} is {code!r}, not {FIXED[name]!r}: the row does not count persons in a year"
    return Finding("wrong_table", Severity.REFUSAL, detail, Where(line=line))
