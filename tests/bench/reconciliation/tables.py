"""The figures as Markdown."""

from collections.abc import Mapping

from tests.bench.reconciliation.measure import Accuracy
from tests.bench.reconciliation.speed import Speed
from tests.bench.report import table


def as_text(found: Mapping[str, Accuracy], pace: Speed) -> str:
    """Write both tables."""
    accuracy = table(
        ("texts", "queries", "precision", "recall", "false when the right one is hidden"),
        [
            (name, it.queries, f"{it.precision:.3f}", f"{it.recall:.3f}", f"{it.false_when_hidden:.3f}")
            for name, it in found.items()
        ],
    )
    speed = table(
        ("institutions", "index built", "median", "p99", "distinct texts", "batch with repeats"),
        [
            (
                f"{pace.institutions:,}",
                f"{pace.build_seconds:.1f} s",
                f"{pace.median_ms:.2f} ms",
                f"{pace.p99_ms:.2f} ms",
                f"{pace.distinct_per_second:,.0f} /s",
                f"{pace.batch_rows_per_second:,.0f} /s ({pace.batch_distinct:,} in {pace.batch_rows:,} rows)",
            )
        ],
    )
    return f"{accuracy}\n\n{speed}"
