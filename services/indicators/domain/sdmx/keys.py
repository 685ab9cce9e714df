"""Keys and conditions of SDMX-REST, for both shapes, as sets of codes.

2.1: ``.A+B..C``, one key, ``+`` between alternatives. 3.0: ``*.A.*.C,*.B.*.C``, several keys, ``*`` for any
code; and ``c[DIMENSION]=A,ne:B``, where a comma means or and a plus means and.
"""

import operator
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from services.indicators.domain.sdmx.periods import YEAR_TESTS, parse_period
from shared.kernel.errors import Invalid, Violation

MOST_KEYS = 200
MOST_TESTS = 1_000
"""A question has so many keys, and so many tests on one component, at most: each is held against the data."""

Key = Mapping[str, frozenset[str]]
"""Wanted codes by dimension; a dimension that is not named may have any."""

_CODE = re.compile(r"[A-Za-z0-9_@$-]+")
_OPERATED = re.compile(r"(?P<name>[a-z]+):(?P<value>.*)", re.DOTALL)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)


def _fault(where: str, code: str, detail: str) -> Invalid:
    return Invalid(Violation(f"/{where}", code, detail))


def parse_key(text: str, dimensions: tuple[str, ...]) -> Key:
    """Read a key of the shape 2.1; ``all``, ``*`` and nothing stand for every key. Raises Invalid."""
    if text in {"", "all", "*"}:
        return {}
    parts = text.split(".")
    if len(parts) != len(dimensions):
        detail = f"the key has {len(parts)} parts; {len(dimensions)} are due: {'.'.join(dimensions)}"
        raise _fault("key", "bad_key", detail)
    wanted = {}
    for name, part in zip(dimensions, parts, strict=True):
        if part not in {"", "*"}:
            wanted[name] = frozenset(_checked(code, name) for code in re.split(r"[+ ]", part))
    return wanted


def parse_keys(text: str, dimensions: tuple[str, ...]) -> tuple[Key, ...]:
    """Read the keys of the shape 3.0; ``*`` and nothing stand for every key. Raises Invalid."""
    if text in {"", "*", "all"}:
        return ()
    asked = dict.fromkeys(text.split(","))
    if len(asked) > MOST_KEYS:
        raise _fault("key", "bad_key", f"{len(asked):,} keys are more than {MOST_KEYS} at once")
    keys = []
    for one in asked:
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


Test = Callable[[str, str], bool]
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
}
_SEARCH: Mapping[str, Test] = {
    "co": lambda text, it: it in text,
    "nc": lambda text, it: it not in text,
    "sw": lambda text, it: text.startswith(it),
    "ew": lambda text, it: text.endswith(it),
}
OPERATORS = (*_COMPARE, *_SEARCH)
_OF_THE_ABSENT = frozenset({"ne", "nc"})
"""What holds for an attribute that is not there."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on a component: alternatives, each of tests (operator and operand) that must all hold.

    Codes and texts are compared as text, years with periods, numbers with numbers.
    """

    component: str
    alternatives: tuple[tuple[tuple[str, str], ...], ...]

    def holds(self, text: str | None) -> bool:
        """Say whether a code or a text fulfils it."""
        return self._holds(lambda name, it: _of_text(name, text, it))

    def among(self, codes: Iterable[str]) -> frozenset[str]:
        """Give those of `codes` that fulfil it."""
        return frozenset(code for code in codes if self.holds(code))

    def among_years(self, years: Iterable[int]) -> frozenset[int]:
        """Give those of `years` that fulfil it. Raises Invalid where it compares with no period."""
        where = f"c[{self.component}]"
        periods = {
            it: parse_period(it, where)
            for tests in self.alternatives
            for name, it in tests
            if name in YEAR_TESTS
        }

        def one(year: int, name: str, it: str) -> bool:
            return YEAR_TESTS[name](year, periods[it]) if it in periods else _SEARCH[name](str(year), it)

        return frozenset(year for year in years if self._holds(partial(one, year)))

    def among_numbers(self, numbers: Iterable[float | None]) -> frozenset[float | None]:
        """Give those of `numbers` that fulfil it. Raises Invalid where it compares with no number."""
        operands = {it: self._number(name, it) for tests in self.alternatives for name, it in tests}

        def one(number: float | None, name: str, it: str) -> bool:
            return name == "ne" if number is None else _COMPARE[name](number, operands[it])

        return frozenset(it for it in numbers if self._holds(partial(one, it)))

    def _holds(self, test: Test) -> bool:
        return any(all(test(name, it) for name, it in tests) for tests in self.alternatives)

    def _number(self, name: str, text: str) -> float:
        if name not in _COMPARE:
            raise _fault(f"c[{self.component}]", "bad_operator", f"{name} compares texts, not numbers")
        if not _NUMBER.fullmatch(text):
            raise _fault(f"c[{self.component}]", "bad_number", f"{text!r} is no number")
        return float(text)


def _of_text(name: str, text: str | None, it: str) -> bool:
    if text is None:
        return name in _OF_THE_ABSENT
    return _COMPARE[name](text, it) if name in _COMPARE else _SEARCH[name](text, it)


def parse_condition(component: str, text: str) -> Condition:
    """Read the value of ``c[component]``. Raises Invalid on an unknown operator."""
    alternatives = []
    for alternative in text.split(","):
        tests = []
        # A plus in a query string arrives as a blank.
        for test in re.split(r"[+ ]", alternative):
            found = _OPERATED.fullmatch(test)
            name, value = (found["name"], found["value"]) if found else ("eq", test)
            if name not in OPERATORS:
                detail = f"{name!r} is no operator; there are {', '.join(OPERATORS)}"
                raise _fault(f"c[{component}]", "unknown_operator", detail)
            tests.append((name, value))
        alternatives.append(tuple(tests))
    if sum(len(it) for it in alternatives) > MOST_TESTS:
        detail = f"c[{component}] has more than {MOST_TESTS:,} tests"
        raise _fault(f"c[{component}]", "too_many_tests", detail)
    return Condition(component, tuple(alternatives))
