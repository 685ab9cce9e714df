"""The figures as Markdown."""

from collections.abc import Mapping

from tests.bench.reconciliation.measure import Accuracy
from tests.bench.reconciliation.peers import FullText
from tests.bench.reconciliation.speed import Speed
from tests.bench.report import table


def as_text(found: Mapping[str, Accuracy], pace: Speed, peer: FullText) -> str:
    """Write both tables, and the peer."""
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
    full_text = (
        f"The peer, PostgreSQL's full text with our folding: of {peer.queries} affiliations of the other "
        f"half its first row is right in {peer.first_is_right:.3f}, in {peer.median_ms:.1f} ms at the median."
    )
    return f"{accuracy}\n\n{speed}\n\n{full_text}"
