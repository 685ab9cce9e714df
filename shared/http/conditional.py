"""Conditional requests: strong ETags, and 304 where the client holds the same (RFC 9110, section 13)."""

from starlette.requests import Request
from starlette.responses import Response


def etag_of(name: str) -> str:
    """Write a content's name as a strong entity tag."""
    return f'"{name}"'


def holds(request: Request, etag: str) -> bool:
    """Say whether the client holds this representation already (`If-None-Match`)."""
    sent = request.headers.get("if-none-match")
    if sent is None:
        return False
    held = {tag.strip().removeprefix("W/") for tag in sent.split(",")}
    return "*" in held or etag in held


def not_modified(etag: str) -> Response:
    """Answer that nothing changed."""
    return Response(status_code=304, headers={"ETag": etag})
