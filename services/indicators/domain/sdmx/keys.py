"""Keys and conditions of SDMX-REST, for both shapes, as sets of codes.

2.1: ``.A+B..C``, one key, ``+`` between alternatives. 3.0: ``*.A.*.C,*.B.*.C``, several keys, ``*`` for any
code; and ``c[DIMENSION]=A,ne:B``, where a comma means or and a plus means and.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from shared.kernel.errors import Invalid, Violation

Codes = Mapping[str, tuple[str, ...]]
Key = Mapping[str, frozenset[str]]
"""Wanted codes by dimension; a dimension that is not named may have any."""

_CODE = re.compile(r"[A-Za-z0-9_@$-]+")
_YEAR = re.compile(r"(?P<year>\d{4})(?:-(?P<rest>[0-9A-Z-]+))?")
_BEGINNINGS = {"", "01", "01-01", "Q1", "S1", "T1", "M01", "A1", "W01", "D001"}


def _fault(where: str, code: str, detail: str) -> Invalid:
    return Invalid(Violation(f"/{where}", code, detail))


def parse_key(text: str, dimensions: tuple[str, ...]) -> Key:
    """Read a key of the shape 2.1; ``all`` and nothing stand for every key. Raises Invalid."""
    if text in {"", "all"}:
        return {}
    parts = text.split(".")
    if len(parts) != len(dimensions):
        detail = f"the key has {len(parts)} parts; {len(dimensions)} are due: {'.'.join(dimensions)}"
        raise _fault("key", "bad_key", detail)
    wanted = {}
    for name, part in zip(dimensions, parts, strict=True):
        if part:
            wanted[name] = frozenset(_checked(code, name) for code in re.split(r"[+ ]", part))
    return wanted


def parse_keys(text: str, dimensions: tuple[str, ...]) -> tuple[Key, ...]:
    """Read the keys of the shape 3.0; ``*`` and nothing stand for every key. Raises Invalid."""
    if text in {"", "*", "all"}:
        return ()
    keys = []
    for one in text.split(","):
        parts = one.split(".")
        if len(parts) > len(dimensions):
            detail = f"the key {one!r} has {len(parts)} parts; there are {len(dimensions)} dimensions"
            raise _fault("key", "bad_key", detail)
        pairs = zip(dimensions, parts, strict=False)
        keys.append(
            {name: frozenset({_checked(part, name)}) for name, part in pairs if part not in {"*", ""}}
        )
    return tuple(keys)


def _checked(code: str, dimension: str) -> str:
    if not _CODE.fullmatch(code):
        raise _fault("key", "bad_key", f"{code!r} is no code of {dimension}")
    return code


_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "eq": lambda code, it: code == it,
    "ne": lambda code, it: code != it,
    "lt": lambda code, it: code < it,
    "le": lambda code, it: code <= it,
    "gt": lambda code, it: code > it,
    "ge": lambda code, it: code >= it,
    "co": lambda code, it: it in code,
    "nc": lambda code, it: it not in code,
    "sw": lambda code, it: code.startswith(it),
    "ew": lambda code, it: code.endswith(it),
}
OPERATORS = tuple(_TESTS)


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a component: alternatives, each a list of tests that must all hold."""

    component: str
    alternatives: tuple[tuple[tuple[str, str], ...], ...]

    def holds(self, code: str) -> bool:
        """Say whether a code fulfils it."""
        return any(all(_TESTS[name](code, it) for name, it in tests) for tests in self.alternatives)

    def among(self, codes: Iterable[str]) -> frozenset[str]:
        """Give those of `codes` that fulfil it."""
        return frozenset(code for code in codes if self.holds(code))


def parse_condition(component: str, text: str) -> Condition:
    """Read the value of ``c[component]``. Raises Invalid on an unknown operator."""
    alternatives = []
    for alternative in text.split(","):
        tests = []
        # A plus in a query string arrives as a blank.
        for test in re.split(r"[+ ]", alternative):
            name, colon, value = test.partition(":")
            if colon and name not in _TESTS:
                detail = f"{name!r} is no operator; there are {', '.join(OPERATORS)}"
                raise _fault(f"c[{component}]", "unknown_operator", detail)
            tests.append((name, value) if colon else ("eq", test))
        alternatives.append(tuple(tests))
    return Condition(component, tuple(alternatives))


def first_year(period: str, parameter: str = "startPeriod") -> int:
    """Give the first year that begins in or after a period. Raises Invalid."""
    year, rest = _period(period, parameter)
    return year if rest in _BEGINNINGS else year + 1


def last_year(period: str, parameter: str = "endPeriod") -> int:
    """Give the last year that begins in or before a period. Raises Invalid."""
    return _period(period, parameter)[0]


def _period(text: str, parameter: str) -> tuple[int, str]:
    found = _YEAR.fullmatch(text)
    if found is None:
        raise _fault(parameter, "bad_period", f"{text!r} is no period such as 2019 or 2019-01")
    return int(found["year"]), found["rest"] or ""
