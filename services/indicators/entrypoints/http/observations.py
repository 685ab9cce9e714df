"""`/v1/observations`: observations for people who do not speak SDMX, as JSON, CSV or Parquet."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import orjson
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet
from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BeforeValidator

from services.indicators.application.explain import Origins, explain
from services.indicators.domain.observations.identity import parse_id
from services.indicators.domain.observations.source import Query as Asked
from services.indicators.domain.observations.source import Sources
from services.indicators.domain.observations.structures import BREAKDOWNS, TIME, structure
from services.indicators.entrypoints.http.parameters import naming_parameters
from shared.http.authentication import Authenticate
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.problems import Fault, Problem
from shared.http.routing import create_router
from shared.security.principals import Principal

MOST_ROWS = 1_000_000


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


def _written_as_a_moment(value: object) -> object:
    # Pydantic takes a number for seconds since 1970, which nobody means here.
    if isinstance(value, str) and "-" not in value[1:]:
        raise ValueError("give a moment such as 2026-02-01T00:00:00Z")
    return value


Moment = Annotated[
    datetime | None,
    BeforeValidator(_written_as_a_moment),
    Query(description="an instant with its offset, such as 2026-02-01T00:00:00Z"),
]
Year = Annotated[int | None, Query(ge=1900, le=2100)]
Codes = Annotated[list[str] | None, Query(max_length=400)]


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
    ) -> Response:
        """Select observations by key, year, release, and by what was known when."""
        wanted = {
            "INDICATOR": indicator,
            "REF_AREA": area,
            "COUNTERPART_AREA": counterpart,
            "DATA_SOURCE": data_source,
        }
        with naming_parameters():
            asked = Asked(
                dataflow,
                {name: frozenset(codes) for name, codes in wanted.items() if codes},
                start,
                end,
                as_of,
                updated_after,
                frozenset(vintage or ()),
                include_history,
            )
        source = sources.of(asked.dataflow, principal.tenant)
        etag = etag_of(f"{await source.content()}.{form}")
        if holds(request, etag):
            return not_modified(etag)
        table = await source.select(asked)
        if len(table) > MOST_ROWS:
            raise _too_many(len(table))
        return Response(
            _write(table, asked.dataflow, form), media_type=MEDIA_TYPES[form], headers={"ETag": etag}
        )

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


def _write(table: pa.Table, dataflow: str, form: Form) -> bytes:
    dimensions = structure(dataflow).dimensions
    held = (name for name in BREAKDOWNS if name in table.column_names)
    unused = [name for name in held if name not in dimensions]
    shown = table.drop_columns(unused)
    if form is Form.JSON:
        return orjson.dumps(
            {"dataflow": dataflow, "dimensions": [*dimensions, TIME], "observations": shown.to_pylist()}
        )
    sink = pa.BufferOutputStream()
    if form is Form.CSV:
        pa.csv.write_csv(_without_dictionaries(shown), sink)
    else:
        pa.parquet.write_table(shown, sink, compression="zstd")
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _without_dictionaries(table: pa.Table) -> pa.Table:
    plain = [it.cast(pa.string()) if pa.types.is_dictionary(it.type) else it for it in table.columns]
    return pa.table(plain, table.column_names)


def _too_many(rows: int) -> Problem:
    detail = f"{rows:,} observations are more than {MOST_ROWS:,} at once: name areas or years"
    fault = Fault("too_many_observations", detail, parameter="area")
    return Problem(413, "too_many_observations", "Too many observations", detail, faults=[fault])
