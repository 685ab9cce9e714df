"""`make disclosure-audit`: release tables, attack each, and say what was found and what protection costs."""

import argparse
from pathlib import Path

from tests.bench.disclosure.releases import Attacked, Small, as_json, attacked, small_tables
from tests.bench.report import ROOT, table, write_json, write_section

DOCUMENT: Path = ROOT / "docs" / "disclosure.md"
HEAD = ("table", "policy", "cells", "hidden", "recovered", "too narrow", "narrowest", "error", "loss", "s")


def as_table(rows: list[Attacked]) -> str:
    """Give the figures as a Markdown table."""
    return table(HEAD, [_cells(it) for it in rows])


def _cells(it: Attacked) -> tuple[object, ...]:
    narrowest = "-" if it.narrowest is None else f"{it.narrowest:.2f}"
    price = (f"{it.error:.2%}", f"{it.loss:.2%}") if it.large else ("-", "-")
    return (
        it.table,
        it.policy,
        it.cells,
        it.hidden,
        it.recovered,
        it.narrow,
        narrowest,
        *price,
        f"{it.seconds:.1f}",
    )


def in_words(small: Small) -> str:
    """Tell of the many small tables."""
    losses = "; ".join(f"{loss:.1%} with {large}" for loss, large in small.above)
    return (
        f"Small tables on purpose, of six shapes from 4 by 3 to 12 by 6: {small.tables} released "
        f"in {small.seconds:.1f} s, {small.refused} refused, {small.recovered} counts recovered, "
        f"{small.narrow} too narrow. A loss above 2 % in {len(small.above)}"
        + (f" (and the number of counts of 50 and more): {losses}." if losses else ".")
    )


def main() -> None:
    """Attack, print, keep. Ends with 1 where a released table gives anything away."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.disclosure", description=__doc__)
    options.add_argument("--tables", type=int, default=3, help="random tables of each shape")
    options.add_argument("--small", type=int, default=51, help="small tables of each shape")
    options.add_argument("--dry", action="store_true", help="leave docs/disclosure.md alone")
    chosen = options.parse_args()
    rows = list(attacked(seeds=range(chosen.tables)))
    small = small_tables(chosen.small)
    text = f"{as_table(rows)}\n\n{in_words(small)}"
    print(text)  # noqa: T201 - the table is the output
    print(write_json("disclosure", as_json(rows, small)))  # noqa: T201
    if not chosen.dry:
        write_section("disclosure", text, DOCUMENT)
    if small.narrow or any(it.narrow for it in rows if "NOT released" not in it.policy):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
