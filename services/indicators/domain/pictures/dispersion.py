"""Dispersion over time: how widely an origin's students spread over hosts, with its guaranteed interval."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from services.indicators.domain.pictures.language import Language
from services.indicators.domain.pictures.picture import (
    Column,
    Grammar,
    Picture,
    Provenance,
    Spec,
    Twin,
    Value,
    records,
)
from services.indicators.domain.pictures.style import WIDTH, coloured, dashed, framed, side, turned

ACROSS, HEIGHT, LINE = WIDTH - 60, 340, 17
"""The width and the height of the chart, and the room that a name at the end of a line needs."""
TICKS = 14
"""As many years as can be named below it."""


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


def dispersion_over_time(
    points: Sequence[DispersionPoint], provenance: Provenance, language: Language
) -> Picture:
    """Draw one line for each origin, with its band. Raises NothingToShow, and ValueError on too many."""
    ordered = sorted(points, key=lambda it: (it.origin, it.year))
    origins = list(dict.fromkeys(it.origin for it in ordered))
    names = {origin: language.place(origin) for origin in origins}
    headings = (language.say(f"column.{it}") for it in ("origin", "year", "lower", "upper"))
    table = Twin(
        (Column(next(headings), names), *(Column(it) for it in headings)),
        tuple((it.origin, it.year, it.lower, it.upper) for it in ordered),
    )
    title, subtitle = language.say("dispersion.title"), language.say("dispersion.subtitle")
    first, last = min(it.year for it in ordered), max(it.year for it in ordered)
    lines = language.say(
        "dispersion.description", origins=language.listed(names.values()), first=first, last=last
    )
    each = (_in_words([it for it in ordered if it.origin == origin], language) for origin in origins)
    description = " ".join((lines, *each))
    spec = framed(
        _chart(ordered, names, language),
        title=title,
        subtitle=subtitle,
        description=description,
        provenance=provenance,
        language=language,
    )
    return Picture("dispersion", title, description, Grammar.VEGA_LITE, spec, table, provenance, language)


def _in_words(points: Sequence[DispersionPoint], language: Language) -> str:
    first, last = points[0], points[-1]
    origin, start, end = (
        language.place(first.origin),
        language.decimal(first.middle, 3),
        language.decimal(last.middle, 3),
    )
    if first.year == last.year:
        return language.say("dispersion.one", origin=origin, value=start, year=first.year)
    return language.say(
        "dispersion.two", origin=origin, start=start, first=first.year, end=end, last=last.year
    )


def _chart(points: Sequence[DispersionPoint], names: Mapping[str, str], language: Language) -> Spec:
    origins = list(names)
    values = records(
        ("origin", "name", "year", "lower", "upper", "middle"),
        [
            (it.origin, language.line(names[it.origin]), it.year, it.lower, it.upper, it.middle)
            for it in points
        ],
    )
    room = 7 * max(len(it) for it in names.values())
    x, y = _axes({it.year for it in points}, room, language)
    colour = {"field": "origin", "type": "nominal", "scale": coloured(origins), "legend": None}
    return {
        "width": ACROSS,
        "height": HEIGHT,
        "data": {"values": values},
        "encoding": {"x": x, "color": colour},
        "layer": [*_layers(y, origins), _labels(y, _ends(points, names, language), language)],
    }


def _axes(years: AbstractSet[int], room: int, language: Language) -> tuple[Spec, Spec]:
    """Give both axes; beyond the last year there is `room` for names, in pixels."""
    first, last = min(years), max(years)
    year = max(last - first, 1) / (ACROSS - room)
    edge = 0.5 if first == last else 8 * year
    x = {
        "field": "year",
        "type": "quantitative",
        "title": None,
        "scale": {
            "nice": False,
            "domain": [first - edge, last + edge + room * year],
            **turned(language),
        },
        "axis": {
            "format": "d",
            "values": list(range(first, last + 1, 1 + (last - first) // TICKS)),
            "grid": False,
        },
    }
    y = {
        "type": "quantitative",
        "title": language.verbatim(language.say("dispersion.axis")),
        "axis": {"orient": side(language, "left")},
        "scale": {"zero": False, "nice": True, "padding": 8},
    }
    return x, y


def _layers(y: Spec, origins: Sequence[str]) -> list[Spec]:
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
    return [band, whisker, line, point]


def _labels(y: Spec, ends: Sequence[Mapping[str, Value]], language: Language) -> Spec:
    return {
        "data": {"values": ends},
        "mark": {
            "type": "text",
            "align": side(language, "left"),
            "dx": -10 if language.rtl else 10,
            "fontSize": 12,
            "fontWeight": 600,
        },
        "encoding": {"y": {**y, "field": "height"}, "text": {"field": "name"}},
    }


def _ends(
    points: Sequence[DispersionPoint], names: Mapping[str, str], language: Language
) -> list[Mapping[str, Value]]:
    """Place the name of each origin at the end of its line, moved up where it would stand on another one."""
    span = max(it.upper for it in points) - min(it.lower for it in points)
    last = {it.origin: it for it in points}  # the points of an origin come in the order of years
    rows: list[tuple[Value, ...]] = []
    below = float("-inf")
    for it in sorted(last.values(), key=lambda it: (it.middle, it.origin)):
        below = max(it.middle, below + span * LINE / HEIGHT)
        rows.append((it.origin, language.line(names[it.origin]), it.year, below))
    return records(("origin", "name", "year", "height"), rows)
