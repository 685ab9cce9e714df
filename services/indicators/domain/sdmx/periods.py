"""Periods of SDMX in queries, and which reference years lie in, before or after one.

A year is asked for where the whole of it lies in the stretch of time that a parameter opens: at or after the
first moment of the period (``ge``, ``startPeriod``), up to its last moment (``le``, ``endPeriod``), wholly
after it (``gt``), wholly before it (``lt``), or within it (``eq``). Source: SDMX technical notes (section 6),
time value parameters. As the description of SDMX-REST 1.5 allows, the dash behind the year may be left
out (``2019Q1``). Reporting periods count from January 1; weeks are those of ISO 8601.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from shared.kernel.errors import Invalid, Violation

_ZONE = r"(?:Z|[+-]\d\d:\d\d)?"
_MONTHS = {"A": 12, "S": 6, "T": 4, "Q": 3, "M": 1}
"""The length of each kind of reporting period in months."""
_YEAR = re.compile(rf"(\d{{4}}){_ZONE}", re.ASCII)
_MONTH = re.compile(rf"(\d{{4}})-?(\d\d){_ZONE}", re.ASCII)
_DAY = re.compile(rf"(\d{{4}}-\d\d-\d\d){_ZONE}", re.ASCII)
_MOMENT = re.compile(rf"(\d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?{_ZONE}", re.ASCII)
_REPORTING = re.compile(rf"(\d{{4}})-?([ASTQM])(\d\d?){_ZONE}", re.ASCII)
_WEEK = re.compile(rf"(\d{{4}})-?W(\d\d){_ZONE}", re.ASCII)
_ORDINAL = re.compile(rf"(\d{{4}})-?D(\d\d\d){_ZONE}", re.ASCII)
_RANGE = re.compile(
    r"(\d{4}-\d\d-\d\d)(?:T[\d:.]+)?/P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:\d+[HMS])+)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time, from `start` up to but without `stop`; a moment lasts one second."""

    start: datetime
    stop: datetime

    def first_year(self) -> int:
        """Give the first year that begins with the period or later."""
        return self.start.year + (self.start > _midnight(self.start.year))

    def last_year(self) -> int:
        """Give the last year that ends with the period or earlier."""
        return self.stop.year - 1


def parse_period(text: str, parameter: str) -> Period:
    """Read a period in any format of the standard. Raises Invalid."""
    for pattern, read in _FORMATS:
        found = pattern.fullmatch(text)
        if found is not None:
            try:
                return read(found)
            except (ValueError, OverflowError):
                break
    detail = f"{text!r} is no period such as 2019, 2019-01, 2019-01-31, 2019-Q1 or 2019-W01"
    raise Invalid(Violation(f"/{parameter}", "bad_period", detail))


YEAR_TESTS: Mapping[str, Callable[[int, Period], bool]] = {
    "ge": lambda year, it: year >= it.first_year(),
    "le": lambda year, it: year <= it.last_year(),
    "gt": lambda year, it: _midnight(year) >= it.stop,
    "lt": lambda year, it: _midnight(year + 1) <= it.start,
    "eq": lambda year, it: it.first_year() <= year <= it.last_year(),
    "ne": lambda year, it: not it.first_year() <= year <= it.last_year(),
}


def _midnight(year: int, month: int = 1, day: int = 1) -> datetime:
    """Give the beginning of a day. Periods are of the calendar, whatever the zone: one stands for all."""
    return datetime(year, month, day, tzinfo=UTC)


def _months(year: int, first: int, length: int) -> Period:
    """Give `length` months from the `first` of a year on (1 is January)."""
    start = _midnight(year, first)
    return Period(start, _later(start, length))


def _later(moment: datetime, months: int) -> datetime:
    years, month = divmod(moment.month - 1 + months, 12)
    return moment.replace(year=moment.year + years, month=month + 1)


def _days(first: date, length: int = 1) -> Period:
    start = _midnight(first.year, first.month, first.day)
    return Period(start, start + timedelta(days=length))


def _reporting(found: re.Match[str]) -> Period:
    length, number = _MONTHS[found[2]], int(found[3])
    return _months(int(found[1]), (number - 1) * length + 1, length)


def _ordinal(found: re.Match[str]) -> Period:
    first = date(int(found[1]), 1, 1) + timedelta(days=int(found[2]) - 1)
    if first.year != int(found[1]):
        raise ValueError("the year has no such day")
    return _days(first)


def _moment(found: re.Match[str]) -> Period:
    start = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    return Period(start, start + timedelta(seconds=1))


def _range(found: re.Match[str]) -> Period:
    start = datetime.fromisoformat(found[1]).replace(tzinfo=UTC)
    years, months, days = (int(it or 0) for it in found.groups()[1:])
    return Period(start, _later(start, years * 12 + months) + timedelta(days=days))


_FORMATS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Period]], ...] = (
    (_YEAR, lambda it: _months(int(it[1]), 1, 12)),
    (_MONTH, lambda it: _months(int(it[1]), int(it[2]), 1)),
    (_DAY, lambda it: _days(date.fromisoformat(it[1]))),
    (_MOMENT, _moment),
    (_REPORTING, _reporting),
    (_WEEK, lambda it: _days(date.fromisocalendar(int(it[1]), int(it[2]), 1), 7)),
    (_ORDINAL, _ordinal),
    (_RANGE, _range),
)
