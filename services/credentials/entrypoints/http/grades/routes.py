"""`POST /v1/grades:convert` and `GET /v1/grade-scales`."""

from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from fastapi import APIRouter, Depends

from services.credentials.adapters.ewp_tables import Order, UnreadableTable, read_ewp_tables
from services.credentials.container import Container
from services.credentials.domain.grades import bavarian, distribution, thresholds
from services.credentials.domain.grades.book import GradeBook
from services.credentials.domain.grades.outcome import Conversion, cautioned
from services.credentials.domain.grades.rounding import POLICIES
from services.credentials.domain.grades.scale import GradeScale, LabelScale, NumericScale
from services.credentials.entrypoints.http.grades.schemas import (
    AnyTable,
    BavarianBody,
    ConversionAnswer,
    ConversionRequest,
    DistributionBody,
    EwpTableBody,
    ScaleBody,
    TableBody,
    ThresholdsBody,
    ThresholdTableBody,
)
from services.credentials.entrypoints.http.qualifications.answers import ProvenanceAnswer
from shared.http.routing import create_router
from shared.http.schema import Schema
from shared.kernel.errors import Invalid, Violation

Made = TypeVar("Made")


class GradeScaleAnswer(Schema):
    """A grade scale: numbers, or labels with an order and no distances."""

    id: str
    name: str
    best: str | None
    passing: str | None
    worst: str | None
    labels: list[str] | None
    failing: list[str] | None
    note: str | None
    evidence: ProvenanceAnswer

    @classmethod
    def of(cls, scale: GradeScale) -> "GradeScaleAnswer":
        """Write a scale."""
        numbers = scale.grades if isinstance(scale.grades, NumericScale) else None
        labels = scale.grades if isinstance(scale.grades, LabelScale) else None
        return cls(
            id=scale.id,
            name=scale.name,
            best=str(numbers.best) if numbers else None,
            passing=str(numbers.passing) if numbers else None,
            worst=str(numbers.worst) if numbers and numbers.worst is not None else None,
            labels=list(labels.passing) if labels else None,
            failing=list(labels.failing) if labels else None,
            note=scale.note,
            evidence=ProvenanceAnswer.of(scale.evidence),
        )


class GradeScalesAnswer(Schema):
    """Every scale, and the names of tables and rounding policies."""

    items: list[GradeScaleAnswer]
    threshold_tables: list[str]
    distribution_tables: list[str]
    roundings: dict[str, str]
    reference_data: str


def grade_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1", tags=["grades"])
    router.dependencies.append(Depends(container.authenticate))
    book = container.grades

    @router.get("/grade-scales", response_model=GradeScalesAnswer)
    async def list_scales() -> GradeScalesAnswer:
        """List the grade scales, the tables and the rounding policies that conversions may name."""
        return GradeScalesAnswer(
            items=[GradeScaleAnswer.of(it) for it in book.scales.values()],
            threshold_tables=list(book.thresholds),
            distribution_tables=list(book.distributions),
            roundings={it.id: it.text for it in POLICIES.values()},
            reference_data=book.reference_data,
        )

    @router.post("/grades:convert", response_model=ConversionAnswer)
    async def convert_grade(body: ConversionRequest) -> ConversionAnswer:
        """Convert a grade by a named method, or say why the method does not fit."""
        return ConversionAnswer.of(_convert(body, book), book.reference_data)

    return router


def _convert(body: BavarianBody | DistributionBody | ThresholdsBody, book: GradeBook) -> Conversion:
    match body:
        case BavarianBody():
            done = bavarian.convert(body.grade, _scale(body.scale, book), POLICIES[body.rounding])
            return cautioned(done, *book.cautions(body.scale))
        case DistributionBody(source_table=source, target_table=target):
            done = distribution.convert(
                body.grade,
                _distribution(source, book, "/source_table"),
                _distribution(target, book, "/target_table"),
            )
            fields = (distribution.OTHER_FIELDS,) if _of_other_fields(source, target) else ()
            return cautioned(done, *fields, *book.cautions(source, target))
        case ThresholdsBody():
            done = thresholds.convert(body.grade, _thresholds(body.table, book))
            return cautioned(done, *book.cautions(body.table))


def _of_other_fields(source: AnyTable, target: AnyTable) -> bool:
    """Say whether both tables name a field of ISCED-F, and neither field holds the other."""
    if not (isinstance(source, EwpTableBody) and isinstance(target, EwpTableBody)):
        return False
    one, other = sorted((source.isced_f, target.isced_f), key=len)
    return not other.startswith(one)


def _scale(given: str | ScaleBody, book: GradeBook) -> NumericScale | LabelScale:
    if isinstance(given, str):
        return book.scale(given).grades
    worst = None if given.worst is None else Decimal(given.worst)
    return _made(
        "/scale", "wrong_scale", lambda: NumericScale(Decimal(given.best), Decimal(given.passing), worst)
    )


def _thresholds(given: str | ThresholdTableBody, book: GradeBook) -> thresholds.ThresholdTable:
    if isinstance(given, str):
        return book.threshold_table(given)
    rows = tuple((Decimal(it.at_least), it.label) for it in given.grades)
    return _made(
        "/table",
        "wrong_thresholds",
        lambda: thresholds.ThresholdTable("of the request", rows, Decimal(given.highest)),
    )


def _distribution(given: AnyTable, book: GradeBook, pointer: str) -> distribution.DistributionTable:
    match given:
        case str():
            return book.distribution(given, pointer=pointer)
        case EwpTableBody():
            return _from_ewp(given, pointer)
        case TableBody():
            shares = tuple((it.label, it.percentage) for it in given.grades)
            ordered = shares if given.order is Order.BEST_FIRST else shares[::-1]
            return _made(
                pointer,
                "wrong_table",
                lambda: distribution.DistributionTable("of the request", ordered, frozenset(given.failing)),
            )


def _from_ewp(given: EwpTableBody, pointer: str) -> distribution.DistributionTable:
    try:
        tables = read_ewp_tables(given.ewp_xml, order=given.order, failing=frozenset(given.failing))
    except UnreadableTable as error:
        raise Invalid(Violation(f"{pointer}/ewp_xml", "unreadable_table", str(error))) from None
    if given.isced_f not in tables:
        detail = f"there is no table for {given.isced_f}; there are: {', '.join(sorted(tables))[:300]}"
        raise Invalid(Violation(f"{pointer}/isced_f", "no_such_table", detail))
    return tables[given.isced_f]


def _made(pointer: str, code: str, make: Callable[[], Made]) -> Made:
    """Make a value of the domain; what it refuses becomes a fault of this place in the request."""
    try:
        return make()
    except ValueError as error:
        raise Invalid(Violation(pointer, code, str(error))) from None
