"""The columns of a batch, read: each distinct text once, whatever the number of rows.

A column is its distinct texts and, for each row, the number of its text. Reading gives distinct values and
each row's number among them, or the faults of texts that are no values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.credentials.domain.equivalence.request import FIELDS, REQUIRED, disagreements, missing
from services.credentials.domain.equivalence.values import Value
from shared.kernel.errors import Violation

Codes = NDArray[np.int64]
ABSENT = -1


@dataclass(frozen=True, slots=True)
class Column:
    """`texts[codes[i]]` is the text of row i; the code -1 stands for none."""

    codes: Codes
    texts: Sequence[str]


class Field:
    """One column read: row i has `values[numbers[i]]`, or none where the number is -1."""

    def __init__(self, name: str, column: Column) -> None:
        self.name = name
        self._codes = column.codes
        self._read: list[Value[Any]] = [FIELDS[name](text) for text in column.texts]
        # An empty text is like none, and so are texts that say the same.
        values: dict[Any, int] = {}
        table = [
            ABSENT if it.value is None else values.setdefault(it.value, len(values)) for it in self._read
        ]
        self.values: list[Any] = list(values)
        self.numbers: Codes = np.array([*table, ABSENT], np.int64)[self._codes]

    def value(self, row: int) -> Any:
        """Give the value of a row; None where there is none."""
        number = int(self.numbers[row])
        return None if number < 0 else self.values[number]

    def faulty(self) -> NDArray[np.bool_]:
        """Mark the rows whose text is no value."""
        bad = [it.fault is not None for it in self._read]
        return np.array([*bad, False], np.bool_)[self._codes]

    def fault(self, row: int) -> Violation | None:
        """Give the fault of a row's text."""
        code = int(self._codes[row])
        found = self._read[code].fault if code >= 0 else None
        return found.at(self.name) if found else None

    def days(self, otherwise: date) -> Codes:
        """Give a column of days as ordinals."""
        table = [it.toordinal() for it in self.values]
        return np.array([*table, otherwise.toordinal()], np.int64)[self.numbers]


Fields = Mapping[str, Field]


def read_fields(columns: Mapping[str, Column], rows: int) -> Fields:
    """Read the columns, which are named as the fields are; one left out is empty throughout."""
    empty = Column(np.full(rows, ABSENT, np.int64), ())
    return {name: Field(name, columns.get(name, empty)) for name in FIELDS}


def find_faults(fields: Fields, rows: int, today: date) -> dict[int, list[Violation]]:
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


def _violations(fields: Fields, row: int, today: date) -> list[Violation]:
    read = [it.fault(row) for it in fields.values()]
    given = {name: it.value(row) for name, it in fields.items()}
    absent = [missing(name) for name in REQUIRED if given[name] is None and fields[name].fault(row) is None]
    return [*(it for it in read if it is not None), *absent, *disagreements(given, today)]


def _same_country(award: Field, host: Field) -> NDArray[np.bool_]:
    numbers = {country: number for number, country in enumerate(award.values)}
    table = np.array([*(numbers.get(it, -2) for it in host.values), -2], np.int64)
    same: NDArray[np.bool_] = table[host.numbers] == award.numbers
    return same
