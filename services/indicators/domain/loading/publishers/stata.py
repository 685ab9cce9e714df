"""Stata data sets of the forms 113 to 115 (Stata 8 to 12) and 117 to 119 (Stata 13 on), as "help dta" says.

Only what a table of rates needs: strings and the five numeric types. Every length is checked against the
file, so a cut or hostile one is a finding and not a crash.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.loading.decode import Unreadable

_OLD_FORMAT_WIDTH = {113: 12, 114: 49, 115: 49}
_OLD_HEADER = 109
_OLD_NUMERIC = {251: "b", 252: "h", 253: "i", 254: "f", 255: "d"}
_NEW_NAME_WIDTH = {117: 33, 118: 129, 119: 129}
_NEW_NUMERIC = {65530: "b", 65529: "h", 65528: "i", 65527: "f", 65526: "d"}
_LONGEST_TEXT = 2045
_MISSING = {"b": 100, "h": 32740, "i": 2147483620, "f": 1.701e38, "d": 8.988e307}
"""The largest numbers that are values; above them the codes for missing begin."""

Field = str | float | int | None


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the rows begin, how many there are, and the name and type (a struct code) of each variable."""

    order: str
    start: int
    observations: int
    names: list[str]
    types: list[str]


def table(content: bytes, columns: tuple[str, ...]) -> Iterator[tuple[Field, ...]]:
    """Give the rows of the named columns. Raises Unreadable."""
    try:
        layout = _new(content) if content.startswith(b"<stata_dta>") else _old(content)
        yield from _rows(content, layout, columns)
    except (struct.error, IndexError, UnicodeDecodeError) as fault:
        raise _unreadable("damaged_file", f"the Stata file cannot be read to its end: {fault}") from fault


def _rows(content: bytes, it: _Layout, columns: tuple[str, ...]) -> Iterator[tuple[Field, ...]]:
    missing = [name for name in columns if name not in it.names]
    if missing:
        raise _unreadable("wrong_columns", f"columns are missing: {', '.join(missing)}")
    row = struct.Struct(it.order + "".join(it.types))
    if it.start + row.size * it.observations > len(content):
        raise _unreadable("damaged_file", f"the Stata file ends before its {it.observations} rows do")
    chosen = [it.names.index(name) for name in columns]
    for number in range(it.observations):
        values = row.unpack_from(content, it.start + number * row.size)
        yield tuple(_field(values[place], it.types[place]) for place in chosen)


def _old(content: bytes) -> _Layout:
    form = content[0]
    if form not in _OLD_FORMAT_WIDTH or content[1] not in {1, 2}:
        detail = f"the file is no Stata data set of the forms 113 to 115 or 117 to 119 ({form})"
        raise _unreadable("wrong_form", detail)
    order = ">" if content[1] == 1 else "<"
    variables, observations = struct.unpack_from(order + "hi", content, 4)
    if variables < 0 or observations < 0:
        raise _unreadable("damaged_file", "the Stata file counts less than nothing")
    place = _OLD_HEADER
    types = [_OLD_NUMERIC.get(it, f"{it}s") for it in content[place : place + variables]]
    place += variables
    names = _names(content, place, variables, 33)
    place += variables * (33 + _OLD_FORMAT_WIDTH[form] + 33 + 81) + 2 * (variables + 1)
    while True:
        kind, length = struct.unpack_from(order + "bi", content, place)
        place += 5
        if kind == 0:
            break
        if length < 0:
            raise _unreadable("damaged_file", "an expansion field is shorter than nothing")
        place += length
    return _Layout(order, place, observations, names, types)


def _new(content: bytes) -> _Layout:
    """Read the header and the map, which says where each section begins."""
    form = content[28:31].decode("ascii")
    if content[11:28] != b"<header><release>" or not form.isdigit() or int(form) not in _NEW_NAME_WIDTH:
        raise _unreadable("wrong_form", f"the file is no Stata data set of the forms 117 to 119 ({form})")
    order = {b"MSF": ">", b"LSF": "<"}.get(_after(content, b"<byteorder>")[1])
    if order is None:
        raise _unreadable("damaged_file", "the Stata file does not say the order of its bytes")
    number = int(form)
    (variables,) = struct.unpack_from(
        order + ("I" if number == 119 else "H"), content, _after(content, b"<K>")[0]
    )
    (observations,) = struct.unpack_from(
        order + ("I" if number == 117 else "Q"), content, _after(content, b"<N>")[0]
    )
    sections = struct.unpack_from(order + "14Q", content, _after(content, b"<map>")[0])
    place = _section(content, sections[2], b"<variable_types>")
    kinds = struct.unpack_from(f"{order}{variables}H", content, place)
    place = _section(content, sections[3], b"<varnames>")
    names = _names(content, place, variables, _NEW_NAME_WIDTH[number])
    start = _section(content, sections[9], b"<data>")
    return _Layout(order, start, observations, names, [_new_type(it) for it in kinds])


def _new_type(kind: int) -> str:
    # A long string stands elsewhere, under a number of eight bytes.
    return _NEW_NUMERIC.get(kind) or (f"{kind}s" if kind <= _LONGEST_TEXT else "8s")


def _after(content: bytes, tag: bytes) -> tuple[int, bytes]:
    """Find what follows a tag of the header: its place and its first three bytes."""
    place = content.find(tag, 0, 1_000)
    if place < 0:
        raise _unreadable("damaged_file", f"the Stata file has no {tag.decode()}")
    return place + len(tag), content[place + len(tag) : place + len(tag) + 3]


def _section(content: bytes, place: int, tag: bytes) -> int:
    if content[place : place + len(tag)] != tag:
        raise _unreadable("damaged_file", f"{tag.decode()} is not where the map of the Stata file says")
    return place + len(tag)


def _names(content: bytes, place: int, variables: int, width: int) -> list[str]:
    if place + variables * width > len(content):
        raise _unreadable("damaged_file", f"the Stata file ends before the names of {variables} variables")
    starts = range(place, place + variables * width, width)
    return [content[it : it + width].split(b"\0")[0].decode("utf-8") for it in starts]


def _field(value: bytes | float, kind: str) -> Field:
    if isinstance(value, bytes):
        return value.split(b"\0")[0].decode("utf-8")
    return None if value > _MISSING[kind] else value


def _unreadable(code: str, detail: str) -> Unreadable:
    return Unreadable(Finding(code, Severity.REFUSAL, detail))
