"""`/v1/observations`: observations for people who do not speak SDMX, as JSON, CSV or Parquet.

JSON is for looking and comes in pages; CSV and Parquet are files and come whole.
"""

from enum import StrEnum
from typing import Annotated, Any

import orjson
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from fastapi import APIRouter, Depends, Query, Request, Response

from services.indicators.application.explain import Origins, explain
from services.indicators.domain.observations.identity import ObservationId, parse_id
from services.indicators.domain.observations.source import Query as Asked
from services.indicators.domain.observations.source import Sources
from services.indicators.domain.observations.structures import BREAKDOWNS, TIME, structure
from services.indicators.entrypoints.http.parameters import Moment, naming_parameters
from shared.http.authentication import Authenticate
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.pagination import Cursor, Page, paginate
from shared.http.problems import Fault, Problem
from shared.http.routing import create_router
from shared.kernel.canonical import sha256
from shared.security.principals import Principal

MOST_ROWS = 1_000_000
"""So many rows has a file at most."""
PAGE = 1_000
FILTERS = ("INDICATOR", "REF_AREA", "COUNTERPART_AREA", "DATA_SOURCE")
"""The dimensions by which can be selected."""


class Form(StrEnum):
    """How the answer is written."""

    JSON = "json"
    CSV = "csv"
    PARQUET = "parquet"


MEDIA_TYPES = {
    Form.JSON: "application/json",
    Form.CSV: "text/csv; charset=utf-8",
    Form.PARQUET: "application/vnd.apache.parquet",
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The observations",
        "content": {it: {"schema": {}} for it in MEDIA_TYPES.values()},
    },
    304: {"description": "The client holds this state already (If-None-Match)"},
}


Year = Annotated[int | None, Query(ge=1900, le=2100)]
Codes = Annotated[list[str] | None, Query(max_length=400)]
Limit = Annotated[int | None, Query(ge=1, le=10_000, description=f"rows a page of JSON; {PAGE:,} by default")]


def observation_routes(
    sources: Sources, origins: Origins, authenticate: Authenticate, code_version: str
) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/observations", tags=["indicators"])

    caller = Annotated[Principal, Depends(authenticate)]

    @router.get("", response_class=Response, responses=RESPONSES)
    async def list_observations(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
        request: Request,
        principal: caller,
        dataflow: str = "MIG_MOB",
        indicator: Codes = None,
        area: Codes = None,
        counterpart: Codes = None,
        data_source: Codes = None,
        vintage: Codes = None,
        start: Year = None,
        end: Year = None,
        as_of: Moment = None,
        updated_after: Moment = None,
        include_history: bool = False,  # noqa: FBT001, FBT002 - a query parameter
        form: Annotated[Form, Query(alias="format")] = Form.JSON,
        limit: Limit = None,
        cursor: Cursor = None,
    ) -> Response:
        """Select observations by key, year, release, and by what was known when."""
        if form is not Form.JSON and (limit or cursor):
            raise _whole(form)
        wanted = zip(FILTERS, (indicator, area, counterpart, data_source), strict=True)
        with naming_parameters():
            asked = Asked(
                dataflow,
                {name: frozenset(codes) for name, codes in wanted if codes},
                start,
                end,
                as_of,
                updated_after,
                frozenset(vintage or ()),
                include_history,
            )
        source = sources.of(asked.dataflow, principal.tenant)
        content = await source.content()
        etag = etag_of(f"{content}.{form}")
        if holds(request, etag):
            return not_modified(etag)
        table = _shown(await source.select(asked), asked.dataflow)
        if form is Form.JSON:
            name = sha256([content, *_asked_for(request)])
            page = paginate(range(len(table)), content=name, limit=limit or PAGE, cursor=cursor)
            body = _json(table, page, asked.dataflow)
        else:
            body = _file(table, form)
        return Response(body, media_type=MEDIA_TYPES[form], headers={"ETag": etag})

    _explaining(router, sources, origins, authenticate, code_version)
    return router


def _explaining(
    router: APIRouter, sources: Sources, origins: Origins, authenticate: Authenticate, code_version: str
) -> None:
    @router.get("/{observation}:explain")
    async def explain_observation(
        observation: str, principal: Annotated[Principal, Depends(authenticate)]
    ) -> dict[str, Any]:
        """Say where a number comes from: load and files, formula, inputs with vintage, recomputation."""
        wanted = parse_id(observation)
        source = sources.of(wanted.dataflow, principal.tenant)
        return await explain(source, origins, wanted, tenant=principal.tenant, code_version=code_version)


def _asked_for(request: Request) -> list[list[str]]:
    """Give the parameters that say what is in the list, not which page of it is wanted."""
    asked = request.query_params.multi_items()
    return sorted([name, value] for name, value in asked if name not in {"limit", "cursor"})


def _shown(table: pa.Table, dataflow: str) -> pa.Table:
    """Leave out the breakdowns that are no dimensions of the dataflow."""
    dimensions = structure(dataflow).dimensions
    held = (name for name in BREAKDOWNS if name in table.column_names)
    return table.drop_columns([name for name in held if name not in dimensions])


def _json(table: pa.Table, page: Page[int], dataflow: str) -> bytes:
    """Write one page; each row has the id under which it explains itself."""
    dimensions = structure(dataflow).dimensions
    start = page.items[0] if page.items else 0
    rows = table.slice(start, len(page.items)).to_pylist()
    for row in rows:
        key = tuple(row[name] for name in dimensions)
        row["id"] = str(ObservationId(dataflow, key, row[TIME], row["VINTAGE"]))
    return orjson.dumps(
        {"dataflow": dataflow, "dimensions": [*dimensions, TIME], "observations": rows, "next": page.next}
    )


def _file(table: pa.Table, form: Form) -> bytes:
    if len(table) > MOST_ROWS:
        raise _too_many(len(table))
    sink = pa.BufferOutputStream()
    if form is Form.CSV:
        pa.csv.write_csv(_without_dictionaries(table), sink)
    else:
        pa.parquet.write_table(table, sink, compression="zstd")
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _without_dictionaries(table: pa.Table) -> pa.Table:
    plain = [it.cast(pa.string()) if pa.types.is_dictionary(it.type) else it for it in table.columns]
    return pa.table(plain, table.column_names)


def _whole(form: Form) -> Problem:
    detail = f"{form} is a file and comes whole; only json comes in pages"
    fault = Fault("not_in_pages", detail, parameter="format")
    return Problem(400, "not_in_pages", "The answer has no pages", detail, faults=[fault])


def _too_many(rows: int) -> Problem:
    detail = f"{rows:,} observations are more than {MOST_ROWS:,} at once: name areas or years"
    fault = Fault("too_many_observations", detail, parameter="area")
    return Problem(413, "too_many_observations", "Too many observations", detail, faults=[fault])
