"""A hundred thousand stored evaluations, kept as columns, and replayed by a draft of the real law.

    python -m tests.bench.rules.stored

Wall time where the database works, processor time where cases are decided. *One batch* decides the same
cases by the release in force alone: what binds, the outcome of every case, counted. Legal dates are spread
over three years.
"""

import argparse
import asyncio
import dataclasses
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from uuid import UUID

import numpy as np
from sqlalchemy import text

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.rule_files import rule_texts
from services.conventions.domain.lifecycle.document import read_document
from services.conventions.domain.lifecycle.release import Entry, assemble
from services.credentials.adapters.replays.case_columns import CaseColumns
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.replay.cases import Cases
from services.credentials.domain.replay.comparing import meant
from services.credentials.domain.replay.replay import Replay
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.kernel.clock import SystemClock
from shared.kernel.ids import new_id
from shared.rules.batch.bitmaps import count, everything
from shared.rules.batch.columns import FactColumns
from shared.rules.batch.program import Program
from shared.rules.batch.segments import by_segment
from shared.rules.conclusions import concluding_slots
from shared.rules.evaluate.resolution import State
from shared.rules.release import RuleSet
from tests.bench.report import conditions, table, write_json, write_section
from tests.support.applications import applications
from tests.support.decided import store
from tests.support.lisbon_law import DEGREE, DOCUMENTED
from tests.support.platform import cloned, make_migrated_template
from tests.support.servers import running_postgres

SLOT = "recognition.outcome"
TODAY = date(2026, 11, 24)
TENANT = "norway"
SINCE = 100
"""Evaluations that come in between two replays."""


@dataclasses.dataclass
class Stored:
    """Milliseconds; medians where a thing was done more than once."""

    cases: int
    rules: int
    stretches: int
    bytes_stored: int
    bytes_of_columns: int
    build: float = 0
    up_to_date: float = 0
    unchanged: float = 0
    read: float = 0
    columns: float = 0
    compile: float = 0
    batch: float = 0
    replay: float = 0
    flips: int = 0


def law(*, draft: bool = False) -> RuleSet:
    """The shipped release, or a draft in which the degree of Lisbon asks for quality assurance as well."""
    entries = []
    for it in rule_texts(read_reference_data()):
        changed = it.text.replace(DOCUMENTED, f"{DOCUMENTED} && award.quality_assured")
        content = changed if draft and it.path == DEGREE else it.text
        entries.append(Entry(read_document(content, path=it.path), None))
    return assemble(entries, previous=None)


def cases(number: int, seed: int) -> list[tuple[UUID, Application]]:
    """Applications of the last three years, under ids that ascend."""
    random = Random(seed)
    clock = SystemClock()
    return [
        (new_id(clock), dataclasses.replace(it, legal_date=TODAY - timedelta(days=random.randrange(1_095))))
        for it in applications(random, number)
    ]


def one_batch(release: RuleSet, held: Cases) -> Counter[str]:
    """Decide every case by one release, and count the outcomes."""
    found: Counter[str] = Counter()
    for compiled, rows in by_segment(release, held.days, TODAY):
        columns = held.columns.take(rows).on(held.days[rows])
        names = concluding_slots(release)
        present = [it for it in names if it in compiled.slots]
        concluding = Program.of(*(compiled.slots[it] for it in present)).run(columns)
        nothing = {State.OUT_OF_SCOPE.value: everything(columns.rows)}
        said = {it.slot.name: it.outcome.words for it in concluding}
        facts = {it: meant(said.get(it, nothing), columns.rows) for it in names}
        whole = FactColumns(columns.vocabulary, columns.rows, {**columns.columns, **facts})
        (answers,) = Program.of(compiled.slots[SLOT]).run(whole)
        found.update({word: count(it) for word, it in answers.outcome.words.items()})
    return found


async def measure(number: int, rounds: int) -> Stored:
    """Store, build, read, decide."""
    base, draft = law(), law(draft=True)
    with TemporaryDirectory() as folder:
        async with running_postgres(Path(folder)) as server:
            template = await make_migrated_template(server)
            async with cloned(server, template) as database:
                engine = create_engine(database.urls["credentials"].app, application_name="bench-stored")
                units = UnitsOfWork(engine)
                await store(engine, TENANT, base, cases(number, 3), TODAY, traced=False)
                async with database.connect() as connection:
                    await connection.execute("VACUUM ANALYZE credentials.evaluations")
                    size = await connection.fetchval(
                        "SELECT pg_total_relation_size('credentials.evaluations')"
                    )

                build = await _wall(lambda: bring_up_to_date(units))
                found = Stored(number, len(base.rules), 0, size, 0, build=build)
                again = [await _wall(lambda: bring_up_to_date(units)) for _ in range(rounds)]
                found.unchanged = median(again)
                await store(engine, TENANT, base, cases(SINCE, 4), TODAY, traced=False)
                found.up_to_date = await _wall(lambda: bring_up_to_date(units))
                await _decide(units, base, draft, found, rounds)
                async with units(TENANT) as unit:
                    found.bytes_of_columns = int(
                        await unit.session.scalar(
                            text("SELECT sum(length(content)) FROM credentials.case_segments")
                        )
                        or 0
                    )
                await engine.dispose()
    return found


async def bring_up_to_date(units: UnitsOfWork) -> None:
    """As the job does it, each segment a transaction of its own."""
    async with units(TENANT) as unit:
        for stale in await CaseColumns(unit.session, TENANT).stale():
            await CaseColumns(unit.session, TENANT).remake(stale)
        await unit.commit()
    taken = 1
    while taken:
        async with units(TENANT) as unit:
            taken = await CaseColumns(unit.session, TENANT).grow()
            await unit.commit()


async def _decide(units: UnitsOfWork, base: RuleSet, draft: RuleSet, found: Stored, rounds: int) -> None:
    async def read() -> object:
        async with units(TENANT) as unit:
            return await CaseColumns(unit.session, TENANT).read(1, 10_000)

    found.read = median([await _wall(read) for _ in range(rounds)])
    kept = await read()
    found.columns = median([_taken(lambda: Cases.read(kept, draft.vocabulary)) for _ in range(rounds)])
    held = Cases.read(kept, draft.vocabulary)
    found.stretches = len(np.unique(np.searchsorted(_changes(base), held.days, side="right")))

    def replay() -> Replay:
        made = Replay(base, draft, SLOT, TODAY)
        made.add(held)
        return made

    cold = _taken(replay)
    in_turn = [(_taken(lambda: one_batch(base, held)), _taken(replay)) for _ in range(rounds)]
    found.batch, found.replay = (median(it) for it in zip(*in_turn, strict=True))
    found.compile = cold - found.replay
    made = replay()
    found.flips = made.flips
    before: Counter[str] = Counter()
    for (old, _), number in made.matrix.items():
        before[old] += number
    if before != +one_batch(base, held):
        raise AssertionError("the replay and the batch count the release in force otherwise")


def _changes(release: RuleSet) -> np.ndarray:
    return np.array([(it - date(1970, 1, 1)).days for it in release.legal_days])


async def _wall(run: Callable[[], Awaitable[object]]) -> float:
    start = perf_counter()
    await run()
    return (perf_counter() - start) * 1e3


def _taken(run: Callable[[], object]) -> float:
    start = process_time()
    run()
    return (process_time() - start) * 1e3


def as_text(found: Stored) -> str:
    """Write the table."""
    megabytes = found.bytes_stored / 1e6, found.bytes_of_columns / 1e6
    said = (
        f"{found.cases:,} evaluations stored in PostgreSQL ({megabytes[0]:,.0f} MB, their columns "
        f"{megabytes[1]:.1f} MB), the {found.rules} rules shipped, legal dates of three years "
        f"({found.stretches} stretches of law), a draft with one condition changed ({found.flips:,} flips). "
        "Processor time; wall time where the database works, which other work on the machine lengthens (load "
        f"average {conditions()['load']}). One batch decides by the release in force alone."
    )
    whole = found.unchanged + found.read + found.columns + found.replay
    rows = [
        ("columns made of all evaluations, once", found.build),
        (f"columns brought up to date after {SINCE} more", found.up_to_date),
        ("columns found to be up to date", found.unchanged),
        ("columns read from PostgreSQL", found.read),
        ("the same, ready for the batch", found.columns),
        ("both releases compiled, once in a process", found.compile),
        ("one batch: outcomes by the release in force", found.batch),
        ("**replay**: outcomes by both, flips with reasons, groups", found.replay),
        ("a replay from beginning to end, compiled before", whole),
    ]
    return f"{said}\n\n" + table(
        ("what", "ms", "to one batch"),
        [(what, f"{ms:,.0f}", f"{ms / found.batch:,.2f}") for what, ms in rows],
    )


def main() -> None:
    """Measure, print, keep."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.rules.stored", description=__doc__)
    options.add_argument("--cases", type=int, default=100_000)
    options.add_argument("--rounds", type=int, default=7, help="runs of each; the median counts")
    options.add_argument("--dry", action="store_true", help="leave docs/performance.md alone")
    chosen = options.parse_args()
    found = asyncio.run(measure(chosen.cases, chosen.rounds))
    written = as_text(found)
    print(written)  # noqa: T201 - the table is the output
    print(write_json("stored", dataclasses.asdict(found)))  # noqa: T201
    if not chosen.dry:
        write_section("stored", written)


if __name__ == "__main__":
    main()
