"""`make bench-rules`: the evaluators of rules beside their peers, in one process, as ratios.

Times are processor time: nothing here waits, and other work on the machine counts less. Where a peer has
several calling forms its fastest counts. The goals are those that were set before the work began.
"""

import argparse
from collections.abc import Sequence
from dataclasses import asdict

from tests.bench.report import table, write_json, write_section
from tests.bench.rules import batch, publishing, single
from tests.bench.rules.batch import CASES, Batch
from tests.bench.rules.publishing import Publishing
from tests.bench.rules.single import Figure

ONE = (
    "One case, forty rules, facts complete where nothing else is said. A full trace holds the value of every "
    "condition, the outcome and the needs; its document is written when it is asked for (last row of ours)."
)


def main() -> None:
    """Measure, print, keep."""
    options = argparse.ArgumentParser(prog="python -m tests.bench.rules", description=__doc__)
    options.add_argument("--rounds", type=int, default=9, help="runs of each; the median counts")
    options.add_argument("--dry", action="store_true", help="leave docs/performance.md alone")
    chosen = options.parse_args()
    figures = single.measure(chosen.rounds)
    batches = [batch.measure(chosen.rounds, missing) for missing in (0.0, 0.15)]
    published = publishing.measure(chosen.rounds)
    text = "\n\n".join(
        (_goals(figures, batches, published), _singles(figures), _batches(batches), _publishing(published))
    )
    print(text)  # noqa: T201 - the table is the output
    raw = {"single": [asdict(it) for it in figures], "batch": [asdict(it) for it in batches]}
    print(write_json("rules", {**raw, "publishing": asdict(published)}))  # noqa: T201
    if not chosen.dry:
        write_section("rules", text)


def _goals(figures: Sequence[Figure], batches: Sequence[Batch], published: Publishing) -> str:
    taken = {(it.who, it.form): it.microseconds for it in figures}
    ours = {form: time for (who, form), time in taken.items() if who == "Symbolon"}
    hand = taken["Python", "hand-written, two-valued, no trace"]
    best = {who: min(time for (it, _), time in taken.items() if it == who) for who, _ in taken}
    worst = max(batches, key=lambda it: it.batch)
    goals = [
        ("one decision / hand-written Python", ours["decision"] / hand, "≤", 2.5),
        ("the same, facts nested", ours["decision, facts nested"] / hand, "≤", 2.5),
        ("Zen's fastest form / one decision", best["Zen"] / ours["decision"], "≥", 2),
        ("cel-rust's / one decision", best["cel-rust"] / ours["decision"], "≥", 7),
        ("cel-cpp's / one decision", best["cel-cpp"] / ours["decision"], "≥", 9),
        ("full trace / cel-rust's fastest without", ours["full trace"] / best["cel-rust"], "<", 1),
        ("own row by row / batch", min(it.row_by_row / it.batch for it in batches), "≥", 50),
        ("Zen's fastest / batch", best["Zen"] * CASES / 1e3 / worst.batch, "≥", 250),
        ("cel-rust's / batch", best["cel-rust"] * CASES / 1e3 / worst.batch, "≥", 700),
        ("cel-cpp's / batch", best["cel-cpp"] * CASES / 1e3 / worst.batch, "≥", 1200),
        ("replay of a draft / one batch", max(it.replay / it.batch for it in batches), "≤", 2),
        ("the same, outcomes before and after", max(it.replay_outcomes / it.batch for it in batches), "≤", 2),
        ("why-not statistics / one batch", max(it.reasons / it.batch for it in batches), "≤", 3),
        (
            "a thousand mutants of forty rules, s",
            published.mutants_seconds / published.mutants * 1e3,
            "≤",
            10,
        ),
        ("a release of forty rules verified and loaded, ms", published.load_forty, "≤", 50),
        ("another day of a cached segment, µs", published.switch_microseconds, "≤", 1),
        ("slowest refusal of a hostile rule, ms", published.hostile_slowest, "<", 50),
    ]
    rows = [
        (
            what,
            f"{found:,.2f}" if found < 10 else f"{found:,.0f}",
            f"{sign} {goal:,}",
            _met(found, sign, goal),
        )
        for what, found, sign, goal in goals
    ]
    return table(("what", "measured", "goal", "met"), rows)


def _number(found: float) -> str:
    return f"{found:,.2f}" if found < 10 else f"{found:,.0f}"


def _met(found: float, sign: str, goal: float) -> str:
    met = found >= goal if sign == "≥" else (found < goal if sign == "<" else found <= goal)
    return "yes" if met else "no"


def _singles(figures: Sequence[Figure]) -> str:
    hand = figures[0].microseconds
    rows = [(it.who, it.form, f"{it.microseconds:,.1f}", f"{it.microseconds / hand:,.2f}") for it in figures]
    return f"{ONE}\n\n" + table(("who", "form", "µs", "to hand-written"), rows)


def _batches(batches: Sequence[Batch]) -> str:
    lines = {
        "batch: every rule of every case": "batch",
        "batch and the outcome of every case": "outcomes",
        "the compiled rules, row by row": "row_by_row",
        "replay of a draft (3 of 40 rules changed), changes by rule": "replay",
        "replay of a draft, outcomes before and after": "replay_outcomes",
        "batch and why-not statistics of every condition": "reasons",
        "whole decisions with the needs of every open case": "decisions",
        "columns from flat facts": "columns_from_facts",
        "columns from Parquet": "columns_from_parquet",
    }
    rows = [
        (what, *(f"{getattr(it, name):,.1f} ({getattr(it, name) / it.batch:,.2f})" for it in batches))
        for what, name in lines.items()
    ]
    head = ("what", *(f"ms, {it.missing:.0%} missing (to batch)" for it in batches))
    said = f"{CASES:,} cases, forty rules, {batches[0].steps} distinct conditions and parts, one core."
    return f"{said}\n\n{table(head, rows)}"


def _publishing(found: Publishing) -> str:
    rows = [
        (f"refuse a hostile rule, median of {found.hostile}", f"{found.hostile_median:.1f} ms"),
        (f"refuse the slowest ({found.hostile_slowest_name})", f"{found.hostile_slowest:.1f} ms"),
        ("memory that Python takes for all of them, at most", f"{found.hostile_memory:.1f} MiB"),
        (f"try {found.mutants:,} mutants of forty rules, 8 tests each", f"{found.mutants_seconds:.2f} s"),
        ("check forty rules at publication", f"{found.check_forty:.0f} ms"),
        ("read, verify and compile a bundle of forty rules", f"{found.load_forty:.1f} ms"),
        ("take a release on another day of a cached segment", f"{found.switch_microseconds:.2f} µs"),
    ]
    return table(("publication and loading", "takes"), rows)


if __name__ == "__main__":
    main()
