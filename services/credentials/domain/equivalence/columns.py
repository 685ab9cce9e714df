"""Many checks at once, by columns: each distinct part is worked out once, whatever the number of rows.

A column is its distinct texts and, for each row, the number of its text. Rows are never walked one by one:
what they share is found by numbering combinations of columns, and only combinations are worked out. The
functions that work them out are those of a single check (`Knowledge.check`), except that the law comes from
the batch evaluator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.credentials.domain.equivalence import conclusion, standing
from services.credentials.domain.equivalence.check import Answer, Knowledge
from services.credentials.domain.equivalence.conclusion import Conclusion
from services.credentials.domain.equivalence.legal import LegalCase
from services.credentials.domain.equivalence.marks import NO_GRADE, Marks
from services.credentials.domain.equivalence.request import (
    FIELDS,
    REQUIRED,
    disagreements,
    missing,
)
from services.credentials.domain.equivalence.standing import NOT_GIVEN, Standing
from services.credentials.domain.equivalence.values import Value
from shared.kernel.errors import Violation

Codes = NDArray[np.int64]
ABSENT = -1


@dataclass(frozen=True, slots=True)
class Column:
    """`texts[codes[i]]` is the text of row i; the code -1 stands for none."""

    codes: Codes
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Answers:
    """What became of each row: `faults` by row, or `distinct[codes[i]]`; the code is -1 at fault."""

    codes: Codes
    distinct: Sequence[Answer]
    faults: Mapping[int, list[Violation]]


class _Field:
    """One column with its distinct texts read."""

    def __init__(self, name: str, column: Column) -> None:
        self.name = name
        self.codes = column.codes
        self.read: list[Value[Any]] = [FIELDS[name](text) for text in column.texts]
        # An empty text is like none, and so are texts that say the same.
        values: dict[Any, int] = {}
        table = [ABSENT if it.value is None else values.setdefault(it.value, len(values)) for it in self.read]
        self.values: list[Any] = list(values)
        self.numbers: Codes = np.array([*table, ABSENT], np.int64)[self.codes]

    def value(self, row: int) -> Any:
        """Give the value of a row; None where there is none."""
        number = int(self.numbers[row])
        return None if number < 0 else self.values[number]

    def faulty(self) -> NDArray[np.bool_]:
        """Mark the rows whose text is no value."""
        bad = [it.fault is not None for it in self.read]
        return np.array([*bad, False], np.bool_)[self.codes]

    def fault(self, row: int) -> Violation | None:
        """Give the fault of a row's text."""
        code = int(self.codes[row])
        found = self.read[code].fault if code >= 0 else None
        return found.at(self.name) if found else None

    def days(self, otherwise: date) -> Codes:
        """Give a column of days as ordinals."""
        table = [it.toordinal() for it in self.values]
        return np.array([*table, otherwise.toordinal()], np.int64)[self.numbers]


def check_all(knowledge: Knowledge, columns: Mapping[str, Column], *, rows: int, today: date) -> Answers:
    """Answer every row. `columns` are named as the fields are; one left out is empty throughout."""
    empty = Column(np.full(rows, ABSENT, np.int64), ())
    fields = {name: _Field(name, columns.get(name, empty)) for name in FIELDS}
    faults = _faults(fields, rows, today)
    good = np.setdiff1d(np.arange(rows), np.array(sorted(faults), np.int64), assume_unique=True)
    codes = np.full(rows, ABSENT, np.int64)
    if not len(good):
        return Answers(codes, (), faults)
    numbers, distinct = _Bulk(knowledge, fields, good, today).answers()
    codes[good] = numbers
    return Answers(codes, distinct, faults)


def _faults(fields: Mapping[str, _Field], rows: int, today: date) -> dict[int, list[Violation]]:
    """Find the rows at fault, and name everything that is wrong with each, in the order of a single check."""
    wrong = np.zeros(rows, np.bool_)
    for field in fields.values():
        wrong |= field.faulty()
    for name in REQUIRED:
        wrong |= fields[name].numbers == ABSENT
    now = today.toordinal()
    award, legal = fields["award_date"].days(today), fields["legal_date"].days(today)
    wrong |= (award > legal) | (award > now) | (legal > now) | (fields["known_at"].days(today) > now)
    wrong |= _same_country(fields["award_country"], fields["host_country"])
    wrong |= (fields["grade_scale"].numbers != ABSENT) & (fields["grade"].numbers == ABSENT)
    return {int(row): _violations(fields, int(row), today) for row in np.flatnonzero(wrong)}


def _violations(fields: Mapping[str, _Field], row: int, today: date) -> list[Violation]:
    read = [it.fault(row) for it in fields.values()]
    given = {name: it.value(row) for name, it in fields.items()}
    absent = [missing(name) for name in REQUIRED if given[name] is None and fields[name].fault(row) is None]
    return [*(it for it in read if it is not None), *absent, *disagreements(given, today)]


def _same_country(award: _Field, host: _Field) -> NDArray[np.bool_]:
    numbers = {country: number for number, country in enumerate(award.values)}
    table = np.array([*(numbers.get(it, -2) for it in host.values), -2], np.int64)
    same: NDArray[np.bool_] = table[host.numbers] == award.numbers
    return same


def numbered(*columns: Codes) -> tuple[Codes, Codes]:
    """Number the combinations of columns; give a row of each number, and each row's number."""
    combined = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        _, narrow = np.unique(column, return_inverse=True)
        _, combined = np.unique(combined * (int(narrow.max(initial=0)) + 1) + narrow, return_inverse=True)
    _, first, numbers = np.unique(combined, return_index=True, return_inverse=True)
    return first.astype(np.int64), numbers.astype(np.int64)


class _Bulk:
    """The rows without fault, part by part."""

    def __init__(self, knowledge: Knowledge, fields: Mapping[str, _Field], rows: Codes, today: date) -> None:
        self._knowledge = knowledge
        self._fields = fields
        self._rows = rows
        self._today = today

    def answers(self) -> tuple[Codes, list[Answer]]:
        """Give each row's number and the distinct answers."""
        placements, of_placement = self._placements()
        standings, of_standing = self._standings()
        laws, of_law = self._laws(placements, of_placement, standings, of_standing)
        marks, of_marks = self._marks(placements, of_placement)
        first, numbers = numbered(of_placement, of_law, of_standing, of_marks)
        concluded: dict[tuple[int, int, int, object], Conclusion] = {}
        distinct = []
        for row in first:
            p, it, m = int(of_placement[row]), int(of_law[row]), int(of_marks[row])
            found = standings[of_standing[row]]
            key = p, it, m, (found.identification, found.recognised, found.mark, found.score)
            if key not in concluded:
                concluded[key] = conclusion.conclude(placements[p], laws[it], found, marks[m])
            distinct.append(Answer(placements[p], laws[it], found, marks[m], concluded[key]))
        return numbers, distinct

    def _column(self, name: str) -> Codes:
        return self._fields[name].numbers[self._rows]

    def _value(self, name: str, place: int) -> Any:
        return self._fields[name].value(int(self._rows[place]))

    def _day(self, name: str, place: int) -> date:
        found: date = self._value(name, place) or self._today
        return found

    def _placements(self) -> tuple[list[Any], Codes]:
        awarded = self._stretches("award_country", "award_date")
        on = self._stretches("host_country", "legal_date")
        names = ("award_country", "qualification", "host_country")
        first, numbers = numbered(*(self._column(it) for it in names), awarded, on)
        found = [
            self._knowledge.place(
                self._value("award_country", place),
                self._value("qualification", place),
                self._value("award_date", place),
                self._value("host_country", place),
                self._day("legal_date", place),
            )
            for place in first.tolist()
        ]
        return found, numbers

    def _stretches(self, country: str, day: str) -> Codes:
        """Number the stretch of a country's system that each row's day falls into."""
        days = self._fields[day].days(self._today)[self._rows]
        countries = self._column(country)
        numbers = np.zeros(len(days), np.int64)
        for code in np.unique(countries):
            here = countries == code
            changes = self._knowledge.stretches(self._fields[country].values[code]).days
            ordinals = np.array([it.toordinal() for it in changes], np.int64)
            numbers[here] = np.searchsorted(ordinals, days[here], side="right")
        return numbers

    def _standings(self) -> tuple[list[Standing], Codes]:
        names = ("institution", "award_country", "award_date", "known_at")
        first, numbers = numbered(*(self._column(it) for it in names))
        places = first.tolist()
        asked = [it for it in places if self._value("institution", it) is not None]
        queries = [
            standing.query(self._value("institution", it), self._value("award_country", it)) for it in asked
        ]
        institutions = self._knowledge.institutions
        identified = dict(zip(asked, standing.identify(institutions, queries), strict=True))
        found = [
            standing.of_identified(
                institutions,
                identified[place],
                awarded=self._value("award_date", place),
                known=self._day("known_at", place),
            )
            if place in identified
            else NOT_GIVEN
            for place in places
        ]
        return found, numbers

    def _marks(self, placements: list[Any], of_placement: Codes) -> tuple[list[Marks], Codes]:
        names = ("grade", "grade_scale", "host_country")
        columns = [self._column(it) for it in names]
        if (columns[0] == ABSENT).all():
            return [NO_GRADE], np.zeros(len(self._rows), np.int64)
        first, numbers = numbered(*columns, of_placement)
        found = [
            self._knowledge.mark(
                self._value("grade", place),
                self._value("grade_scale", place),
                placements[of_placement[place]],
                self._value("host_country", place),
            )
            for place in first.tolist()
        ]
        return found, numbers

    def _laws(
        self, placements: list[Any], of_placement: Codes, standings: list[Standing], of_standing: Codes
    ) -> tuple[list[Any], Codes]:
        kinds = [it.access for it in placements]
        order = {kind: number for number, kind in enumerate(dict.fromkeys(kinds))}
        kind_codes = np.array([order[it] for it in kinds], np.int64)[of_placement]
        truths = np.array([{None: 0, False: 1, True: 2}[it.recognised] for it in standings], np.int64)
        names = ("award_country", "host_country", "purpose", "holder_status", "legal_date", "known_at")
        columns = [self._column(it) for it in names]
        first, numbers = numbered(kind_codes, truths[of_standing], *columns)
        cases = [
            LegalCase(
                award_country=self._value("award_country", place),
                host_country=self._value("host_country", place),
                access=kinds[of_placement[place]],
                purpose=self._value("purpose", place),
                holder_status=self._value("holder_status", place),
                recognised=standings[of_standing[place]].recognised,
                legal_date=self._day("legal_date", place),
                known_at=self._day("known_at", place),
            )
            for place in first.tolist()
        ]
        return self._knowledge.laws(cases), numbers
