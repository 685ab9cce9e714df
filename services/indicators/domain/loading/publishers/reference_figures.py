"""The figures that ship with the platform: quoted one by one, each with source, vintage and licence."""

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from services.indicators.domain.observations.codes import FlowDirection, Provenance, Qualifier
from services.indicators.domain.observations.observation import Observation, Series


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure.

    `year` is None where the source states none; then it is shown, never computed with.
    With `lower` and `upper` but no `value` the figure is an interval.
    """

    series: Series
    year: int | None
    value: float | None
    lower: float | None
    upper: float | None
    release: str
    source: str
    licence: str
    attribution: str
    qualifier: Qualifier | None
    provenance: Provenance
    note: str

    def observation(self, known_at: datetime) -> Observation | None:
        """Give the figure as an observation; None without a year."""
        if self.year is None:
            return None
        return Observation(
            self.series,
            self.year,
            self.value,
            self.release,
            known_at,
            self.qualifier,
            provenance=self.provenance,
            footnote=self.note or None,
            lower=self.lower,
            upper=self.upper,
        )


def parse(lines: Iterable[str]) -> tuple[Figure, ...]:
    """Read the table. Raises ValueError on a bad code or number, or a figure without value and bounds."""
    return tuple(_figure(row) for row in csv.DictReader(lines, strict=True))


def _figure(row: dict[str, str]) -> Figure:
    value, lower, upper = (_number(row[name]) for name in ("value", "lower", "upper"))
    if value is None and (lower is None or upper is None):
        raise ValueError(
            f"the figure of {row['indicator']} for {row['ref_area']} has neither value nor bounds"
        )
    if not all(row[name].strip() for name in ("source", "release", "licence", "attribution")):
        raise ValueError(
            f"the figure of {row['indicator']} for {row['ref_area']} does not say where it is from"
        )
    return Figure(
        Series(
            row["indicator"],
            row["ref_area"],
            FlowDirection(row["direction"]),
            row["unit"],
            row["counterpart"],
            row["level"],
        ),
        int(row["year"]) if row["year"] else None,
        value,
        lower,
        upper,
        row["release"],
        row["source"],
        row["licence"],
        row["attribution"],
        Qualifier(row["qualifier"]) if row["qualifier"] else None,
        Provenance(row["provenance"]),
        row["note"],
    )


def _number(text: str) -> float | None:
    return float(text) if text else None
