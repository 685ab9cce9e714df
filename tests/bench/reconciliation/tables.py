"""The figures as Markdown."""

from collections.abc import Mapping

from tests.bench.reconciliation.measure import Accuracy
from tests.bench.reconciliation.peers import FullText
from tests.bench.reconciliation.speed import Speed
from tests.bench.report import table


def accuracy_table(found: Mapping[str, Accuracy], of: str = "texts") -> str:
    """Write precision and recall of each set of texts."""
    return table(
        (of, "queries", "precision", "recall", "false when the right one is hidden"),
        [
            (name, it.queries, _share(it.precision), _share(it.recall), _share(it.false_when_hidden))
            for name, it in found.items()
        ],
    )


def noise_table(found: Mapping[str, Accuracy]) -> str:
    """Write the same for disturbed texts."""
    return accuracy_table(found, "affiliations, other half, disturbed")


def speed_table(pace: Speed) -> str:
    """Write how fast it was."""
    return table(
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


def peer_line(peer: FullText) -> str:
    """Write what full-text search makes of it."""
    return (
        f"The peer, PostgreSQL's full text with our folding: of {peer.queries} affiliations of the other "
        f"half its first row is right in {peer.first_is_right:.3f}, in {peer.median_ms:.1f} ms at the median."
    )


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
