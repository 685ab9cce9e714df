"""`/v1/releases`: immutable, named by content, signed.

The law is public and a release proves itself by its signatures, so other services read it without a caller.
"""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from services.conventions.adapters.lifecycle.archive import ReleaseArchive
from services.conventions.domain.lifecycle.document import Kind
from services.conventions.domain.lifecycle.release import Entry, Release
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.pagination import Cursor, Limit, paginate
from shared.http.routing import create_router
from shared.http.schema import Schema
from shared.kernel.canonical import sha256

FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}

ReleaseHash = Annotated[str, Path(pattern="^sha256:[0-9a-f]{64}$", description="the release's hash")]


class SignatureAnswer(Schema):
    """One signature over the release's hash and number."""

    role: str
    key: str = Field(description="names the public key by its hash")
    value: str = Field(description="base64, Ed25519")


class ReleaseAnswer(Schema):
    """A release: its place in the chain and who signed it."""

    release: str
    number: int
    previous: str | None
    published_at: datetime
    report: str = Field(description="the hash of the gate's report")
    signatures: list[SignatureAnswer]

    @classmethod
    def of(cls, release: Release) -> "ReleaseAnswer":
        """Write a release."""
        return cls(
            release=release.hash,
            number=release.number,
            previous=release.previous,
            published_at=release.published_at,
            report=release.report,
            signatures=[SignatureAnswer(**it) for it in release.signatures],
        )


class ReleasesAnswer(Schema):
    """A page of releases, the newest first."""

    items: list[ReleaseAnswer]
    next: str | None


class EntryAnswer(Schema):
    """A document of a release."""

    document: str
    kind: Kind
    id: str
    version: int
    published: date | None = Field(description="from this day on it is what was known; null: on every day")

    @classmethod
    def of(cls, entry: Entry) -> "EntryAnswer":
        """Write an entry."""
        document = entry.document
        return cls(
            document=document.hash,
            kind=document.kind,
            id=document.name,
            version=document.version,
            published=entry.published,
        )


class WholeReleaseAnswer(ReleaseAnswer):
    """A release with what it consists of."""

    documents: list[EntryAnswer]


def release_routes(releases: ReleaseArchive) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/releases", tags=["releases"])

    @router.get("", response_model=ReleasesAnswer)
    async def list_releases(request: Request, limit: Limit = 100, cursor: Cursor = None) -> Response:
        """List the releases, the newest first."""
        found = await releases.all()
        name = found[0].hash if found else "none"
        page = paginate(found, content=name, limit=limit, cursor=cursor)
        etag = etag_of(sha256({"releases": name, "limit": limit, "cursor": cursor}))
        if holds(request, etag):
            return not_modified(etag)
        body = ReleasesAnswer(items=[ReleaseAnswer.of(it) for it in page.items], next=page.next)
        return _json(body, {"ETag": etag})

    @router.get("/current", response_model=ReleaseAnswer)
    async def read_current_release(request: Request) -> Response:
        """Name the release in force."""
        release = await releases.current()
        etag = etag_of(release.hash)
        if holds(request, etag):
            return not_modified(etag)
        return _json(ReleaseAnswer.of(release), {"ETag": etag, "Cache-Control": "no-cache"})

    @router.get("/{release}", response_model=WholeReleaseAnswer)
    async def read_release(request: Request, release: ReleaseHash) -> Response:
        """Fetch a release's place in the chain, its signatures and its documents."""
        found = await releases.get(release)
        etag = etag_of(release)
        if holds(request, etag):
            return not_modified(etag)
        entries = await releases.entries(release)
        body = WholeReleaseAnswer(
            **ReleaseAnswer.of(found).model_dump(), documents=[EntryAnswer.of(it) for it in entries]
        )
        return _json(body, {"ETag": etag, **FOR_EVER})

    @router.get("/{release}/bundle", responses={200: {"content": {"application/json": {}}}})
    async def read_bundle(request: Request, release: ReleaseHash) -> Response:
        """Fetch everything that a release says, ready to be evaluated: documents and checked trees."""
        etag = etag_of(f"{release}/bundle")
        if holds(request, etag):
            return not_modified(etag)
        content = await releases.bundle(release)
        return Response(content, headers={"ETag": etag, **FOR_EVER}, media_type="application/json")

    @router.get("/{release}/report", responses={200: {"content": {"application/json": {}}}})
    async def read_gate_report(release: ReleaseHash) -> Response:
        """Fetch what the publish gate said of a release before it was published."""
        return Response(await releases.report(release), headers=FOR_EVER, media_type="application/json")

    return router


def candidate_bundle_routes(releases: ReleaseArchive) -> APIRouter:
    """Make the route by which a candidate is fetched to be replayed; its hash is its proof."""
    router = create_router("/v1/candidates", tags=["publishing"])

    @router.get("/{candidate}/bundle", responses={200: {"content": {"application/json": {}}}})
    async def read_candidate_bundle(candidate: ReleaseHash) -> Response:
        """Fetch a candidate that was examined by the gate. It is not signed and decides nothing."""
        content = await releases.candidate_bundle(candidate)
        return Response(content, headers={"ETag": etag_of(candidate)}, media_type="application/json")

    return router


def _json(body: Schema, headers: dict[str, str]) -> Response:
    return Response(body.model_dump_json(), headers=headers, media_type="application/json")
