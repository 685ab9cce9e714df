"""Decided cases as columns: the facts that rules read, the legal days, and what groups them. No person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shared.rules.batch.bitmaps import padded
from shared.rules.batch.columns import FALSE, MISSING, TRUE, FactColumns, FlagColumn
from shared.rules.batch.outcome import STATES
from shared.rules.batch.program import Program
from shared.rules.batch.reading import from_facts
from shared.rules.compiled import CompiledRelease
from shared.rules.conclusions import concluding_slots
from shared.rules.documents.vocabulary import Vocabulary
from shared.rules.evaluate.resolution import State
from shared.rules.release import RuleSet

GROUPS = ("recognition_country", "award_country", "qualification_type", "purpose")
"""What results are broken down by."""


@dataclass(frozen=True, slots=True)
class Case:
    """One decided case: flat facts, the legal date as epoch day, and its group values."""

    facts: Mapping[str, object]
    day: int
    groups: Mapping[str, str]


@dataclass(frozen=True)
class Cases:
    """Many cases as columns."""

    columns: FactColumns
    days: NDArray[np.int64]
    groups: Mapping[str, NDArray[np.str_]]

    def __len__(self) -> int:
        return self.columns.rows

    @classmethod
    def of(cls, cases: Sequence[Case], vocabulary: Vocabulary) -> "Cases":
        """Turn cases into columns; facts that the vocabulary has not are left out."""
        known = [
            {name: value for name, value in it.facts.items() if name in vocabulary.facts} for it in cases
        ]
        return cls(
            from_facts(known, vocabulary),
            np.array([it.day for it in cases], np.int64),
            {name: np.array([it.groups[name] for it in cases], np.str_) for name in GROUPS},
        )


def concluded_columns(release: RuleSet, law: CompiledRelease, columns: FactColumns) -> FactColumns:
    """Add what the rules conclude, as `conclusions.concluded` does for one case; the days are set."""
    slots = [it for it in concluding_slots(release) if it not in columns.columns]
    present = [it for it in slots if it in law.slots]
    program = Program.of(*(law.slots[it] for it in present))
    found = {}
    for name, answers in zip(present, program.run(columns), strict=True):
        codes = np.full(padded(columns.rows), MISSING, np.uint8)
        states = answers.outcome.states
        codes[: columns.rows][states == STATES.index(State.SETTLED)] = TRUE
        codes[: columns.rows][states == STATES.index(State.OUT_OF_SCOPE)] = FALSE
        found[name] = FlagColumn(codes)
    for name in slots:
        if name not in found:
            codes = np.full(padded(columns.rows), MISSING, np.uint8)
            codes[: columns.rows] = FALSE
            found[name] = FlagColumn(codes)
    return FactColumns(columns.vocabulary, columns.rows, {**columns.columns, **found})
