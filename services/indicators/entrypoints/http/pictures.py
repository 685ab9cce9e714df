"""`/v1/pictures`: pictures as SVG, PNG, specification, accessible page, or the table they show."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter, Depends, Header, Query, Request, Response

from services.indicators.adapters.rendering import Renderer
from services.indicators.application.casework import live_statistics
from services.indicators.application.pictures import (
    Wanted,
    draw_dispersion,
    draw_flow_map,
    draw_funnel,
    draw_sankey,
    draw_survival,
)
from services.indicators.application.released import Reader, read_latest, read_release
from services.indicators.container import Container
from services.indicators.domain.pictures.language import Language, Languages
from services.indicators.domain.pictures.picture import Grammar, Picture
from services.indicators.domain.pictures.twin import as_csv, as_page
from services.indicators.domain.recognition.cases import CaseDimension
from services.indicators.domain.recognition.cubes import CUBES
from services.indicators.domain.recognition.ports import Span
from services.indicators.domain.recognition.released import StatisticalRelease
from services.indicators.entrypoints.http.scopes import PRIVATE, sees_ahead, statistician
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.routing import create_router
from shared.http.schema import CountryCode
from shared.security.principals import Principal


class Form(StrEnum):
    """How a picture is given: drawn, as a specification (`vega`), as a page with its table, or the table."""

    SVG = "svg"
    PNG = "png"
    VEGA = "vega"
    HTML = "html"
    CSV = "csv"


class Lang(StrEnum):
    """The languages that can be asked for; else `Accept-Language` decides, and English where it does not."""

    EN = "en"
    FR = "fr"
    AR = "ar"


@dataclass(frozen=True, slots=True)
class _Look:
    form: Form
    scale: float


async def _look(
    form: Annotated[Form, Query(alias="format")] = Form.SVG,
    scale: Annotated[float, Query(ge=1, le=3, description="pixels for each unit, for PNG")] = 2,
) -> _Look:
    return _Look(form, scale)


def _negotiated(languages: Languages) -> Callable[..., Awaitable[Language]]:
    """Make the dependency that gives the language: the one asked for, else the one preferred."""

    async def negotiate(
        lang: Lang | None = None, accept_language: Annotated[str, Header(max_length=500)] = ""
    ) -> Language:
        return languages.get(lang) if lang else languages.preferred(accept_language)

    return negotiate


Look = Annotated[_Look, Depends(_look)]
Year = Annotated[int, Query(ge=1900, le=2100)]
Released = Annotated[UUID | None, Query(description="left out: the latest public table by origin")]
BY_ORIGIN = CUBES["QR_ORIGIN"]
SPECIFICATIONS = {
    Grammar.VEGA: "application/vnd.vega.v6+json",
    Grammar.VEGA_LITE: "application/vnd.vegalite.v6+json",
}
SEALED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""The page and the SVG load nothing and run nothing, wherever they are embedded."""
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {
            it: {} for it in ("image/svg+xml", "image/png", "text/html", "text/csv", *SPECIFICATIONS.values())
        }
    }
}


def picture_routes(container: Container) -> APIRouter:
    """Make the routes of pictures that are drawn from public figures, and of the one that is not."""
    router = create_router("/v1/pictures", tags=["pictures"])
    negotiated = Annotated[Language, Depends(_negotiated(container.languages))]
    caller = Annotated[Principal, Depends(container.authenticate)]
    insider = Annotated[Principal, Depends(statistician(container.authenticate))]
    renderer = Renderer()

    async def released(principal: Principal, release: UUID | None) -> StatisticalRelease:
        reader = Reader(principal.tenant, container.clock.now(), sees_ahead(principal))
        if release is None:
            return await read_latest(container.open_cases, reader, BY_ORIGIN)
        return await read_release(container.open_cases, reader, release)

    @router.get("/sankey", response_class=Response, responses=RESPONSES)
    async def draw_sankey_diagram(
        request: Request, principal: caller, spoken: negotiated, look: Look, release: Released = None
    ) -> Response:
        """Draw what became of each origin's cases, from a released table by origin and outcome."""
        return await _answer(request, renderer, draw_sankey(await released(principal, release), spoken), look)

    @router.get("/funnel", response_class=Response, responses=RESPONSES)
    async def draw_funnel_plot(
        request: Request, principal: caller, spoken: negotiated, look: Look, release: Released = None
    ) -> Response:
        """Draw recognition rates of origins within the limits of chance, from a released table."""
        return await _answer(request, renderer, draw_funnel(await released(principal, release), spoken), look)

    @router.get("/survival", response_class=Response, responses=RESPONSES)
    async def draw_survival_curves(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
        request: Request,
        principal: insider,
        spoken: negotiated,
        look: Look,
        group_by: Annotated[list[CaseDimension], Query(max_length=2)] = [],  # noqa: B006 - it is copied
        deadline_days: Annotated[int | None, Query(ge=1, le=3650)] = None,
    ) -> Response:
        """Draw the time to a decision, open cases censored: true counts, for the statistician."""
        now = container.clock.now()
        groups = await live_statistics(container.open_cases, principal.tenant, group_by, Span(), now=now)
        picture = draw_survival(
            groups, group_by, spoken, as_of=f"{now:%Y-%m-%d}", deadline_days=deadline_days
        )
        return await _answer(request, renderer, picture, look)

    _of_observations(router, container, renderer)
    return router


def _of_observations(router: APIRouter, container: Container, renderer: Renderer) -> None:
    known = [Depends(container.authenticate)]
    negotiated = Annotated[Language, Depends(_negotiated(container.languages))]

    @router.get("/flow-map", response_class=Response, responses=RESPONSES, dependencies=known)
    async def draw_map_of_flows(  # noqa: PLR0913, PLR0917 - each is a parameter of the query
        request: Request,
        spoken: negotiated,
        look: Look,
        year: Year,
        host: CountryCode | None = None,
        origin: CountryCode | None = None,
        data_source: Annotated[str | None, Query(max_length=40)] = None,
    ) -> Response:
        """Draw students into a host, or out of an origin, as curves over the land; no boundaries."""
        wanted = Wanted(year, host, origin, data_source)
        picture = await draw_flow_map(container.observations, container.world, wanted, spoken)
        return await _answer(request, renderer, picture, look)

    @router.get("/dispersion", response_class=Response, responses=RESPONSES, dependencies=known)
    async def draw_dispersion_over_time(
        request: Request,
        spoken: negotiated,
        look: Look,
        origin: Annotated[list[CountryCode], Query(min_length=1, max_length=8)],
        data_source: Annotated[str | None, Query(max_length=40)] = None,
    ) -> Response:
        """Draw how widely the students of up to eight origins spread over hosts, with guaranteed bands."""
        origins = list(dict.fromkeys(origin))
        picture = await draw_dispersion(container.observations, origins, data_source, spoken)
        return await _answer(request, renderer, picture, look)


async def _answer(request: Request, renderer: Renderer, picture: Picture, look: _Look) -> Response:
    form, scale = look.form, look.scale
    etag = etag_of(f"{renderer.name(picture)}.{form}" + (f".{scale:g}" if form is Form.PNG else ""))
    if holds(request, etag):
        return not_modified(etag)
    headers = {
        **PRIVATE,
        "ETag": etag,
        "Content-Language": picture.language.code,
        "Vary": "Accept-Language",
        "Content-Security-Policy": SEALED,
        "X-Content-Type-Options": "nosniff",
    }
    body, media_type = await _written(renderer, picture, form, scale)
    return Response(body, media_type=media_type, headers=headers)


async def _written(renderer: Renderer, picture: Picture, form: Form, scale: float) -> tuple[str | bytes, str]:
    match form:
        case Form.SVG:
            return await renderer.svg(picture), "image/svg+xml"
        case Form.PNG:
            return await renderer.png(picture, scale), "image/png"
        case Form.VEGA:
            return orjson.dumps(picture.spec), SPECIFICATIONS[picture.grammar]
        case Form.HTML:
            return as_page(picture, await renderer.svg(picture)), "text/html; charset=utf-8"
        case Form.CSV:
            return as_csv(picture), "text/csv; charset=utf-8"
