"""`/v1/issuers`: what anybody needs to check a statement, without a key of the API. Nothing of a case.

An issuer's own address is its controller document (W3C Controlled Identifiers 1.0). Browsers may read all of
it, from anywhere.
"""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path
from starlette.requests import Request
from starlette.responses import Response

from services.credentials.adapters.statements.keys import public_jwk
from services.credentials.adapters.work import CredentialsWork
from services.credentials.container import Container
from services.credentials.domain.statements.credential import LIST_STANDS, Issuer, status_list
from services.credentials.domain.statements.ports import StoredKey
from services.credentials.entrypoints.http.statements.routes import CREDENTIAL
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.routing import create_router
from shared.kernel.canonical import Json, canonical_json, sha256
from shared.kernel.errors import NotFound

CID = "https://www.w3.org/ns/cid/v1"
CONTROLLER_SECONDS = 300
LIST_SECONDS = int(LIST_STANDS.total_seconds())

Tenant = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,100}$")]


class UnknownIssuer(NotFound):
    """Nobody issues statements under this name."""

    code = "unknown_issuer"
    title = "No such issuer"


class UnknownStatusList(NotFound):
    """The issuer has no such status list."""

    code = "unknown_status_list"
    title = "No such status list"


def _anybody(media_type: str) -> dict[str, Any]:
    schema = {"type": "string"} if media_type == CREDENTIAL else {"type": "object"}
    return {
        "response_class": Response,
        "responses": {200: {"content": {media_type: {"schema": schema}}}},
        "openapi_extra": {"security": []},
    }


def issuer_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/issuers", tags=["issuers"])

    @router.get("/{issuer}", **_anybody("application/json"))
    async def read_issuer(request: Request, issuer: Tenant) -> Response:
        """Give the issuer's controller document: its keys, and which of them speak for it."""
        async with container.open_work(issuer) as work:
            keys = await _keys(work)
        document = _controller(Issuer.of(container.public_url, issuer), keys)
        return _public(request, canonical_json(document), "application/json", CONTROLLER_SECONDS)

    @router.get("/{issuer}/jwks", **_anybody("application/json"))
    async def read_keys(request: Request, issuer: Tenant) -> Response:
        """Give the issuer's keys as a JWK Set (RFC 7517), those left out that were revoked."""
        async with container.open_work(issuer) as work:
            standing = [it for it in await _keys(work) if it.revoked_at is None]
        named = Issuer.of(container.public_url, issuer)
        keys: list[Json] = [_jwk(it) | {"kid": named.key(it.name)} for it in standing]
        return _public(request, canonical_json({"keys": keys}), "application/json", CONTROLLER_SECONDS)

    @router.get("/{issuer}/status-lists/{number}", **_anybody(CREDENTIAL))
    async def read_status_list(
        request: Request, issuer: Tenant, number: Annotated[int, Path(ge=1, le=1_000_000)]
    ) -> Response:
        """Give a signed Bitstring Status List: which of its statements no longer stand."""
        async with container.open_work(issuer) as work:
            signing = next(it for it in await _keys(work) if it.retired_at is None)
            if number > max(1, await work.statements.lists()):
                raise UnknownStatusList(f"the issuer has no status list {number}")
            withdrawn = list(await work.statements.withdrawn(number))
        named = Issuer.of(container.public_url, issuer)
        content = status_list(withdrawn, named, number, container.clock.now())
        signed = container.statement_vault.open(signing).sign(content)
        return _public(request, signed, CREDENTIAL, LIST_SECONDS)

    return router


async def _keys(work: CredentialsWork) -> Sequence[StoredKey]:
    """Give the issuer's keys, one of which signs. Raises UnknownIssuer."""
    keys = await work.issuing_keys.all()
    if not keys:
        raise UnknownIssuer("nobody issues statements under this name")
    return keys


def _controller(issuer: Issuer, keys: Sequence[StoredKey]) -> dict[str, Json]:
    methods: list[Json] = []
    for it in keys:
        method: dict[str, Json] = {
            "id": issuer.key(it.name),
            "type": "JsonWebKey",
            "controller": issuer.url,
            "publicKeyJwk": {**_jwk(it), "kid": it.name},
        }
        if it.revoked_at is not None:
            method["revoked"] = it.revoked_at.isoformat(timespec="seconds").replace("+00:00", "Z")
        methods.append(method)
    speaking: list[Json] = [issuer.key(it.name) for it in keys if it.revoked_at is None]
    return {"@context": CID, "id": issuer.url, "verificationMethod": methods, "assertionMethod": speaking}


def _jwk(key: StoredKey) -> dict[str, str]:
    return {**public_jwk(key.public_key), "alg": "EdDSA", "use": "sig"}


def _public(request: Request, content: bytes, media_type: str, seconds: int) -> Response:
    etag = etag_of(sha256(content.decode()))
    cached = {"Cache-Control": f"public, max-age={seconds}", "Access-Control-Allow-Origin": "*"}
    if holds(request, etag):
        unchanged = not_modified(etag)
        unchanged.headers.update(cached)
        return unchanged
    return Response(content, headers={**cached, "ETag": etag, "Content-Type": media_type})
