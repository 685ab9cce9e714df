"""Answers of the SDMX interface: conditional, compressed where the client takes it, open to any page."""

import zlib
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.indicators.entrypoints.sdmx.negotiation import Form
from shared.http.conditional import etag_of, holds

Piece: TypeAlias = bytes | memoryview

COMMON: Mapping[str, str] = {
    "Vary": "Accept, Accept-Encoding",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Cache-Control": "private, no-cache",
}


def takes_gzip(request: Request) -> bool:
    """Say whether the client takes gzip."""
    for coding in request.headers.get("accept-encoding", "").split(","):
        name, _, quality = coding.partition(";")
        if name.strip().lower() == "gzip":
            return quality.replace(" ", "") not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False


def etag_for(request: Request, content: str, form: Form) -> str:
    """Name the representation: the content, its form, and how it is coded."""
    coding = ".gzip" if takes_gzip(request) else ""
    return etag_of(f"{content}.{form.media_type}{coding}")


def unchanged(request: Request, etag: str) -> Response | None:
    """Answer 304 where the client holds this representation already."""
    if not holds(request, etag):
        return None
    return Response(status_code=304, headers={**COMMON, "ETag": etag})


def answer(request: Request, body: Piece | Iterator[Piece], form: Form, etag: str) -> Response:
    """Answer with a body, whole or in pieces."""
    headers = {**COMMON, "ETag": etag}
    gzip = takes_gzip(request)
    if gzip:
        headers["Content-Encoding"] = "gzip"
    if isinstance(body, bytes | memoryview):
        content = b"".join(_compressed(iter([body]))) if gzip else body
        return Response(content, media_type=form.media_type, headers=headers)
    pieces = _compressed(body) if gzip else body
    return StreamingResponse(pieces, media_type=form.media_type, headers=headers)


def empty() -> Response:
    """Answer that nothing fits."""
    return Response(status_code=204, headers=dict(COMMON))


def _compressed(pieces: Iterator[Piece]) -> Iterator[bytes]:
    # The lowest level: these texts shrink to a twentieth with it already.
    packer = zlib.compressobj(1, zlib.DEFLATED, 31)
    for piece in pieces:
        packed = packer.compress(piece)
        if packed:
            yield packed
    yield packer.flush()
