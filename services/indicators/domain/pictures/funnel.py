"""The funnel: rates of groups against their size, with the limits within which chance alone would keep them.

Source: Spiegelhalter, "Funnel plots for comparing institutional performance", Statistics in Medicine 24
(2005) 1185: the overall rate with z standard errors of a group's size on either side.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

from services.indicators.domain.pictures.picture import (
    Column,
    Grammar,
    NothingToShow,
    Picture,
    Provenance,
    Spec,
    Twin,
    Value,
    records,
)
from services.indicators.domain.pictures.style import INK, MUTED, SERIES, WIDTH, framed

INSIDE, OUTSIDE = "within the 99.8 % limits", "outside the 99.8 % limits"
LEVELS = ((1.959964, "95 %"), (3.090232, "99.8 %"))
"""Normal quantiles of the two customary limits."""
LABELLED = 16


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


def funnel(groups: Sequence[Group], provenance: Provenance) -> Picture:
    """Draw the groups with at least one decision. Raises NothingToShow where there are none."""
    shown = sorted((it for it in groups if it.decisions > 0), key=lambda it: (-it.decisions, it.name))
    if not shown:
        raise NothingToShow("no group has any decision")
    overall = sum(it.recognised for it in shown) / sum(it.decisions for it in shown)
    marked = [(it, _outside(it, overall)) for it in shown]
    rows = tuple(
        (it.name, it.decisions, it.recognised, it.rate, *limits(overall, it.decisions, LEVELS[1][0]), place)
        for it, place in marked
    )
    table = Twin(
        (
            Column("Group"),
            Column("Decisions"),
            Column("Recognised"),
            Column("Rate", "share"),
            Column("Lower limit", "share"),
            Column("Upper limit", "share"),
            Column("Place"),
        ),
        rows,
    )
    far = [it.name for it, place in marked if place == OUTSIDE]
    title = "Recognition rates against the number of decisions"
    subtitle = f"Dashed: overall rate {overall:.1%}; lines: 95 % and 99.8 % limits of chance around it"
    description = f"{len(shown)} groups around an overall rate of {overall:.1%}. " + (
        f"Outside the 99.8 % limits: {', '.join(far)}." if far else "All lie within the 99.8 % limits."
    )
    spec = framed(
        _chart(marked, overall),
        title=title,
        subtitle=subtitle,
        description=description,
        provenance=provenance,
    )
    return Picture("funnel", title, description, Grammar.VEGA_LITE, spec, table, provenance)


def _outside(it: Group, overall: float) -> str:
    lower, upper = limits(overall, it.decisions, LEVELS[1][0])
    return INSIDE if lower <= it.rate <= upper else OUTSIDE


def _chart(marked: Sequence[tuple[Group, str]], overall: float) -> Spec:
    largest = max(it.decisions for it, _ in marked) * 1.15
    smallest = min(it.decisions for it, _ in marked)
    x = {
        "field": "decisions",
        "type": "quantitative",
        "title": "Decisions (logarithmic)",
        "scale": {"type": "log", "nice": False},
        "axis": {"grid": False, "format": ",d", "values": _ticks(smallest, largest)},
    }
    y = {
        "type": "quantitative",
        "title": "Share recognised at least in part",
        "axis": {"format": ".0%"},
        "scale": {"domain": _span(marked, limits(overall, smallest, LEVELS[1][0]))},
    }
    rate = {**y, "field": "rate"}
    average = {"type": "rule", "strokeDash": [5, 4], "color": INK}
    name = {"type": "text", "dy": -11, "fontSize": 11, "color": INK}
    labels = [it for it, at in marked if at == OUTSIDE][:LABELLED]
    return {
        "width": WIDTH - 40,
        "height": 380,
        "layer": [
            _limits(overall, (smallest, largest), x, {**y, "field": "limit"}),
            {"data": {"values": [{"rate": overall}]}, "mark": average, "encoding": {"y": rate}},
            _points(marked, x, rate),
            {
                "data": {"values": _named(labels)},
                "mark": name,
                "encoding": {"x": x, "y": rate, "text": {"field": "name"}},
            },
        ],
    }


def _limits(overall: float, sizes: tuple[float, float], x: Spec, y: Spec) -> Spec:
    smallest, largest = sizes
    grid = [smallest * (largest / smallest) ** (step / 80) for step in range(81)]
    curves = [
        {"decisions": size, "limit": end, "line": f"{name} {side}", "level": name}
        for z, name in LEVELS
        for size in grid
        for side, end in zip(("lower", "upper"), limits(overall, size, z), strict=True)
    ]
    faded = {
        "field": "level",
        "type": "nominal",
        "scale": {"domain": [name for _, name in LEVELS], "range": [0.6, 1]},
        "legend": None,
    }
    return {
        "data": {"values": curves},
        "mark": {"type": "line", "strokeWidth": 1, "color": MUTED},
        "encoding": {"x": x, "y": y, "detail": {"field": "line"}, "opacity": faded},
    }


def _points(marked: Sequence[tuple[Group, str]], x: Spec, y: Spec) -> Spec:
    place = {"field": "place", "type": "nominal", "title": None, "legend": {"orient": "top"}}
    places = [INSIDE, OUTSIDE]
    rows = [(it.name, it.decisions, it.rate, at) for it, at in marked]
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


def _named(groups: Sequence[Group]) -> list[Mapping[str, Value]]:
    return records(("name", "decisions", "rate"), [(it.name, it.decisions, it.rate) for it in groups])


def _ticks(smallest: float, largest: float) -> list[int]:
    """Give the round numbers 1, 2, 5, 10 ... between two sizes."""
    steps = (digit * 10**power for power in range(9) for digit in (1, 2, 5))
    return [step for step in steps if smallest <= step <= largest]


def _span(marked: Sequence[tuple[Group, str]], widest: tuple[float, float]) -> list[float]:
    """Give the ends of the axis of rates: all points and limits between multiples of 5 %."""
    rates = [*(it.rate for it, _ in marked), *widest]
    return [floor(20 * min(rates)) / 20, min(1.0, ceil(20 * max(rates)) / 20)]
