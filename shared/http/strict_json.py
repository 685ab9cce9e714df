"""JSON that means one thing: what lenient parsers let through is refused, with the place.

Refused: invalid UTF-8, duplicate members, NUL in strings, NaN and Infinity, integers beyond 64 bits,
numbers that overflow a double, and nesting deeper than 32. (I-JSON, RFC 7493, and a little more.)
"""

import json
import math
import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

MAX_DEPTH = 32
MAX_INTEGER = 2**63 - 1
MAX_DIGITS = 400


@dataclass
class NotStrictJson(ValueError):
    """The text is not JSON in the strict sense; `pointer` is where, as far as it is known."""

    code: str
    detail: str
    pointer: str = ""

    def __str__(self) -> str:
        return self.detail


def parse(data: bytes) -> Any:
    """Parse `data`. Raises NotStrictJson."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotStrictJson("invalid_utf8", f"the body is not UTF-8 (byte {error.start})") from None
    if _depth(text) > MAX_DEPTH:
        raise NotStrictJson("too_deep", f"the body nests deeper than {MAX_DEPTH} levels")
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise NotStrictJson("json_invalid", f"{error.msg} (character {error.pos})") from None
    return _check(value, "")


_STRING = re.compile(r'"(?:[^"\\]|\\.)*"')
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}


def _depth(text: str) -> int:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return 0  # the usual case: too few brackets to be deep
    outside_strings = _STRING.sub("", text)
    return max(accumulate(_STEP.get(character, 0) for character in outside_strings), default=0)


class _Duplicate:
    """Stands for an object with a repeated member until the walk knows where it is."""

    def __init__(self, name: str) -> None:
        self.name = name


def _object(pairs: list[tuple[str, Any]]) -> Any:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                return _Duplicate(name)
            seen.add(name)
    return members


def _integer(digits: str) -> Any:
    return int(digits) if len(digits) <= MAX_DIGITS else math.inf


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer)


def _check(value: Any, pointer: str) -> Any:
    match value:
        case dict():
            for name, member in value.items():
                place = f"{pointer}/{_escaped(name)}"
                _check_text(name, place)
                _check(member, place)
        case list():
            for index, item in enumerate(value):
                _check(item, f"{pointer}/{index}")
        case _Duplicate():
            detail = f"the member {value.name!r} occurs twice"
            raise NotStrictJson("duplicate_member", detail, f"{pointer}/{_escaped(value.name)}")
        case str():
            _check_text(value, pointer)
        case int() | float():
            _check_number(value, pointer)
    return value


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


def _check_text(value: str, pointer: str) -> None:
    if "\0" in value:
        raise NotStrictJson("nul", "a string holds a NUL character", pointer)
    if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
        raise NotStrictJson("lone_surrogate", "a string holds half a surrogate pair", pointer)


def _check_number(value: float, pointer: str) -> None:
    if isinstance(value, int):
        if not -MAX_INTEGER - 1 <= value <= MAX_INTEGER:
            raise NotStrictJson("number_too_large", "an integer must fit in 64 bits", pointer)
    elif not math.isfinite(value):
        raise NotStrictJson("number_not_finite", "a number must be finite and fit in a double", pointer)
