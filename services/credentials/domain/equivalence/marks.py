"""The grade, said on a scale of the host, where a published method leads there."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.credentials.domain.equivalence.missing import Missing
from services.credentials.domain.evaluation.recommendation import Party
from services.credentials.domain.grades import bavarian
from services.credentials.domain.grades.book import GradeBook
from services.credentials.domain.grades.outcome import Conversion, Converted
from services.credentials.domain.grades.rounding import POLICIES
from shared.kernel.canonical import Json

HOST_OF_THE_FORMULA = "DEU"
"""The modified Bavarian formula gives German grades (resolution of the Kultusministerkonferenz)."""

POLICY = POLICIES["cologne/1"]


@dataclass(frozen=True, slots=True)
class Marks:
    """A conversion, or the reason why there is none; the document is None where no grade was given."""

    document: Mapping[str, Json] | None
    missing: tuple[Missing, ...] = ()


NO_GRADE = Marks(None)


def leads_to(host: str) -> str | None:
    """Give the host where a formula leads to a scale of it; None for all others, which are alike."""
    return host if host == HOST_OF_THE_FORMULA else None


def convert(book: GradeBook, grade: str, scale: str | None, host: str | None) -> Marks:
    """Convert `grade`, which stands on `scale` (None: not known), for a host (see `leads_to`)."""
    if scale is None or scale not in book.scales:
        reason = "scale_not_known" if scale is None else "scale_not_recorded"
        need = Missing(
            "grade_scale",
            Party.APPLICANT,
            ("transcript of records",),
            "the scale of the grade is not known",
        )
        return Marks(_unconverted(grade, scale, reason), (need,))
    if host is None:
        need = Missing(
            "grade_distribution",
            Party.AUTHORITY,
            ("grade distribution tables of both sides",),
            "no published formula leads to a scale of the host; POST /v1/grades:convert takes tables",
        )
        return Marks(_unconverted(grade, scale, "no_method_for_host"), (need,))
    return Marks(_document(grade, scale, bavarian.convert(grade, book.scales[scale].grades, POLICY)))


def _unconverted(grade: str, scale: str | None, reason: str) -> dict[str, Json]:
    return {"given": grade, "scale": scale, "converted": None, "reason": reason}


def _document(grade: str, scale: str, found: Conversion) -> dict[str, Json]:
    method: dict[str, Json] = {"method": found.method.value, "policy": found.policy}
    if isinstance(found, Converted):
        return {
            "given": grade,
            "scale": scale,
            "converted": found.grade,
            "reason": None,
            "cautions": [it.code for it in found.cautions],
            **method,
        }
    return {**_unconverted(grade, scale, found.code.value), **method}
