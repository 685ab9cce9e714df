"""Cases whose legal days differ: each stretch of law compiles once and takes its cases together."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shared.rules.batch.bitmaps import Rows
from shared.rules.batch.columns import FactColumns
from shared.rules.batch.deciding import Decisions, decisions
from shared.rules.batch.program import Program
from shared.rules.compiled import CompiledRelease
from shared.rules.decision import Decision
from shared.rules.documents.plain import day_of, epoch_day
from shared.rules.evaluate.resolution import NO_RULE, State
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.release import RuleSet


def by_segment(
    release: RuleSet, days: NDArray[Any], knowledge_date: date
) -> Iterator[tuple[CompiledRelease, Rows]]:
    """Give each stretch of law that some of the legal `days` (epoch days) fall into, with those cases."""
    changes = np.array([epoch_day(it) for it in release.legal_days], np.int64)
    segments = np.searchsorted(changes, days, side="right")
    order = np.argsort(segments, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(segments[order])) + 1):
        if len(rows):
            yield release.compile(day_of(int(days[rows[0]])), knowledge_date), rows


def decide_all(
    release: RuleSet, slot: str, columns: FactColumns, days: NDArray[Any], knowledge_date: date
) -> Decisions:
    """Decide a slot in every case on its own legal day, just as `CompiledRelease.decide` does.

    Where no rule of the slot is in force on the day the case is out of scope.
    """
    codes = np.zeros(columns.rows, np.int64)
    distinct: dict[Decision, int] = {}
    for law, rows in by_segment(release, days, knowledge_date):
        if slot in law.slots:
            program = _program(law.slots[slot])
            (answers,) = program.run(columns.only(program.facts).take(rows).on(days[rows]))
            found = decisions(answers)
        else:
            none = Decision(slot, State.OUT_OF_SCOPE, None, (NO_RULE,), (), None)
            found = Decisions(np.zeros(len(rows), np.int64), (none,))
        numbers = np.array([distinct.setdefault(it, len(distinct)) for it in found.distinct], np.int64)
        codes[rows] = numbers[found.codes]
    return Decisions(codes, tuple(distinct))


@lru_cache(2_048)
def _program(slot: CompiledSlot) -> Program:
    """Compile a slot of a segment once, however many batches ask for it."""
    return Program.of(slot)
