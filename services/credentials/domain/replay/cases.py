"""Decided cases as columns: the facts that rules read, the legal days, and what groups them. No person.

An Arrow table is the form in which they are kept (`table_of`) and from which they are read to be decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from services.credentials.domain.evaluation.case_facts import case_facts
from services.credentials.domain.evaluation.circumstances import FACTS as CIRCUMSTANCES
from services.credentials.domain.evaluation.facts import Application
from shared.rules.batch.bitmaps import Rows
from shared.rules.batch.columns import FactColumns
from shared.rules.batch.reading import from_arrow
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.vocabulary import Vocabulary
from shared.rules.facts import flatten

FORMAT = "case-columns/2"
"""Names how cases become columns. Whoever changes `case_facts` or the columns here raises it (a test says
so); kept columns are made anew then."""

GROUPS = ("recognition_country", "award_country", "qualification_type", "purpose")
"""What results are broken down by."""

_TEXT = pa.dictionary(pa.int32(), pa.string())
_FLAGS = (
    *("award.joint", "award.verified_with_issuer", "award.institution_recognised_at_award"),
    *("award.retroactive_recognition_confirmed", "award.quality_assured", "award.transnational"),
    *("award.taught_in_host_state", "award.programme_listed", "holder.displaced", "holder.lacks_papers"),
    *("documents.complete", "purpose.study", "purpose.work", "award.non_traditional"),
    *("purpose.names_profession", "purpose.listed_profession", "decider.institution", "decision.overdue"),
    *("assessment.closed", "fraud.established"),
)
_BOUND_THEN = ("studies.begun_under", "recognition.granted_under")
FACTS: Mapping[str, Any] = {
    **dict.fromkeys((*_FLAGS, *CIRCUMSTANCES.values()), pa.bool_()),
    **dict.fromkeys(_BOUND_THEN, pa.list_(pa.string())),
    **dict.fromkeys(("award.state", "award.kind", "award.institution_sector", "host.state"), _TEXT),
    "award.joint_partners": pa.list_(pa.string()),
    "substantial_differences": pa.list_(
        pa.struct([("grave", pa.bool_()), ("shown", pa.bool_()), ("leaves", pa.string())])
    ),
}
"""The facts of `case_facts`, with the types of their columns."""

ID, DAY = "#id", "#day"
SCHEMA = pa.schema(
    [
        (ID, pa.binary(16)),
        (DAY, pa.int32()),
        *((f"#{name}", _TEXT) for name in GROUPS),
        *FACTS.items(),
    ]
)
"""`#` marks what is no fact: the evaluation's id, the legal date as epoch day, the groups."""


@dataclass(frozen=True, slots=True)
class Case:
    """One decided case: its evaluation, flat facts, the legal date as epoch day, and its group values."""

    id: UUID
    facts: Mapping[str, object]
    day: int
    groups: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Group:
    """One breakdown of the cases: case i has `values[codes[i]]`."""

    codes: NDArray[np.int64]
    values: tuple[str, ...]

    def counts(self, rows: Rows) -> dict[str, int]:
        """Count the named cases by value."""
        found = np.bincount(self.codes[rows], minlength=len(self.values)).tolist()
        return {value: number for value, number in zip(self.values, found, strict=True) if number}


def as_case(evaluation: UUID, application: Application) -> Case:
    """Take from an application what rules read and what results are grouped by; nothing else leaves it."""
    return Case(
        evaluation,
        flatten(case_facts(application)),
        epoch_day(application.legal_date),
        {
            "recognition_country": application.recognition_country,
            "award_country": application.award.country,
            "qualification_type": application.award.qualification_type.value,
            "purpose": application.purpose.value,
        },
    )


def table_of(cases: Sequence[Case]) -> Any:
    """Write cases as an Arrow table of `SCHEMA`. Raises KeyError on a fact that it has no column for."""
    unknown = {name for it in cases for name in it.facts} - FACTS.keys()
    if unknown:
        raise KeyError(f"no column for {', '.join(sorted(unknown))}")
    columns: dict[str, list[object]] = {
        ID: [it.id.bytes for it in cases],
        DAY: [it.day for it in cases],
        **{f"#{name}": [it.groups[name] for it in cases] for name in GROUPS},
        **{name: [it.facts.get(name) for it in cases] for name in FACTS},
    }
    arrays = [pa.array(columns[it.name], it.type) for it in SCHEMA]
    return pa.Table.from_arrays(arrays, schema=SCHEMA)


@dataclass(frozen=True)
class Cases:
    """Many cases as columns; `ids` are those of their evaluations."""

    ids: Any
    columns: FactColumns
    days: NDArray[np.int64]
    groups: Mapping[str, Group]

    def __len__(self) -> int:
        return self.columns.rows

    @classmethod
    def read(cls, table: Any, vocabulary: Vocabulary) -> "Cases":
        """Take a table of `SCHEMA`. Facts that the vocabulary has not are left out.

        Raises `Invalid` where the vocabulary gives a fact another type.
        """
        whole = table.unify_dictionaries().combine_chunks()
        facts = {name: whole[name] for name in FACTS if name in vocabulary.facts}
        return cls(
            whole[ID],
            from_arrow(facts, vocabulary, rows=len(whole)),
            np.asarray(whole[DAY]).astype(np.int64),
            {name: _group(whole[f"#{name}"]) for name in GROUPS},
        )

    @classmethod
    def of(cls, cases: Sequence[Case], vocabulary: Vocabulary) -> "Cases":
        """Turn cases into columns."""
        return cls.read(table_of(cases), vocabulary)

    def within(self, start: int | None, end: int | None) -> "Cases":
        """Give the cases of legal days from `start` up to and without `end`; None leaves a side open."""
        if start is None and end is None:
            return self
        inside = np.ones(len(self), np.bool_)
        if start is not None:
            inside &= self.days >= start
        if end is not None:
            inside &= self.days < end
        rows = np.flatnonzero(inside)
        groups = {name: Group(it.codes[rows], it.values) for name, it in self.groups.items()}
        return Cases(self.ids.take(pa.array(rows)), self.columns.take(rows), self.days[rows], groups)

    def id(self, row: int) -> UUID:
        """Name the evaluation of a case."""
        return UUID(bytes=self.ids[row].as_py())


def _group(column: Any) -> Group:
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    return Group(np.asarray(whole.indices).astype(np.int64), tuple(whole.dictionary.to_pylist()))
