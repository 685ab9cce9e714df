"""The time to a decision: the share of cases still undecided, open cases censored."""

from collections.abc import Mapping

from services.indicators.domain.pictures.picture import (
    Column,
    Grammar,
    NothingToShow,
    Picture,
    Provenance,
    Spec,
    Twin,
    records,
)
from services.indicators.domain.pictures.style import MUTED, WIDTH, coloured, dashed, framed
from services.indicators.domain.uncertainty.survival import Curve

Row = tuple[str, float, int, float, float, float]


def survival(
    curves: Mapping[str, Curve], provenance: Provenance, *, deadline_days: int | None = None
) -> Picture:
    """Draw one product-limit curve for each group, with 95 % bands and the median.

    `deadline_days` marks a legal time limit. Raises NothingToShow where no case of any group is decided.
    """
    rows = [row for name, curve in curves.items() for row in _rows(name, curve)]
    if not any(curve.steps for curve in curves.values()):
        raise NothingToShow("no case is decided yet")
    table = Twin(
        (
            Column("Group"),
            Column("After", "days"),
            Column("Cases at risk"),
            Column("Undecided", "share"),
            Column("Lower", "share"),
            Column("Upper", "share"),
        ),
        tuple(rows),
    )
    title = "Time to a decision"
    subtitle = "Share of cases still undecided, by days since the application (Kaplan-Meier, 95 % bands)"
    description = "Curves that fall from 1. " + " ".join(_in_words(*item) for item in curves.items())
    chart = _chart(rows, list(curves), deadline_days)
    spec = framed(chart, title=title, subtitle=subtitle, description=description, provenance=provenance)
    return Picture("survival", title, description, Grammar.VEGA_LITE, spec, table, provenance)


def _rows(name: str, curve: Curve) -> list[Row]:
    start: Row = (name, 0.0, curve.cases, 1.0, 1.0, 1.0)
    return [
        start,
        *((name, it.days, it.at_risk, it.undecided, it.lower, it.upper) for it in curve.steps if it.days > 0),
    ]


def _in_words(name: str, curve: Curve) -> str:
    median = curve.quantile(0.5)
    half = f"half decided after {median:g} days" if median is not None else "less than half decided so far"
    return f"{name}: {curve.cases} cases, {curve.still_open} of them censored, {half}."


def _chart(rows: list[Row], names: list[str], deadline_days: int | None) -> Spec:
    colour = {
        "field": "group",
        "type": "nominal",
        "title": None,
        "scale": coloured(names),
        "legend": {"orient": "top", "symbolType": "stroke", "symbolStrokeWidth": 3, "symbolOpacity": 1},
    }
    y = {
        "type": "quantitative",
        "title": "Share undecided",
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%"},
    }
    steps = {"interpolate": "step-after"}
    layers: list[Spec] = [
        {
            "mark": {"type": "area", "opacity": 0.16, **steps},
            "encoding": {"y": {**y, "field": "lower"}, "y2": {"field": "upper"}},
        },
        {
            "mark": {"type": "line", "strokeWidth": 2.25, **steps},
            "encoding": {
                "y": {**y, "field": "undecided"},
                "strokeDash": {
                    "field": "group",
                    "type": "nominal",
                    "title": None,
                    "scale": dashed(names),
                    "legend": {"orient": "top", "symbolOpacity": 1, "symbolStrokeWidth": 3},
                },
            },
        },
        {
            "data": {"values": [{"half": 0.5}]},
            "mark": {"type": "rule", "color": MUTED, "strokeDash": [2, 3]},
            "encoding": {"y": {"field": "half", "type": "quantitative"}, "x": {}, "color": {"value": MUTED}},
        },
    ]
    if deadline_days is not None:
        layers += _deadline(deadline_days)
    return {
        "width": WIDTH - 40,
        "height": 360,
        "data": {"values": records(("group", "days", "risk", "undecided", "lower", "upper"), rows)},
        "encoding": {
            "x": {
                "field": "days",
                "type": "quantitative",
                "title": "Days since the application",
                "axis": {"grid": False},
                "scale": {"nice": False},
            },
            "color": colour,
        },
        "layer": layers,
    }


def _deadline(days: int) -> list[Spec]:
    at = {"data": {"values": [{"days": days, "text": f"time limit: {days} days"}]}}
    x = {"field": "days", "type": "quantitative"}
    return [
        {**at, "mark": {"type": "rule"}, "encoding": {"x": x, "color": {"value": MUTED}}},
        {
            **at,
            "mark": {"type": "text", "align": "left", "dx": 6, "dy": 8, "y": 0, "baseline": "top"},
            "encoding": {"x": x, "text": {"field": "text"}, "color": {"value": MUTED}},
        },
    ]
