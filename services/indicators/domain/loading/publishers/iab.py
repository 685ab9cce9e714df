"""The IAB brain-drain data: emigration rates of 25-year-olds and over to 20 OECD hosts, by skill.

The rows come from a Stata file that an adapter opens; here each is checked and becomes four observations. The
rates are shares from 0 to 1. Source: Brücker, Capuano and Marfouk, IAB brain-drain data (2013).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from math import isfinite

from services.indicators.domain.geography.places import iab_place
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.observations.codes import FlowDirection, Provenance, Sex
from services.indicators.domain.observations.observation import Observation, Series

COLUMNS = ("ccode_origin", "gender", "year", "tot_rate", "low_rate", "med_rate", "high_rate")
INDICATORS = ("EMR_IAB", "EMR_IAB_LOW", "EMR_IAB_MEDIUM", "EMR_IAB_HIGH")
_SEXES = {"Male and Female": Sex.TOTAL, "Male": Sex.MALE, "Female": Sex.FEMALE}


@dataclass(frozen=True, slots=True)
class RateRow:
    """One row of the file: total, low, medium and high rates in that order; no year where it is missing."""

    origin: str
    sex: str
    year: int | None
    rates: tuple[float, float, float, float]


def parse(rows: Iterable[RateRow], *, release: str, known_at: datetime) -> Iterator[Parsed]:
    """Turn rows into observations. An unknown origin or sex, or a rate outside 0 to 1, is refused."""
    seen: set[tuple[str, str, int | None]] = set()
    for number, row in enumerate(rows, start=1):
        where = Where(number, row.origin, row.year)
        place, sex = iab_place(row.origin), _SEXES.get(row.sex)
        key = (row.origin, row.sex, row.year)
        if place is None or sex is None:
            detail = f"origin {row.origin!r} or sex {row.sex!r} is unknown"
            yield Finding("unknown_area" if place is None else "unknown_sex", Severity.REFUSAL, detail, where)
        elif row.year is None:
            yield Finding("bad_year", Severity.REFUSAL, f"a row of {row.origin} has no year", where)
        elif key in seen:
            yield Finding("duplicate_row", Severity.REFUSAL, f"{row.origin} {row.year} comes twice", where)
        elif not all(isfinite(rate) and 0 <= rate <= 1 for rate in row.rates):
            yield Finding("bad_value", Severity.REFUSAL, f"{row.rates} are not shares", where)
        else:
            seen.add(key)
            for indicator, rate in zip(INDICATORS, row.rates, strict=True):
                series = Series(indicator, place.code, FlowDirection.OUT, "RT", "IAB_HOSTS", "_T", sex=sex)
                yield Observation(series, row.year, rate, release, known_at, provenance=Provenance.ESTIMATED)
