"""The bodies of `POST /v1/grades:convert`, and its answer."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from services.credentials.adapters.ewp_tables import Order
from services.credentials.domain.grades.outcome import Conversion, Converted, Method, Refused
from services.credentials.domain.grades.rounding import POLICIES
from shared.http.schema import Schema

Grade = Annotated[
    str,
    StringConstraints(min_length=1, max_length=40),
    Field(description="as the transcript has it, written as text", examples=["14,5", "27", "B"]),
]
Label = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Number = Annotated[
    str, StringConstraints(pattern=r"^-?\d{1,6}(\.\d{1,6})?$"), Field(description="a decimal number as text")
]
Named = Annotated[str, StringConstraints(min_length=1, max_length=100)]


class ScaleBody(Schema):
    """A numeric scale of the caller; its best grade may be the largest or the smallest."""

    best: Number
    passing: Number = Field(description="the worst grade that passes")
    worst: Number | None = None


class BavarianBody(Schema):
    """The modified Bavarian formula, from a numeric scale to German grades."""

    method: Literal["modified_bavarian"]
    grade: Grade
    scale: Named | ScaleBody = Field(description="the id of a scale, such as `fra.university`, or a scale")
    rounding: Literal["cologne/1", "passau/1", "two_decimals/1"] = Field(
        description="; ".join(f"{it.id}: {it.text}" for it in POLICIES.values())
    )


FAILING = "the grades that fail; say [] where the table has none, for ranks are of those who passed"


class ShareBody(Schema):
    """How often a grade is given, in per cent."""

    label: Label
    percentage: Annotated[Decimal, Field(ge=0, le=100)]


class TableBody(Schema):
    """A table of the grades given to a group of comparable students."""

    grades: Annotated[list[ShareBody], Field(min_length=1, max_length=200)]
    order: Order = Field(description="on which side of the list the best grade stands")
    failing: Annotated[list[Label], Field(max_length=50)] = Field(description=FAILING)


class EwpTableBody(Schema):
    """A table out of a response of Erasmus Without Paper (transcripts API, version 2)."""

    ewp_xml: Annotated[str, StringConstraints(min_length=1, max_length=1_000_000)]
    isced_f: Annotated[str, StringConstraints(pattern=r"^\d{2,4}$")]
    order: Order = Field(description="the specification does not fix it")
    failing: Annotated[list[Label], Field(max_length=50)] = Field(description=FAILING)


AnyTable = Named | TableBody | EwpTableBody


class DistributionBody(Schema):
    """Conversion by rank among those who passed (ECTS Users' Guide, EGRACONS)."""

    method: Literal["distribution"]
    grade: Grade
    source_table: AnyTable
    target_table: AnyTable


class ThresholdBody(Schema):
    """A grade with the lowest mark that reaches it."""

    at_least: Number
    label: Label


class ThresholdTableBody(Schema):
    """Thresholds of the caller, best grade first."""

    highest: Number
    grades: Annotated[list[ThresholdBody], Field(min_length=1, max_length=50)]


class ThresholdsBody(Schema):
    """Conversion by thresholds."""

    method: Literal["thresholds"]
    grade: Grade
    table: Named | ThresholdTableBody = Field(description="a name such as `gbr.honours/1`, or a table")


ConversionRequest = Annotated[BavarianBody | DistributionBody | ThresholdsBody, Field(discriminator="method")]


class BandAnswer(Schema):
    """The grades that the same performance may stand for."""

    best: str
    worst: str


class CautionAnswer(Schema):
    """What the reader of the grade must know."""

    code: str
    text: str


class ConversionAnswer(Schema):
    """A converted grade with all that it rests on, or a refusal with its reason."""

    outcome: Literal["converted", "refused"]
    method: Method
    policy: str = Field(description="the named rule with its version")
    inputs: dict[str, str]
    grade: str | None
    exact: str | None = Field(description="before rounding, where the method gives a number")
    band: BandAnswer | None
    refusal: CautionAnswer | None
    cautions: list[CautionAnswer]
    reference_data: str

    @classmethod
    def of(cls, conversion: Conversion, reference_data: str) -> "ConversionAnswer":
        """Write a conversion."""
        done = conversion if isinstance(conversion, Converted) else None
        no = conversion if isinstance(conversion, Refused) else None
        return cls(
            outcome="converted" if done else "refused",
            method=conversion.method,
            policy=conversion.policy,
            inputs=dict(conversion.inputs),
            grade=done.grade if done else None,
            exact=str(done.exact) if done and done.exact is not None else None,
            band=BandAnswer(best=done.band.best, worst=done.band.worst) if done and done.band else None,
            refusal=CautionAnswer(code=no.code, text=no.text) if no else None,
            cautions=[CautionAnswer(code=it.code, text=it.text) for it in done.cautions] if done else [],
            reference_data=reference_data,
        )
