"""Dispersion over time: how widely an origin's students spread over hosts, with its guaranteed interval."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.indicators.domain.pictures.picture import (
    Column,
    Grammar,
    Picture,
    Provenance,
    Spec,
    Twin,
    records,
)
from services.indicators.domain.pictures.style import WIDTH, coloured, dashed, framed


@dataclass(frozen=True, slots=True)
class DispersionPoint:
    """1 - HHI of one origin in one year; `lower` and `upper` are equal where all hosts are known."""

    origin: str
    year: int
    lower: float
    upper: float

    @property
    def middle(self) -> float:
        """The middle of the interval, where the line runs."""
        return (self.lower + self.upper) / 2


def dispersion_over_time(points: Sequence[DispersionPoint], provenance: Provenance) -> Picture:
    """Draw one line for each origin, with its band. Raises NothingToShow, and ValueError on too many."""
    ordered = sorted(points, key=lambda it: (it.origin, it.year))
    table = Twin(
        (Column("Origin"), Column("Year"), Column("Lower"), Column("Upper")),
        tuple((it.origin, it.year, it.lower, it.upper) for it in ordered),
    )
    origins = list(dict.fromkeys(it.origin for it in ordered))
    title = "How widely students spread over host countries"
    subtitle = "1 - HHI by country of origin: 0 is one host for all, towards 1 many hosts of equal size"
    first, last = min(it.year for it in ordered), max(it.year for it in ordered)
    description = f"Lines for {', '.join(origins)}, {first} to {last}. " + " ".join(
        _in_words(origin, [it for it in ordered if it.origin == origin]) for origin in origins
    )
    spec = framed(
        _chart(ordered, origins),
        title=title,
        subtitle=subtitle,
        description=description,
        provenance=provenance,
    )
    return Picture("dispersion", title, description, Grammar.VEGA_LITE, spec, table, provenance)


def _in_words(origin: str, points: Sequence[DispersionPoint]) -> str:
    first, last = points[0], points[-1]
    if first.year == last.year:
        return f"{origin}: {first.middle:.3f} in {first.year}."
    return f"{origin}: from {first.middle:.3f} in {first.year} to {last.middle:.3f} in {last.year}."


def _chart(points: Sequence[DispersionPoint], origins: Sequence[str]) -> Spec:
    values = records(
        ("origin", "year", "lower", "upper", "middle"),
        [(it.origin, it.year, it.lower, it.upper, it.middle) for it in points],
    )
    colour = {"field": "origin", "type": "nominal", "scale": coloured(origins), "legend": None}
    years = {it.year for it in points}
    x = {
        "field": "year",
        "type": "quantitative",
        "title": None,
        "scale": {"nice": False, "zero": False, "padding": 24 if len(years) == 1 else 8},
        "axis": {"format": "d", "tickMinStep": 1, "grid": False},
    }
    y = {"type": "quantitative", "title": "1 - HHI", "scale": {"zero": False, "nice": True, "padding": 8}}
    line = {
        "mark": {"type": "line", "strokeWidth": 2.25},
        "encoding": {
            "y": {**y, "field": "middle"},
            "strokeDash": {
                "field": "origin",
                "type": "nominal",
                "scale": dashed(origins),
                "legend": None,
            },
        },
    }
    point = {
        "mark": {"type": "point", "filled": True, "size": 34, "opacity": 1},
        "encoding": {"y": {**y, "field": "middle"}},
    }
    band = {
        "mark": {"type": "area", "opacity": 0.22},
        "encoding": {"y": {**y, "field": "lower"}, "y2": {"field": "upper"}},
    }
    whisker = {
        "mark": {"type": "rule", "strokeWidth": 1.5},
        "encoding": {"y": {**y, "field": "lower"}, "y2": {"field": "upper"}},
    }
    label = {
        "transform": [{"filter": {"or": [_last_of(origin, points) for origin in origins]}}],
        "mark": {"type": "text", "align": "left", "dx": 10, "fontSize": 12, "fontWeight": 600},
        "encoding": {"y": {**y, "field": "middle"}, "text": {"field": "origin"}},
    }
    return {
        "width": WIDTH - 60,
        "height": 340,
        "data": {"values": values},
        "encoding": {"x": x, "color": colour},
        "layer": [band, whisker, line, point, label],
    }


def _last_of(origin: str, points: Sequence[DispersionPoint]) -> Spec:
    last = max(it.year for it in points if it.origin == origin)
    return {"and": [{"field": "origin", "equal": origin}, {"field": "year", "equal": last}]}
