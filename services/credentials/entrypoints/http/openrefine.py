"""`/v1/reconciliation`: the register as a reconciliation service of OpenRefine (W3C Reconciliation API 0.2).

OpenRefine reads the manifest, sends batches of queries as a form field or parameter `queries`, and shows
previews. https://reconciliation-api.github.io/specs/0.2/
"""

import html
from collections.abc import Mapping
from typing import Annotated, Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends
from fastapi import Query as Parameter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from services.credentials.container import Container
from services.credentials.domain.reconciliation.reconcile import Reconciliation, Scored
from services.credentials.domain.register.institution import Institution
from services.credentials.domain.register.register import Register
from services.credentials.entrypoints.http.openrefine_queries import read_queries
from services.credentials.entrypoints.http.reconcile import find_all
from shared.http.problems import Problem
from shared.http.routing import StrictRequest, create_router

PATH = "/v1/reconciliation"
TYPE = {"id": "institution", "name": "Higher education institution"}
BATCH = 50
FORM = "application/x-www-form-urlencoded"
PROPERTIES = (
    {"id": "country", "name": "Country (ISO 3166-1 code or English name)"},
    {"id": "city", "name": "City"},
    {"id": "on", "name": "Day on which the institution existed (YYYY-MM-DD)"},
)


def openrefine_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router(PATH, tags=["reconciliation"], any_parameters=True)
    router.dependencies.append(Depends(container.authenticate))
    shelf = container.registers

    @router.get("", response_model=dict[str, Any])
    async def read_manifest(queries: Annotated[str | None, Parameter(max_length=16_384)] = None) -> Any:
        """Give the service manifest, or answer the queries of the parameter `queries`."""
        if queries is None:
            return manifest(container.public_url)
        return await _results(await shelf.register(), queries.encode())

    @router.post("", response_model=dict[str, Any], openapi_extra=_BODY)
    async def answer_queries(request: Request) -> Any:
        """Answer a batch of queries, sent as a form field `queries` or as JSON."""
        body = await StrictRequest(request.scope, request.receive).body()
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type == FORM:
            return await _results(await shelf.register(), _form_field(body))
        if media_type == "application/json":
            return await _results(await shelf.register(), body)
        detail = f"send {FORM} or application/json, not {media_type[:60] or 'a body without a media type'}"
        raise Problem(415, "unsupported_media_type", "The media type is not supported", detail)

    @router.get("/suggest/entity", response_model=dict[str, Any])
    async def suggest_institutions(prefix: Annotated[str, Parameter(min_length=1, max_length=200)]) -> Any:
        """Suggest institutions for what was typed so far."""
        register = await shelf.register()
        found = list(register.search(name=prefix))[:20]
        return {"result": [_suggested(it) for it in found]}

    @router.get("/suggest/property", response_model=dict[str, Any])
    async def suggest_properties(prefix: Annotated[str, Parameter(max_length=200)] = "") -> Any:
        """Suggest the properties that add evidence to a query."""
        wanted = prefix.lower()
        return {"result": [it for it in PROPERTIES if wanted in f"{it['id']} {it['name']}".lower()]}

    @router.get("/preview", response_class=HTMLResponse)
    async def preview(id: Annotated[str, Parameter(max_length=300)]) -> Response:  # noqa: A002 - W3C's name
        """Show an institution in a few lines."""
        register = await shelf.register()
        headers = {"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
        return HTMLResponse(_page(register.get(id)), headers=headers)

    return router


_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            FORM: {"schema": {"type": "object", "properties": {"queries": {"type": "string"}}}},
            "application/json": {"schema": {"type": "object"}},
        },
    }
}


def manifest(public_url: str) -> dict[str, Any]:
    """Describe the service to its clients."""
    base = public_url.rstrip("/")
    return {
        "versions": ["0.1", "0.2"],
        "name": "Symbolon institution register",
        "identifierSpace": f"{base}/v1/institutions/",
        "schemaSpace": f"{base}/v1/reconciliation/",
        "defaultTypes": [TYPE],
        "batchSize": BATCH,
        "view": {"url": f"{base}/v1/institutions/{{{{id}}}}"},
        "preview": {"url": f"{base}{PATH}/preview?id={{{{id}}}}", "width": 420, "height": 200},
        "suggest": {
            "entity": {"service_url": base, "service_path": f"{PATH}/suggest/entity"},
            "property": {"service_url": base, "service_path": f"{PATH}/suggest/property"},
        },
        "authentication": {"type": "apiKey", "name": "X-API-Key", "in": "header"},
    }


def _form_field(body: bytes) -> bytes:
    try:
        fields = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=20)
    except ValueError:
        raise Problem(
            400, "malformed_form", "The form cannot be read", "the form is not UTF-8 or too wide"
        ) from None
    sent = fields.get("queries", [])
    if len(sent) != 1:
        raise Problem(400, "queries_missing", "The form cannot be read", "send one field named queries")
    return sent[0].encode()


async def _results(register: Register, sent: bytes) -> dict[str, Any]:
    asked = read_queries(sent)
    most = max((limit for _, limit in asked.values()), default=1)
    found = await find_all(register, [query for query, _ in asked.values()], most)
    return {
        key: {"result": _result(register, answer, limit)}
        for (key, (_, limit)), answer in zip(asked.items(), found, strict=True)
    }


def _result(register: Register, answer: Reconciliation, limit: int) -> list[Mapping[str, Any]]:
    matched = answer.match.id if answer.match else None
    return [_candidate(register, it, match=it.id == matched) for it in answer.candidates[:limit]]


def _candidate(register: Register, it: Scored, *, match: bool) -> Mapping[str, Any]:
    return {
        "id": it.id,
        "name": it.name,
        "description": _place(register.get(it.id)),
        "type": [TYPE],
        "score": round(it.score * 100, 1),
        "match": match,
        "features": [{"id": piece.kind, "value": piece.value} for piece in it.evidence],
    }


def _suggested(it: Institution) -> Mapping[str, Any]:
    return {"id": it.id, "name": it.name, "description": _place(it), "notable": [TYPE]}


def _place(it: Institution) -> str:
    return "; ".join(", ".join(filter(None, (seat.city, seat.country))) for seat in it.seats)


def _page(it: Institution) -> str:
    names = "; ".join(name.text for name in it.names[:6])
    lines = (_place(it), names, ", ".join(str(name) for name in it.identifiers))
    body = "".join(f"<p>{html.escape(line)}</p>" for line in lines)
    title = html.escape(it.name)
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
    return f"{head}<h1>{title}</h1>{body}</html>"
