"""Published credentials that are never part of the project: read where they are kept, or skipped aloud."""

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from services.credentials.domain.verification.document import Document, Evidence, Exhibit, Kind, Origin

_BESIDE = Path(__file__).parents[3].parent / "shared" / "data"
FOLDER = Path(os.environ.get("SYMBOLON_TEST_DATA", _BESIDE)) / "vectors"
AT = datetime(2026, 11, 24, tzinfo=UTC)


def third_party(name: str) -> Path:
    """Give the path of a vector, or skip the test and say which is missing."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"third-party file not present: shared/data/vectors/{name}")
    return path


def document(name: str) -> Document:
    return Document(third_party(name).read_bytes())


def operators(kind: Kind, content: bytes, name: str | None = None) -> Exhibit:
    return Exhibit(kind, content, Origin.OPERATOR, name)


@cache
def published_contexts() -> tuple[Exhibit, ...]:
    """The contexts of W3C and Open Badges, as an operator would keep them: known by their digests."""
    folder = third_party("contexts")
    return tuple(operators(Kind.CONTEXT, it.read_bytes()) for it in sorted(folder.glob("*.json*")))


def w3c_contexts() -> Evidence:
    """These, and the two of the examples."""
    examples = b'{"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}}'
    citizenship = third_party("contexts/citizenship-v4rc1.json").read_bytes()
    return Evidence(
        (
            *published_contexts(),
            operators(Kind.CONTEXT, examples, "https://www.w3.org/ns/credentials/examples/v2"),
            operators(Kind.CONTEXT, citizenship, "https://w3id.org/citizenship/v4rc1"),
        )
    )
