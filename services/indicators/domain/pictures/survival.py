"""The time to a decision: the share of cases still undecided, open cases censored."""

from collections.abc import Mapping

from services.indicators.domain.pictures.language import Language
from services.indicators.domain.pictures.picture import (
    Column,
    Grammar,
    NothingToShow,
    Picture,
    Provenance,
    Spec,
    Twin,
    measured,
    records,
)
from services.indicators.domain.pictures.style import MUTED, WIDTH, coloured, dashed, framed, side, turned
from services.indicators.domain.uncertainty.survival import Curve

Row = tuple[str, float, int, float, float, float]
LEGEND: Spec = {"orient": "top", "columns": 4, "symbolOpacity": 1, "symbolStrokeWidth": 3}
FAR = 0.7
"""From this share of the days shown on, the name of the time limit stands before its line."""


def survival(
    curves: Mapping[str, Curve],
    provenance: Provenance,
    language: Language,
    *,
    deadline_days: int | None = None,
) -> Picture:
    """Draw one product-limit curve for each group, with 95 % bands and the median.

    `deadline_days` marks a legal time limit. Raises NothingToShow where no case of any group is decided.
    """
    rows = [row for name, curve in curves.items() for row in _rows(name, curve)]
    drawn = rows + [_end(name, curve) for name, curve in curves.items()]
    if not any(curve.steps for curve in curves.values()):
        raise NothingToShow("no case is decided yet")
    table = Twin(
        (
            Column(language.say("column.group")),
            measured(language, "after", "days"),
            Column(language.say("column.at_risk")),
            *(measured(language, it, "share") for it in ("undecided", "lower", "upper")),
        ),
        tuple(rows),
    )
    title = language.say("survival.title")
    each = (_in_words(name, curve, language) for name, curve in curves.items())
    description = " ".join((language.say("survival.description"), *each))
    spec = framed(
        _chart(drawn, list(curves), deadline_days, language),
        title=title,
        subtitle=language.say("survival.subtitle"),
        description=description,
        provenance=provenance,
        language=language,
    )
    return Picture("survival", title, description, Grammar.VEGA_LITE, spec, table, provenance, language)


def _rows(name: str, curve: Curve) -> list[Row]:
    start: Row = (name, 0.0, curve.cases, 1.0, 1.0, 1.0)
    return [
        start,
        *((name, it.days, it.at_risk, it.undecided, it.lower, it.upper) for it in curve.steps),
    ]


def _end(name: str, curve: Curve) -> Row:
    """Lead the curve to the last day on which a case was seen, decided or not."""
    last = _rows(name, curve)[-1]
    return (name, curve.seen_until, *last[2:])


def _in_words(name: str, curve: Curve, language: Language) -> str:
    median = curve.quantile(0.5)
    half = (
        language.say("survival.not_half")
        if median is None
        else language.say("survival.half", days=language.number(median))
    )
    return language.say("survival.group", group=name, cases=curve.cases, open=curve.still_open, half=half)


def _chart(rows: list[Row], groups: list[str], deadline_days: int | None, language: Language) -> Spec:
    names = [language.line(it) for it in groups]
    drawn = [(language.line(it[0]), *it[1:]) for it in rows]
    colour = {
        "field": "group",
        "type": "nominal",
        "title": None,
        "scale": coloured(names),
        "legend": {"symbolType": "stroke", **LEGEND},
    }
    y = {
        "type": "quantitative",
        "title": language.line(language.say("survival.y")),
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "orient": side(language, "left")},
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
                    "legend": LEGEND,
                },
            },
        },
        {
            "data": {"values": [{"half": 0.5}]},
            "mark": {"type": "rule", "color": MUTED, "strokeDash": [2, 3]},
            "encoding": {"y": {"field": "half", "type": "quantitative"}, "x": {}, "color": {"value": MUTED}},
        },
    ]
    longest = max(1, deadline_days or 0, *(days for _, days, *_ in rows))
    if deadline_days is not None:
        layers += _deadline(deadline_days, language, before=deadline_days > FAR * longest)
    return {
        "width": WIDTH - 40,
        "height": 360,
        "data": {"values": records(("group", "days", "risk", "undecided", "lower", "upper"), drawn)},
        "encoding": {
            "x": {
                "field": "days",
                "type": "quantitative",
                "title": language.line(language.say("survival.x")),
                "axis": {"grid": False},
                "scale": {"nice": False, "domain": [0, longest], **turned(language)},
            },
            "color": colour,
        },
        "layer": layers,
    }


def _deadline(days: int, language: Language, *, before: bool) -> list[Spec]:
    text = language.line(language.say("survival.deadline", days=days))
    at = {"data": {"values": [{"days": days, "text": text}]}}
    look = {"align": side(language, "right" if before else "left"), "dx": -6 if language.rtl != before else 6}
    x = {"field": "days", "type": "quantitative"}
    return [
        {**at, "mark": {"type": "rule"}, "encoding": {"x": x, "color": {"value": MUTED}}},
        {
            **at,
            "mark": {"type": "text", **look, "dy": 8, "y": 0, "baseline": "top"},
            "encoding": {"x": x, "text": {"field": "text"}, "color": {"value": MUTED}},
        },
    ]
