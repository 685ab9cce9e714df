"""What is sent to have a credential verified: its bytes as they are, and the evidence beside them."""

import base64
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

Json = dict[str, Any]


def request(
    document: bytes, evidence: Iterable[Mapping[str, Any]] = (), *, at: datetime | str | None = None
) -> Json:
    """Make the body of a request; `evidence` comes from `exhibit`."""
    body: Json = {"document": _content(document), "evidence": list(evidence)}
    if at is not None:
        body["at"] = at.isoformat() if isinstance(at, datetime) else at
    return body


def exhibit(kind: str, content: bytes, *, name: str | None = None) -> Json:
    """Make a piece of evidence; `name` is its address, where it does not name itself."""
    return {"kind": kind, "content": _content(content)} | ({"name": name} if name else {})


def evidence_from(told: str) -> Json:
    """Read ``KIND:FILE`` or ``KIND=ADDRESS:FILE``. Raises ValueError, OSError."""
    kind, separator, rest = told.partition(":")
    name = None
    if "=" in kind:
        kind, _, begin = told.partition("=")
        name, separator, rest = begin.rpartition(":")
    if not separator or not rest:
        raise ValueError(f"{told}: write KIND:FILE, or KIND=ADDRESS:FILE")
    return exhibit(kind, Path(rest).read_bytes(), name=name)


def _content(content: bytes) -> Json:
    return {"base64": base64.b64encode(content).decode()}
