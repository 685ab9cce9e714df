"""Small files in the forms of their publishers, with made-up numbers."""

from datetime import UTC, datetime

from services.indicators.domain.loading.outcome import Outcome, collect
from services.indicators.domain.loading.publishers import uis_export

KNOWN_AT = datetime(2026, 11, 23, tzinfo=UTC)
HEADER = "indicatorId,geoUnit,year,value,qualifier,magnitude"


def export(*rows: str) -> bytes:
    return "\n".join((HEADER, *rows)).encode()


def load(content: bytes, size: int = 7) -> Outcome:
    """Read an export that arrives in pieces of `size` bytes."""
    pieces = (content[start : start + size] for start in range(0, len(content), size))
    return collect(uis_export.parse(pieces, release="R1", known_at=KNOWN_AT))


def codes(outcome: Outcome) -> list[str]:
    return [it.code for it in outcome.findings]
