"""An observation: one figure of one series, in one release, with all that was said about it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from services.indicators.domain.observations.codes import (
    ConfStatus,
    FlowDirection,
    Magnitude,
    ObsStatus,
    OriginBasis,
    Provenance,
    Qualifier,
    Sex,
)

WORLD = "W00"
ALL = "_T"
NOT_APPLICABLE = "_Z"
OTHERS = "_O"
"""All places that a list does not name, as the other end."""


@dataclass(frozen=True, slots=True)
class Series:
    """The dimensions of the data structure MIG_MOB, without time.

    `ref_area` is the area that the number describes, `counterpart` the other end (origin or host). The last
    three tell the observations of the sister structures apart.
    """

    indicator: str
    ref_area: str
    direction: FlowDirection
    unit: str
    counterpart: str = WORLD
    level: str = "L5T8"
    field: str = ALL
    sex: Sex = Sex.TOTAL
    age: str = NOT_APPLICABLE
    labour_status: str = NOT_APPLICABLE
    duration: str = NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Release:
    """A publication of a source: its vintage. `published` is None when the source does not say the day."""

    id: str
    source: str
    published: date | None
    licence: str
    attribution: str


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure. `year` is the year in which the school year ends.

    Three times: `year` is what it is about, `release` when its source said so (the vintage), `known_at` when
    it was taken in here. `value` is None for a blank; `usable` is what may be computed with. With `lower` and
    `upper` but no `value` the interval is the result. `published_status` is what the source itself gives.
    """

    series: Series
    year: int
    value: float | None
    release: str
    known_at: datetime
    qualifier: Qualifier | None = None
    magnitude: Magnitude | None = None
    provenance: Provenance = Provenance.REPORTED
    origin_basis: OriginBasis = OriginBasis.UNKNOWN
    footnote: str | None = None
    lower: float | None = None
    upper: float | None = None
    conf: ConfStatus = ConfStatus.FREE
    formula: str | None = None
    published_status: ObsStatus | None = None

    def __post_init__(self) -> None:
        if self.known_at.utcoffset() != UTC.utcoffset(None):
            raise ValueError("the moment of knowledge is an aware UTC time")

    @property
    def usable(self) -> float | None:
        """Give the value, unless it is blank or stands for "not applicable" (printed as 0 by UIS)."""
        unusable = self.magnitude is Magnitude.NA or self.published_status is ObsStatus.MISSING
        return None if unusable else self.value

    @property
    def status(self) -> ObsStatus:
        """Give the SDMX observation status: the one published with the figure, or what the figure implies."""
        if self.published_status is not None:
            return self.published_status
        if self.usable is None:
            return ObsStatus.MISSING
        if self.provenance is Provenance.IMPUTED:
            return ObsStatus.IMPUTED
        if self.qualifier is not None or self.provenance is Provenance.ESTIMATED:
            return ObsStatus.ESTIMATED
        return ObsStatus.NORMAL
