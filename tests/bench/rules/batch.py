"""A hundred thousand cases over forty rules: batch, row by row, replay of a draft, statistics, conversion."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from statistics import median
from time import process_time

import pyarrow as pa
import pyarrow.parquet as pq

from shared.rules.batch.comparison import outcomes as outcomes_of
from shared.rules.batch.comparison import rule_changes, transitions
from shared.rules.batch.deciding import decisions
from shared.rules.batch.program import Program
from shared.rules.batch.reading import from_arrow, from_facts
from shared.rules.batch.reasons import reasons
from tests.bench.rules import forty
from tests.bench.rules.forty import DAY, SLOT

CASES = 100_000
DRAFT = {
    "lrc.degree": {"level": "award.level_isced >= 7"},
    "tokyo.period": {"enough": "award.credits >= 55"},
    "global.overdue": {"undecided": "!application.decided && !assessment.closed"},
}


@dataclass(frozen=True)
class Batch:
    """Milliseconds of processor time for all cases; medians."""

    missing: float
    batch: float
    outcomes: float
    row_by_row: float
    replay: float
    replay_outcomes: float
    reasons: float
    decisions: float
    columns_from_facts: float
    columns_from_parquet: float
    steps: int
    moved: int


def measure(rounds: int, missing: float) -> Batch:
    """Measure on cases of which each fact is missing with the given probability."""
    law, draft = (forty.release(it).compile(DAY, DAY) for it in (None, DRAFT))
    slot, vocabulary, day = law.slots[SLOT], law.segment.vocabulary, law.day
    facts = forty.cases(Random(3), CASES, missing)
    columns = from_facts(facts, vocabulary).on(day)
    program, both = Program.of(slot), Program.of(slot, draft.slots[SLOT])
    (answers,) = program.run(columns)
    parquet = _parquet(facts)

    def row_by_row() -> None:
        for it in facts:
            slot.evaluate(it, day)

    def replay() -> int:
        before, after = both.run(columns)
        return sum(sum(it.moves.values()) for it in rule_changes(before, after))

    def replay_outcomes() -> int:
        before, after = both.run(columns)
        changes = transitions(*outcomes_of(before, after))
        return sum(count for (old, new), count in changes.items() if old != new)

    def outcomes() -> object:
        (found,) = program.run(columns)
        return found.outcome.states, found.outcome.act_codes

    return Batch(
        missing,
        _time(rounds, lambda: program.run(columns)),
        _time(rounds, outcomes),
        _time(max(1, rounds // 5), row_by_row),
        _time(rounds, replay),
        _time(rounds, replay_outcomes),
        _time(rounds, lambda: (program.run(columns), reasons(answers))),
        _time(1, lambda: decisions(answers)),
        _time(1, lambda: from_facts(facts, vocabulary)),
        _time(max(1, rounds // 5), lambda: from_arrow(pq.read_table(io.BytesIO(parquet)), vocabulary)),
        len(program.steps.steps) + sum(len(it.steps) for it in program.steps.lists.values()),
        replay_outcomes(),
    )


def _parquet(facts: list[dict[str, object]]) -> bytes:
    buffer = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(facts), buffer)
    return buffer.getvalue()


def _time(rounds: int, run: Callable[[], object]) -> float:
    taken = []
    for _ in range(rounds):
        start = process_time()
        run()
        taken.append((process_time() - start) * 1e3)
    return median(taken)
