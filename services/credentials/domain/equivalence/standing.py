"""The institution: which one is meant, and whether its State recognised it on the day of the award."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.credentials.domain.reconciliation.reconcile import NoMatch, Query
from services.credentials.domain.register.ports import Institutions
from services.credentials.domain.register.register import Identified
from services.credentials.domain.register.status import Note, Reason, Says, Status, Verdict
from shared.kernel.continuity import present_successors
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
    """The institution and its status. Without a match the verdict is unknown, never "not recognised".

    `seat` is the State in which it lies, set where the award names a former one. `sources` are where the
    decisions that speak can be read.
    """

    identification: Identification
    institution: str | None = None
    name: str | None = None
    score: float | None = None
    seat: str | None = None
    verdict: Verdict = Verdict.UNKNOWN
    reason: Reason | None = None
    notes: tuple[Note, ...] = ()
    sources: tuple[str, ...] = ()
    provisional: bool = False

    @property
    def recognised(self) -> bool | None:
        """Give the verdict as a fact; None where it is not known."""
        return {Verdict.RECOGNISED: True, Verdict.NOT_RECOGNISED: False}.get(self.verdict)

    @property
    def mark(self) -> TrustMark:
        """Say how far the verdict may be relied upon."""
        if self.recognised is None:
            return TrustMark.GAP
        return TrustMark.PROVISIONAL if self.provisional else TrustMark.VERIFIED


NOT_GIVEN = Standing(Identification.NOT_GIVEN)


def query(text: str, country: str) -> Query:
    """Ask for an institution of a country; the day of the award counts for its status, not for its name.

    Registers know the seats of today, so that one of a former State is looked for everywhere.
    """
    return Query(text, country=None if present_successors(country) else country)


def identify(institutions: Institutions, queries: Iterable[Query]) -> list[Identified]:
    """Find many institutions, each question once."""
    return institutions.identify_many(queries)


def standing(
    institutions: Institutions, found: Identified, country: str, *, awarded: date, known: date
) -> Standing:
    """Say what was found for an award of `country`, with the status on the day of the award."""
    if found.institution is None:
        ambiguous = found.no_match is NoMatch.AMBIGUOUS
        return Standing(Identification.AMBIGUOUS if ambiguous else Identification.NOT_FOUND)
    institution = institutions.get(found.institution)
    seat = None
    if after := present_successors(country):
        seats = institution.countries & set(after)
        if not seats:
            return Standing(Identification.NOT_FOUND)
        seat = min(seats) if len(seats) == 1 else None
    status = institutions.status(institution.id, on=awarded, known=known)
    return Standing(
        Identification.MATCHED,
        institution.id,
        institution.name,
        found.score,
        seat,
        status.verdict,
        status.reason,
        status.notes,
        _sources(status),
        status.provisional,
    )


def _sources(status: Status) -> tuple[str, ...]:
    speaking = (it.fact.provenance.source for it in status.voices if it.says is not Says.NOTHING)
    return tuple(dict.fromkeys(speaking))
