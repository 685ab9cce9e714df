"""Conditional requests (RFC 9110, section 13): strong ETags, 304 where the client holds the same.

Who changes something says which state of it was read: 428 without (RFC 6585), 412 where it is another by now.
"""

from starlette.requests import Request
from starlette.responses import Response

from shared.http.problems import Fault, Problem


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


def require_match(request: Request, etag: str) -> None:
    """Refuse a change to another state than the client has read. Raises Problem 428 or 412."""
    sent = request.headers.get("if-match")
    if sent is None:
        detail = "send If-Match with the ETag of what you have read"
        fault = Fault("missing", detail, parameter="If-Match")
        raise Problem(428, "if_match_required", "If-Match is required", detail, faults=[fault])
    if etag not in {tag.strip() for tag in sent.split(",")}:
        detail = f"it has changed since: the present state is {etag}; read it again"
        fault = Fault("stale", detail, parameter="If-Match")
        raise Problem(412, "changed_meanwhile", "It has changed meanwhile", detail, faults=[fault])
