"""Facts about recognition and accreditation: who decided what about whom, valid when, known since when."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.credentials.domain.register.identifiers import Identifier
from services.credentials.domain.register.institution import Provenance
from shared.kernel.intervals import UNBOUNDED, Bound, Interval


class Scope(StrEnum):
    """What the decision is about."""

    INSTITUTION = "institution"
    PROGRAMME = "programme"


class Standing(StrEnum):
    """What the decision counts for in the institution's own system."""

    OFFICIAL = "official"
    """Taken by the State, or part of the quality assurance that its law demands."""
    VOLUNTARY = "voluntary"
    """Asked for by the institution; it shows quality, and neither gives nor takes recognition."""
    NOT_STATED = "not_stated"


class Decision(StrEnum):
    """The outcome."""

    GRANTED = "granted"
    CONDITIONAL = "conditional"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    NONE = "none"
    """A review that ends in no decision."""


class Mark(StrEnum):
    """What a reader must know before using a fact."""

    END_NOT_STATED = "end_not_stated"
    """The source gives no end. It is read as open; some readers put six years in its place."""
    START_NOT_STATED = "start_not_stated"
    STANDING_NOT_STATED = "standing_not_stated"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Programme:
    """The programme that a decision is about, as the source names it."""

    name: str
    qualification: str | None = None
    level: str | None = None


@dataclass(frozen=True, slots=True)
class StatusFact:
    """One decision of one authority.

    `about` names the institution by whatever identifiers the source gives. `valid` is half-open. `known`
    runs from the day on which this version was known here to the day on which a later version of the
    same fact took its place. `retracted` versions say that the source took the fact back.
    """

    key: str
    about: tuple[Identifier, ...]
    authority: str
    scope: Scope
    standing: Standing
    decision: Decision
    valid: Interval
    provenance: Provenance
    programmes: tuple[Programme, ...] = ()
    known_until: Bound = UNBOUNDED
    retracted: bool = False

    @property
    def known(self) -> Interval:
        """The days on which this version was what was known."""
        return Interval(self.provenance.known_from, self.known_until)

    def is_known_on(self, day: date) -> bool:
        """Say whether this version is what was known on `day`."""
        return not self.retracted and self.known.contains(day) is True
