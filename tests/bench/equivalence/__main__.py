"""`make bench-equivalence`: single checks and a batch of 100,000 through the gateway, as ratios."""

import argparse
import asyncio
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import uvloop

from tests.bench.equivalence.applicants import applicants, distinct
from tests.bench.equivalence.measuring import (
    CONNECTIONS,
    DIFFERENT_CHECKS,
    BatchRun,
    batch,
    client_loop,
    peak_megabytes,
    single_checks,
    wait_for_answers,
)
from tests.bench.http.load import Measured
from tests.bench.report import table, write_json, write_section
from tests.support.machine import machine

RUNTIME_ONLY = Path(__file__).parent / "runtime_only"

Singles = Mapping[str, Mapping[int, Sequence[Measured]]]


async def measure(options: argparse.Namespace) -> tuple[str, dict[str, object]]:
    """Measure everything on one fresh platform; give the text and the raw figures.

    Its processes see the packages that an installation has (`runtime_only`).
    """
    os.environ["PYTHONPATH"] = os.pathsep.join([str(RUNTIME_ONLY), os.environ.get("PYTHONPATH", "")])
    with TemporaryDirectory() as folder:
        async with machine(Path(folder) / "home") as platform:
            await wait_for_answers(platform)
            singles = await single_checks(platform, seconds=options.seconds, rounds=options.rounds)
            loop = await client_loop(platform, options.loop)
            rows = list(applicants(options.rows))
            counted = distinct(rows)
            runs = [await batch(platform, rows) for _ in range(options.rounds)]
            memory = peak_megabytes(platform)
    raw: dict[str, object] = {
        "singles": {
            name: {count: [asdict(it) for it in runs] for count, runs in by.items()}
            for name, by in singles.items()
        },
        "client_loop_checks_a_second": loop,
        "batches": [asdict(it) for it in runs],
        "peak_megabytes": memory,
        "distinct": counted,
    }
    return _text(singles, loop, runs, memory, counted), raw


def _text(
    singles: Singles,
    loop: float,
    runs: Sequence[BatchRun],
    memory: Mapping[str, int],
    counted: Mapping[str, int],
) -> str:
    parts = (_of_singles(singles), _of_batches(runs, loop), _of_rows(counted), _of_memory(memory))
    return "\n\n".join(parts)


def _of_singles(singles: Singles) -> str:
    def figures(name: str, count: int) -> tuple[float, float, float]:
        runs = singles[name][count]
        return (
            median(it.requests_a_second for it in runs),
            median(it.p50 for it in runs),
            median(it.p99 for it in runs),
        )

    rows: list[Sequence[object]] = []
    for count in CONNECTIONS:
        one, other = figures("check", count), figures("empty endpoint", count)
        rows.append(
            [
                count,
                *(f"{it[0]:,.0f}, {it[1]:.2f} / {it[2]:.2f}" for it in (one, other)),
                f"{one[1] / other[1]:.2f} / {one[2] / other[2]:.2f}",
            ]
        )
    head = ["connections", "check", "empty FastAPI endpoint", "ratio of p50 / p99"]
    note = (
        "Requests a second, p50 / p99 in milliseconds, both through the gateway; "
        f"{DIFFERENT_CHECKS} different checks in turn."
    )
    return f"{note}\n\n{table(head, rows)}"


def _of_batches(runs: Sequence[BatchRun], loop: float) -> str:
    first, middle = runs[0], sorted(runs, key=lambda it: it.seconds)[len(runs) // 2]
    rows: list[Sequence[object]] = [
        ["first of its kind", *_cells(first)],
        ["median", *_cells(middle)],
    ]
    head = ["batch", "upload", "answered", "CSV down", "NDJSON down", "Parquet down", "up to last CSV byte"]
    rate = first.rows / first.seconds
    note = (
        f"{first.rows:,} rows ({first.sent_bytes / 1e6:.1f} MB of CSV) through the gateway, in seconds; the "
        "results in brackets. The first run finds nothing remembered."
    )
    ratio = f"{rate:,.0f} rows a second in the first run; a client loop of single checks gives {loop:,.0f}: "
    return f"{note}\n\n{table(head, rows)}\n\n{ratio}{rate / loop:.0f} times as many."


def _cells(run: BatchRun) -> list[str]:
    down = [f"{seconds:.2f} ({size / 1e6:.0f} MB)" for seconds, size in run.downloads.values()]
    return [f"{run.uploaded:.2f}", f"{run.answered:.2f}", *down, f"{run.seconds:.2f}"]


def _of_rows(counted: Mapping[str, int]) -> str:
    return f"Distinct among the rows: {', '.join(f'{count:,} {what}' for what, count in counted.items())}."


def _of_memory(memory: Mapping[str, int]) -> str:
    said = ", ".join(f"{name} {size} MB" for name, size in memory.items())
    return f"Most memory held by a process over the whole run: {said}."


def main() -> None:
    """Measure, print, keep."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.equivalence", description=__doc__)
    options.add_argument("--seconds", type=float, default=3.0, help="length of a run of single checks")
    options.add_argument("--rounds", type=int, default=3, help="runs of each kind; the median counts")
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--loop", type=int, default=1_000, help="checks of the client loop")
    options.add_argument("--dry", action="store_true", help="leave docs/performance.md alone")
    chosen = options.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        text, raw = runner.run(measure(chosen))
    print(text)  # noqa: T201 - the tables are the output
    print(write_json("equivalence", raw))  # noqa: T201
    if not chosen.dry:
        write_section("equivalence", text)


if __name__ == "__main__":
    main()
