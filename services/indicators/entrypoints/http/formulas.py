"""`/v1/formulas`: the registry as published objects."""

from fastapi import APIRouter
from pydantic import Field

from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.formula import Formula
from services.indicators.domain.formulas.operands import Operand
from shared.http.routing import create_router
from shared.http.schema import Schema


class InputAnswer(Schema):
    """One named input."""

    name: str
    meaning: str
    shape: str
    accepts: list[str]
    optional: bool


class TestVector(Schema):
    """Inputs and what they must give; no value comes with the reason."""

    inputs: dict[str, Operand]
    expected: float | None
    absence: str | None
    origin: str
    tolerance: float


class FormulaAnswer(Schema):
    """One version of one formula."""

    id: str
    version: int
    name: str
    definition: str
    text: str
    vtl: str | None = Field(description="the formula in VTL 2.1; null where VTL has no words for it")
    unit: str
    source: str
    confidence: str
    inputs: list[InputAnswer]
    test_vectors: list[TestVector]
    aliases: list[str]


class ReservedName(Schema):
    """A name that only a person may bind to a formula."""

    name: str
    reason: str


class FormulasAnswer(Schema):
    """All formulas, and the names that are not bound."""

    formulas: list[FormulaAnswer]
    reserved: list[ReservedName]


def formula_routes() -> APIRouter:
    """Make the routes; the registry is part of the program and needs no store."""
    router = create_router("/v1/formulas", tags=["indicators"])

    @router.get("", response_model=FormulasAnswer)
    async def list_formulas() -> FormulasAnswer:
        """List every formula with definition, unit, source, VTL and test vectors."""
        return FormulasAnswer(
            formulas=[_answer(it) for it in CATALOGUE.formulas],
            reserved=[ReservedName(name=it.name, reason=it.reason) for it in CATALOGUE.reserved],
        )

    @router.get("/{formula_id}", response_model=FormulaAnswer)
    async def show_formula(formula_id: str, version: int | None = None) -> FormulaAnswer:
        """Show one formula, the newest version unless another is named."""
        return _answer(CATALOGUE.formula(formula_id, version))

    return router


def _answer(it: Formula) -> FormulaAnswer:
    return FormulaAnswer(
        id=it.id,
        version=it.version,
        name=it.name,
        definition=it.definition,
        text=it.text,
        vtl=it.vtl,
        unit=it.unit.value,
        source=it.source.citation,
        confidence=it.source.confidence.value,
        inputs=[
            InputAnswer(
                name=each.name,
                meaning=each.meaning,
                shape=each.shape.value,
                accepts=list(each.accepts),
                optional=each.optional,
            )
            for each in it.inputs
        ],
        test_vectors=[
            TestVector(
                inputs=dict(each.inputs),
                expected=each.expected,
                absence=each.absence.value if each.absence else None,
                origin=each.origin,
                tolerance=each.tolerance,
            )
            for each in it.worked
        ],
        aliases=list(it.aliases),
    )
