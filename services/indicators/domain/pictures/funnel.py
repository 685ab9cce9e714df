"""The funnel: rates of groups against their size, with the limits within which chance alone would keep them.

Source: Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24
(2005) 1185: the overall rate with z standard errors of a group's size on either side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, log, sqrt

from services.indicators.domain.pictures.language import Language
from services.indicators.domain.pictures.picture import (
    Column,
    Grammar,
    NothingToShow,
    Picture,
    Provenance,
    Spec,
    Twin,
    Value,
    measured,
    records,
)
from services.indicators.domain.pictures.style import INK, MUTED, SERIES, WIDTH, framed, side, turned

LEVELS = ((1.959964, 0.95), (3.090232, 0.998))
"""Normal quantiles of the two customary limits."""
LABELLED = 16
HEIGHT, ROOM = 380, 1.3
"""Points keep off the ends of the axis of sizes by this factor."""
LETTER, LINE = 6.0, 13.0
"""The room of a letter and of a line, in pixels."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group with its decisions, and those of them that recognise at least a part."""

    name: str
    recognised: int
    decisions: int

    @property
    def rate(self) -> float:
        """The share recognised."""
        return self.recognised / self.decisions


def limits(rate: float, size: float, z: float) -> tuple[float, float]:
    """Give where a group of `size` decisions is expected when its true rate is the overall one."""
    half = z * sqrt(rate * (1 - rate) / size)
    return max(0.0, rate - half), min(1.0, rate + half)


def funnel(groups: Sequence[Group], provenance: Provenance, language: Language) -> Picture:
    """Draw the groups, which are countries, with at least one decision. Raises NothingToShow without any."""
    shown = sorted((it for it in groups if it.decisions > 0), key=lambda it: (-it.decisions, it.name))
    if not shown:
        raise NothingToShow("no origin has decisions and all of its outcomes shown")
    overall = sum(it.recognised for it in shown) / sum(it.decisions for it in shown)
    inner, outer = (
        language.percent(level, digits) for (_, level), digits in zip(LEVELS, (0, 1), strict=True)
    )
    places = [language.say(f"funnel.{it}", outer=outer) for it in ("inside", "outside")]
    marked = [(it, places[_is_outside(it, overall)]) for it in shown]
    names = {it.name: language.place(it.name) for it in shown}
    rows = tuple(
        (it.name, it.decisions, it.recognised, it.rate, *limits(overall, it.decisions, LEVELS[1][0]), place)
        for it, place in marked
    )
    table = Twin(
        (
            Column(language.say("column.group"), names),
            Column(language.say("column.decisions")),
            Column(language.say("column.recognised")),
            *(measured(language, it, "share") for it in ("rate", "lower_limit", "upper_limit")),
            Column(language.say("column.place")),
        ),
        rows,
    )
    far = language.listed(names[it.name] for it, place in marked if place == places[1])
    rate = language.percent(overall, 1)
    title = language.say("funnel.title")
    description = language.say("funnel.description", groups=len(shown), rate=rate) + " "
    description += language.say("funnel.far" if far else "funnel.none_far", outer=outer, names=far)
    spec = framed(
        _chart(marked, overall, places, language),
        title=title,
        subtitle=language.say("funnel.subtitle", rate=rate, inner=inner, outer=outer),
        description=description,
        provenance=provenance,
        language=language,
    )
    return Picture("funnel", title, description, Grammar.VEGA_LITE, spec, table, provenance, language)


def _is_outside(it: Group, overall: float) -> bool:
    lower, upper = limits(overall, it.decisions, LEVELS[1][0])
    return not lower <= it.rate <= upper


def _chart(
    marked: Sequence[tuple[Group, str]], overall: float, places: Sequence[str], language: Language
) -> Spec:
    largest = max(it.decisions for it, _ in marked) * ROOM
    smallest = min(it.decisions for it, _ in marked) / ROOM
    x = {
        "field": "decisions",
        "type": "quantitative",
        "title": language.line(language.say("funnel.x")),
        "scale": {"type": "log", "nice": False, "domain": [smallest, largest], **turned(language)},
        "axis": {"grid": False, "format": ",d", "values": _ticks(smallest, largest)},
    }
    rates = _span(marked, limits(overall, smallest, LEVELS[1][0]))
    y = {
        "type": "quantitative",
        "title": language.line(language.say("funnel.y")),
        "axis": {"format": ".0%", "orient": side(language, "left")},
        "scale": {"domain": rates},
    }
    rate = {**y, "field": "rate"}
    average = {"type": "rule", "strokeDash": [5, 4], "color": INK}
    name = {"type": "text", "dy": -11, "fontSize": 11, "color": INK}
    scale = _Scale(smallest, largest, rates)
    labels = _apart([it for it, at in marked if at == places[1]], scale, language)[:LABELLED]
    return {
        "width": WIDTH - 40,
        "height": HEIGHT,
        "layer": [
            _limits(overall, (smallest, largest), x, {**y, "field": "limit"}),
            {"data": {"values": [{"rate": overall}]}, "mark": average, "encoding": {"y": rate}},
            _points(marked, (x, rate), places, language),
            {
                "data": {"values": _named(labels, language)},
                "mark": name,
                "encoding": {"x": x, "y": rate, "text": {"field": "name"}},
            },
        ],
    }


def _limits(overall: float, sizes: tuple[float, float], x: Spec, y: Spec) -> Spec:
    smallest, largest = sizes
    grid = [smallest * (largest / smallest) ** (step / 80) for step in range(81)]
    curves = [
        {"decisions": size, "limit": end, "line": f"{name} {way}", "level": str(name)}
        for z, name in LEVELS
        for size in grid
        for way, end in zip(("lower", "upper"), limits(overall, size, z), strict=True)
    ]
    faded = {
        "field": "level",
        "type": "nominal",
        "scale": {"domain": [str(name) for _, name in LEVELS], "range": [0.6, 1]},
        "legend": None,
    }
    return {
        "data": {"values": curves},
        "mark": {"type": "line", "strokeWidth": 1, "color": MUTED},
        "encoding": {"x": x, "y": y, "detail": {"field": "line"}, "opacity": faded},
    }


def _points(
    marked: Sequence[tuple[Group, str]], axes: tuple[Spec, Spec], places: Sequence[str], language: Language
) -> Spec:
    x, y = axes
    place = {"field": "place", "type": "nominal", "title": None, "legend": {"orient": "top"}}
    places = [language.line(it) for it in places]
    rows = [(it.name, it.decisions, it.rate, language.line(at)) for it, at in marked]
    return {
        "data": {"values": records(("name", "decisions", "rate", "place"), rows)},
        "mark": {"type": "point", "filled": True, "size": 70, "opacity": 0.9},
        "encoding": {
            "x": x,
            "y": y,
            "color": {**place, "scale": {"domain": places, "range": [SERIES[0], SERIES[1]]}},
            "shape": {**place, "scale": {"domain": places, "range": ["circle", "diamond"]}},
        },
    }


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a group stands, in pixels."""

    smallest: float
    largest: float
    rates: Sequence[float]

    def place(self, it: Group) -> tuple[float, float]:
        across = log(it.decisions / self.smallest) / log(self.largest / self.smallest)
        up = (it.rate - self.rates[0]) / (self.rates[1] - self.rates[0])
        return across * (WIDTH - 40), up * HEIGHT


def _apart(groups: Sequence[Group], scale: _Scale, language: Language) -> list[Group]:
    """Choose the largest groups whose names do not run into each other; the others are in the words."""
    chosen: list[tuple[Group, float, float, float]] = []
    for it in groups:
        (x, y), half = scale.place(it), LETTER * len(language.place(it.name)) / 2
        if not any(abs(x - at) < half + other and abs(y - up) < LINE for _, at, up, other in chosen):
            chosen.append((it, x, y, half))
    return [it for it, *_ in chosen]


def _named(groups: Sequence[Group], language: Language) -> list[Mapping[str, Value]]:
    rows = [(language.line(language.place(it.name)), it.decisions, it.rate) for it in groups]
    return records(("name", "decisions", "rate"), rows)


def _ticks(smallest: float, largest: float) -> list[int]:
    """Give the round numbers 1, 2, 5, 10 ... between two sizes."""
    steps = (digit * 10**power for power in range(9) for digit in (1, 2, 5))
    return [step for step in steps if smallest <= step <= largest]


def _span(marked: Sequence[tuple[Group, str]], widest: tuple[float, float]) -> list[float]:
    """Give the ends of the axis of rates: all points and limits between multiples of 5 %, 10 % at least."""
    rates = [*(it.rate for it, _ in marked), *widest]
    least, most = floor(20 * min(rates)) / 20, min(1.0, ceil(20 * max(rates)) / 20)
    return [max(0.0, min(least, most - 0.1)), most if most > 0 else 0.1]
