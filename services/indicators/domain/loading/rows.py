"""Rows of a delimited text under a contract: the columns that must be there, each row whole."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from services.indicators.domain.integrity.finding import Finding, Severity, Where


@dataclass(frozen=True, slots=True)
class Contract:
    """What a file must look like. `key` are the columns that tell its rows apart; none: whoever reads looks.

    `optional` are columns that say something where they are there.
    """

    id: str
    columns: tuple[str, ...]
    key: tuple[str, ...]
    delimiter: str = ","
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it ends and its fields by column. An empty field is "", never missing."""

    line: int
    fields: Mapping[str, str]


MOST_LINES = 25_000_000
"""Lines of a table, empty ones too: a packed file may hold thousands of millions."""
LONGEST = 131_072
"""Characters of a field."""
SHOWN = 120
"""Characters of a first line that a finding repeats."""


def rows(lines: Iterable[str], contract: Contract) -> Iterator[Row | Finding]:
    """Read rows one by one; columns beyond the contract are kept.

    A missing column, or one that is there twice, ends the reading at once. Every other fault is a finding,
    and reading goes on, so that the report names all of them: a row with too few or too many fields, a key
    that comes twice. Empty lines are passed over.
    """
    csv.field_size_limit(LONGEST)  # for the whole process, so it is said where it matters
    reader = csv.reader(lines, delimiter=contract.delimiter, strict=True)
    seen: dict[tuple[str, ...], int] = {}
    header: list[str] | None = None
    try:
        for values in reader:
            if reader.line_num > MOST_LINES:
                yield _fault("too_many_rows", f"there are more than {MOST_LINES:,} lines", reader.line_num)
                return
            if values and header is not None:
                yield _row(values, header, reader.line_num, seen, contract)
            elif values:
                header, fault = values, _header_fault(values, contract)
                if fault:
                    yield _fault("wrong_columns", f"{contract.id}: {fault}", 1)
                    return
    except csv.Error as error:
        yield _fault("broken_row", f"the row cannot be read: {error}", reader.line_num)
        return
    if header is None:
        yield _fault("wrong_columns", f"{contract.id}: the file is empty", 1)


def _row(
    values: list[str], header: list[str], line: int, seen: dict[tuple[str, ...], int], contract: Contract
) -> Row | Finding:
    if len(values) != len(header):
        return _fault("broken_row", f"{len(values)} fields where {len(header)} are due", line)
    fields = dict(zip(header, values, strict=True))
    key = tuple(fields[name] for name in contract.key)
    if key and seen.setdefault(key, line) != line:
        return _fault("duplicate_row", f"{'/'.join(key)} stands on line {seen[key]} already", line)
    return Row(line, fields)


def _header_fault(header: list[str], contract: Contract) -> str:
    missing = [name for name in contract.columns if name not in header]
    if missing:
        return _missing(missing, header, contract)
    twice = [name for name in (*contract.columns, *contract.optional) if header.count(name) > 1]
    return f"columns are there twice: {', '.join(twice)}" if twice else ""


def _missing(missing: list[str], header: list[str], contract: Contract) -> str:
    """Say which columns are missing, what the first line holds instead, and what may be the reason."""
    first = contract.delimiter.join(header)
    held = first if len(first) <= SHOWN else f"{first[:SHOWN]}…"
    other = next((it for it in ";\t|," if len(header) == 1 and len(first.split(it)) >= len(missing)), None)
    detail = f"columns are missing: {', '.join(missing)}; the first line is {held!r}"
    if first.lstrip().startswith(("<", "{", "[")):
        return f"{detail}, which is no table of columns"
    return detail if other is None else f"{detail}, which is divided by {other!r}, not {contract.delimiter!r}"


def _fault(code: str, detail: str, line: int) -> Finding:
    return Finding(code, Severity.REFUSAL, detail, Where(line=line))
