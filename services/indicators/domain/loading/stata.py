"""Stata data sets of the forms 113 to 115 (Stata 8 to 12), as their documented layout says (help dta).

Only what a table of rates needs: strings and the five numeric types. Every length is checked against the
file, so a cut or hostile one is a finding and not a crash.
"""

import struct
from collections.abc import Iterator

from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.loading.decode import Unreadable

_HEADER = 109
_FORMAT_WIDTH = {113: 12, 114: 49, 115: 49}
_NUMERIC = {251: "b", 252: "h", 253: "i", 254: "f", 255: "d"}
_MISSING = {"b": 100, "h": 32740, "i": 2147483620, "f": 1.701e38, "d": 8.988e307}
"""The largest numbers that are values; above them the codes for missing begin."""

Field = str | float | int | None


def table(content: bytes, columns: tuple[str, ...]) -> Iterator[tuple[Field, ...]]:
    """Give the rows of the named columns. Raises Unreadable."""
    try:
        yield from _rows(content, columns)
    except (struct.error, IndexError, UnicodeDecodeError) as fault:
        raise _unreadable("damaged_file", f"the Stata file cannot be read to its end: {fault}") from fault


def _rows(content: bytes, columns: tuple[str, ...]) -> Iterator[tuple[Field, ...]]:
    form = content[0]
    if form not in _FORMAT_WIDTH or content[1] not in {1, 2}:
        raise _unreadable("wrong_form", f"the file is no Stata data set of the forms 113 to 115 ({form})")
    order = ">" if content[1] == 1 else "<"
    variables, observations = struct.unpack_from(order + "hi", content, 4)
    if variables < 0 or observations < 0:
        raise _unreadable("damaged_file", "the Stata file counts less than nothing")
    place = _HEADER
    types = list(content[place : place + variables])
    place += variables
    names = [
        content[place + 33 * number : place + 33 * (number + 1)].split(b"\0")[0].decode("ascii")
        for number in range(variables)
    ]
    missing = [name for name in columns if name not in names]
    if missing:
        raise _unreadable("wrong_columns", f"columns are missing: {', '.join(missing)}")
    place += variables * (33 + _FORMAT_WIDTH[form] + 33 + 81) + 2 * (variables + 1)
    while True:
        kind, length = struct.unpack_from(order + "bi", content, place)
        place += 5
        if kind == 0:
            break
        if length < 0:
            raise _unreadable("damaged_file", "an expansion field is shorter than nothing")
        place += length
    row = struct.Struct(order + "".join(_NUMERIC.get(it, f"{it}s") for it in types))
    if place + row.size * observations > len(content):
        raise _unreadable("damaged_file", f"the Stata file ends before its {observations} rows do")
    chosen = [names.index(name) for name in columns]
    for number in range(observations):
        values = row.unpack_from(content, place + number * row.size)
        yield tuple(_field(values[it], types[it]) for it in chosen)


def _field(value: bytes | float, kind: int) -> Field:
    if isinstance(value, bytes):
        return value.split(b"\0")[0].decode("utf-8")
    return None if value > _MISSING[_NUMERIC[kind]] else value


def _unreadable(code: str, detail: str) -> Unreadable:
    return Unreadable(Finding(code, Severity.REFUSAL, detail))
