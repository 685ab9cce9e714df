"""`/v1/qualification-systems` and `/v1/qualifications`."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from services.credentials.container import Container
from services.credentials.domain.qualifications.systems import Found
from services.credentials.entrypoints.http.qualifications import answers
from shared.http.conditional import etag_of, holds, not_modified
from shared.http.pagination import Cursor, Limit, paginate
from shared.http.routing import create_router
from shared.http.schema import CountryCode, IsoDate, Schema
from shared.kernel.canonical import sha256

Country = Annotated[CountryCode, Query(description="the country of the award, ISO 3166-1 alpha-3")]
Words = Annotated[
    str, Query(min_length=1, max_length=300, description="the title as the diploma has it, in any script")
]
OnTheDay = Annotated[IsoDate | None, Query(description="the day of the award; any day where left out")]


def qualification_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1", tags=["qualifications"])
    router.dependencies.append(Depends(container.authenticate))
    systems, as_of = container.systems, container.reference_as_of
    named: dict[str, Any] = {"as_of": as_of, "reference_data": systems.reference_data}

    @router.get("/qualification-systems", response_model=answers.SystemsAnswer)
    async def list_systems(request: Request, limit: Limit = 200, cursor: Cursor = None) -> Response:
        """List the qualification systems, by country code."""
        page = paginate(systems.all(), content=systems.reference_data, limit=limit, cursor=cursor)
        items = [answers.SystemSummaryAnswer.of(it) for it in page.items]
        body = answers.SystemsAnswer(items=items, next=page.next, **named)
        return _conditional(request, body, systems.reference_data)

    @router.get("/qualification-systems/{country}", response_model=answers.SystemAnswer)
    async def read_system(request: Request, country: str) -> Response:
        """Fetch the system of a country: its qualifications with levels, length, rights and years."""
        system = systems.system(country)
        body = answers.SystemAnswer(
            **answers.SystemSummaryAnswer.of(system).model_dump(exclude={"evidence"}),
            evidence=answers.ProvenanceAnswer.of(system.evidence),
            national=answers.FrameworkLinkAnswer.of(system.national),
            eqf=answers.FrameworkLinkAnswer.of(system.eqf),
            qf_ehea=answers.FrameworkLinkAnswer.of(system.qf_ehea),
            items=[answers.QualificationAnswer.of(it) for it in system.qualifications],
            **named,
        )
        return _conditional(request, body, systems.reference_data)

    @router.get("/qualifications", response_model=answers.FindingAnswer)
    async def find_qualification(
        request: Request, country: Country, text: Words, on: OnTheDay = None
    ) -> Response:
        """Find what a diploma names, as it was on the day of the award."""
        finding = systems.find(country, text, on)
        levels = None
        if isinstance(finding, Found) and on is not None:
            levels = systems.system(country).levels(finding.qualification, on)
        body = answers.FindingAnswer.of(finding, levels, **named)
        return _conditional(request, body, systems.reference_data)

    @router.get("/qualifications/{qualification_id}/comparable", response_model=answers.ComparisonAnswer)
    async def compare_qualification(
        request: Request,
        qualification_id: str,
        host: Annotated[CountryCode, Query(description="the country that looks at it")],
        awarded: Annotated[IsoDate, Query(description="the day of the award, on which levels are judged")],
        on: Annotated[
            IsoDate | None, Query(description="the day of the host's system; today where left out")
        ] = None,
    ) -> Response:
        """Find the host's qualifications at the same level, with the reasons of each."""
        day = on or container.clock.now().date()
        comparison = systems.comparable(systems.get(qualification_id), host, awarded=awarded, on=day)
        body = answers.ComparisonAnswer.of(comparison, **named)
        return _conditional(request, body, systems.reference_data)

    return router


def _conditional(request: Request, body: Schema, reference_data: str) -> Response:
    """Answer with an entity tag over the content of the answer, under the name of the reference data."""
    written = body.model_dump_json()
    etag = etag_of(sha256([reference_data, written]))
    if holds(request, etag):
        return not_modified(etag)
    return Response(written, headers={"ETag": etag}, media_type="application/json")
