"""Dispersion over time: how widely an origin's students spread over hosts, with its guaranteed interval."""

from collections.abc import Iterable, Mapping, Sequence
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
LEAST_SHARE = 0.5
"""Of the students of a year beside it, for a year to be compared with it."""
NEAR_AN_END = 0.1
"""An axis that comes so near to 0 begins there: the index has no values below it, nor above 1."""


@dataclass(frozen=True, slots=True)
class DispersionPoint:
    """1 - HHI of one origin in one year; `lower` and `upper` are equal where all hosts are known.

    `students` counts those it is computed from; None where it is published without them.
    """

    origin: str
    year: int
    lower: float
    upper: float
    students: float | None = None

    @property
    def middle(self) -> float:
        """The middle of the interval, where the line runs."""
        return (self.lower + self.upper) / 2


def comparable(
    points: Iterable[DispersionPoint],
) -> tuple[list[DispersionPoint], list[DispersionPoint]]:
    """Part the years that compare with those beside them from those for which too few hosts have reported.

    The last years of a release hold the early reporters alone, the first ones those who began early, and
    large hosts miss some years: students who go to the others are not counted, and what is left looks
    concentrated. An origin hardly loses or doubles its students within a year but by that.
    """
    of_origin: dict[str, list[DispersionPoint]] = {}
    for it in sorted(points, key=lambda it: (it.origin, it.year)):
        of_origin.setdefault(it.origin, []).append(it)
    kept: list[DispersionPoint] = []
    left_out: list[DispersionPoint] = []
    for years in of_origin.values():
        whole: list[DispersionPoint] = []
        for it in years:
            (left_out if whole and _too_few(it, whole[-1]) else whole).append(it)
        while len(whole) > 1 and _too_few(whole[0], whole[1]):
            left_out.append(whole.pop(0))
        kept += whole
    return kept, sorted(left_out, key=lambda it: (it.origin, it.year))


def _too_few(it: DispersionPoint, beside: DispersionPoint) -> bool:
    known = it.students is not None and beside.students is not None
    return known and (it.students or 0) < LEAST_SHARE * (beside.students or 0)


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
    x, y = _axes(points, room, language)
    colour = {"field": "origin", "type": "nominal", "scale": coloured(origins), "legend": None}
    return {
        "width": ACROSS,
        "height": HEIGHT,
        "data": {"values": values},
        "encoding": {"x": x, "color": colour},
        "layer": [*_layers(y, origins), _labels(y, _ends(points, names, language), language)],
    }


def _axes(points: Sequence[DispersionPoint], room: int, language: Language) -> tuple[Spec, Spec]:
    """Give both axes; beyond the last year there is `room` for names, in pixels."""
    first, last = min(it.year for it in points), max(it.year for it in points)
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
        "scale": _range(points),
    }
    return x, y


def _range(points: Sequence[DispersionPoint]) -> Spec:
    """Choose what the axis of the index spans: never what it cannot be."""
    whole = min(it.lower for it in points) < NEAR_AN_END
    if max(it.upper for it in points) > 1 - NEAR_AN_END:
        return {"zero": whole, "nice": True, "domainMax": 1}
    return {"zero": True, "nice": True} if whole else {"zero": False, "nice": True, "padding": 8}


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
