"""`/v1/formulas`: the registry as published objects, which compute what they are given."""

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import AfterValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from services.indicators.application.lineage import described
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.formula import Formula
from services.indicators.domain.formulas.operands import Operand
from shared.http.authentication import Authenticate
from shared.http.routing import create_router
from shared.http.schema import Schema

LONGEST, WIDEST = 10_000, 300


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _operand(value: object) -> object:
    """Take a number, a list or a matrix; else name the first entry that is none."""
    if value is None or _number(value):
        return value
    if not isinstance(value, list):
        raise PydanticCustomError("no_operand", "give a number, a list of numbers, or a matrix of numbers")
    matrix = bool(value) and all(isinstance(row, list) for row in value)
    if len(value) > (WIDEST if matrix else LONGEST) or (matrix and max(map(len, value)) > WIDEST):
        limits = {"longest": LONGEST, "widest": WIDEST}
        raise PydanticCustomError("too_large", "give at most {longest} entries, or {widest} rows", limits)
    if matrix:
        entries = [(f"{row}/{place}", it) for row, each in enumerate(value) for place, it in enumerate(each)]
    else:
        entries = [(str(place), it) for place, it in enumerate(value) if it is not None]
    wrong = next((place for place, it in entries if not _number(it)), None)
    if wrong is not None:
        raise PydanticCustomError("no_number", "the entry {place} is no number", {"place": wrong})
    return value


Given = Annotated[
    Any,
    AfterValidator(_operand),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number"},
                {"type": "array", "maxItems": LONGEST, "items": {"type": ["number", "null"]}},
                {
                    "type": "array",
                    "maxItems": WIDEST,
                    "items": {"type": "array", "maxItems": WIDEST, "items": {"type": "number"}},
                },
                {"type": "null"},
            ]
        }
    ),
]


class InputAnswer(Schema):
    """One named input."""

    name: str
    meaning: str
    shape: str
    accepts: list[str]
    optional: bool
    whole: bool


class TestVector(Schema):
    """Inputs and what they must give; no value comes with the reason, unless `bounds` are the result."""

    inputs: dict[str, Operand]
    expected: float | None
    bounds: tuple[float, float] | None
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


class BoundName(Schema):
    """A person's statement of what a reserved name means."""

    name: str
    formula: str
    version: int
    bound_by: str
    bound_on: date
    evidence: str


class FormulasAnswer(Schema):
    """All formulas, the names that are not bound, and those that a person has bound."""

    formulas: list[FormulaAnswer]
    reserved: list[ReservedName]
    bindings: list[BoundName]


class EvaluateBody(Schema):
    """Inputs by name: numbers, lists by host or member (null: not known), matrices."""

    inputs: dict[str, Given]
    version: int | None = None


class EvaluatedAnswer(Schema):
    """A value, an interval, or the reason why there is neither; `coverage` is a share."""

    formula: str
    unit: str
    value: float | None
    lower: float | None
    upper: float | None
    absence: str | None
    flags: list[str]
    coverage: float | None


def formula_routes(authenticate: Authenticate) -> APIRouter:
    """Make the routes; the registry is part of the program and needs no store."""
    router = create_router("/v1/formulas", tags=["indicators"])

    @router.get("", response_model=FormulasAnswer)
    async def list_formulas() -> FormulasAnswer:
        """List every formula with definition, unit, source, VTL and test vectors."""
        return FormulasAnswer(
            formulas=[_answer(it) for it in CATALOGUE.formulas],
            reserved=[ReservedName(name=it.name, reason=it.reason) for it in CATALOGUE.unbound],
            bindings=[BoundName.model_validate(asdict(it)) for it in CATALOGUE.bindings],
        )

    @router.get("/{formula_id}", response_model=FormulaAnswer)
    async def show_formula(formula_id: str, version: int | None = None) -> FormulaAnswer:
        """Show one formula, the newest version unless another is named."""
        return _answer(CATALOGUE.formula(formula_id, version))

    @router.post("/{formula_id}:evaluate", dependencies=[Depends(authenticate)])
    async def evaluate_formula(formula_id: str, body: EvaluateBody) -> EvaluatedAnswer:
        """Compute a formula from inputs of one's own: aggregates, or bounds from a published top list."""
        formula = CATALOGUE.formula(formula_id, body.version)
        result: dict[str, Any] = described(formula.evaluate(body.inputs))
        return EvaluatedAnswer(formula=formula.reference, unit=formula.unit.value, **result)

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
                whole=each.whole,
            )
            for each in it.inputs
        ],
        test_vectors=[
            TestVector(
                inputs=dict(each.inputs),
                expected=each.expected,
                bounds=each.bounds,
                absence=each.absence.value if each.absence else None,
                origin=each.origin,
                tolerance=each.tolerance,
            )
            for each in it.worked
        ],
        aliases=list(it.aliases),
    )
