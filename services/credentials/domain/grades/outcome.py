"""The answer of every conversion: a grade with all that it rests on, or a refusal with its reason."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum


class Method(StrEnum):
    """The ways to convert a grade."""

    MODIFIED_BAVARIAN = "modified_bavarian"
    DISTRIBUTION = "distribution"
    THRESHOLDS = "thresholds"


class RefusalCode(StrEnum):
    """Why a method does not fit."""

    NOT_NUMERIC = "not_numeric"
    FAILING_GRADE = "failing_grade"
    OUT_OF_SCALE = "out_of_scale"
    WRONG_SCALE = "wrong_scale"
    LABELS_HAVE_NO_DISTANCE = "labels_have_no_distance"
    UNKNOWN_LABEL = "unknown_label"
    NOBODY_HAS_IT = "nobody_has_it"


@dataclass(frozen=True, slots=True)
class Caution:
    """What the reader of the grade must know."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Band:
    """The grades that the same performance may stand for, from the best to the worst of them."""

    best: str
    worst: str


@dataclass(frozen=True, slots=True)
class Converted:
    """A grade on the other scale; `exact` is the value before rounding, where there is one."""

    method: Method
    policy: str
    inputs: tuple[tuple[str, str], ...]
    grade: str
    exact: Decimal | None = None
    band: Band | None = None
    cautions: tuple[Caution, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """No grade: the method does not fit this case, and why."""

    method: Method
    policy: str
    inputs: tuple[tuple[str, str], ...]
    code: RefusalCode
    text: str


Conversion = Converted | Refused


def cautioned(conversion: Conversion, *more: Caution) -> Conversion:
    """Add what else the reader of the grade must know; a refusal stays as it is."""
    if isinstance(conversion, Refused):
        return conversion
    return replace(conversion, cautions=(*conversion.cautions, *more))
