"""`make bench`: the HTTP path, in one run and as ratios. Other benchmarks have a folder and a target each."""

import argparse
import asyncio

import uvloop

from tests.bench.http import resolve
from tests.bench.report import write_json, write_section


def main() -> None:
    """Measure, print, keep."""
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument("--seconds", type=float, default=3.0, help="length of a run")
    options.add_argument("--rounds", type=int, default=3, help="runs of each target; the median counts")
    options.add_argument("--dry", action="store_true", help="leave docs/performance.md alone")
    chosen = options.parse_args()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        results = runner.run(resolve.measure(seconds=chosen.seconds, rounds=chosen.rounds))
    text = resolve.as_table(results)
    print(text)  # noqa: T201 - the table is the output
    print(write_json("http", {"resolve": resolve.as_json(results)}))  # noqa: T201
    if not chosen.dry:
        write_section("http", text)


if __name__ == "__main__":
    main()
