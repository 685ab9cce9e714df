"""The institution: which one is meant, and whether its State recognised it on the day of the award."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.credentials.domain.reconciliation.reconcile import NoMatch, Query
from services.credentials.domain.register.ports import Institutions
from services.credentials.domain.register.register import Identified
from services.credentials.domain.register.status import Says, Status, Verdict
from shared.kernel.evidence import TrustMark


class Identification(StrEnum):
    """How the text and the registers met."""

    NOT_GIVEN = "not_given"
    MATCHED = "matched"
    AMBIGUOUS = "ambiguous"
    NOT_FOUND = "not_found"
    """in no register that is loaded, which says nothing about its recognition"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The institution and its status. Without a match the verdict is unknown, never "not recognised"."""

    identification: Identification
    institution: str | None = None
    name: str | None = None
    score: float | None = None
    status: Status | None = None

    @property
    def verdict(self) -> Verdict:
        """Give the answer of the registers."""
        return self.status.verdict if self.status else Verdict.UNKNOWN

    @property
    def recognised(self) -> bool | None:
        """Give the verdict as a fact; None where it is not known."""
        return {Verdict.RECOGNISED: True, Verdict.NOT_RECOGNISED: False}.get(self.verdict)

    @property
    def mark(self) -> TrustMark:
        """Say how far the verdict may be relied upon."""
        if self.status is None or self.recognised is None:
            return TrustMark.GAP
        return TrustMark.PROVISIONAL if self.status.provisional else TrustMark.VERIFIED

    @property
    def sources(self) -> tuple[str, ...]:
        """List where the decisions that speak can be read."""
        if self.status is None:
            return ()
        speaking = (it.fact.provenance.source for it in self.status.voices if it.says is not Says.NOTHING)
        return tuple(dict.fromkeys(speaking))


NOT_GIVEN = Standing(Identification.NOT_GIVEN)


def query(text: str, country: str) -> Query:
    """Ask for an institution of a country; the day of the award counts for its status, not for its name."""
    return Query(text, country=country)


def standing(
    institutions: Institutions, text: str | None, country: str, *, awarded: date, known: date
) -> Standing:
    """Find the institution, and its status on the day of the award as known on `known`."""
    if text is None:
        return NOT_GIVEN
    return of_identified(
        institutions, institutions.identify(query(text, country)), awarded=awarded, known=known
    )


def identify(institutions: Institutions, queries: Iterable[Query]) -> list[Identified]:
    """Find many institutions, each question once."""
    return institutions.identify_many(queries)


def of_identified(institutions: Institutions, found: Identified, *, awarded: date, known: date) -> Standing:
    """Add the status to what was found."""
    if found.institution is None:
        ambiguous = found.no_match is NoMatch.AMBIGUOUS
        return Standing(Identification.AMBIGUOUS if ambiguous else Identification.NOT_FOUND)
    institution = institutions.get(found.institution)
    status = institutions.status(institution.id, on=awarded, known=known)
    return Standing(Identification.MATCHED, institution.id, institution.name, found.score, status)
