"""The Sankey diagram: what became of each origin's cases. Laid out here, drawn by Vega."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.indicators.domain.pictures.language import Language
from services.indicators.domain.pictures.picture import (
    Column,
    Grammar,
    NothingToShow,
    Picture,
    Provenance,
    Spec,
    Twin,
)
from services.indicators.domain.pictures.style import INK, MUTED, PAPER, SERIES, WIDTH, font, side, wrap

HEIGHT, GAP, NODE = 420.0, 10.0, 14.0
MARGIN = 214.0
OTHERS = "others"
LEFT = "#6b6b6b"
MOST, LONGEST = 9, 30
TOLD: Spec = {
    "fill": {"field": "fill"},
    "tooltip": {"field": "label"},
    "aria": {"value": True},
    "description": {"field": "label"},
}
"""Each band and node says what it is to those who point at it and to those who hear it."""


@dataclass(frozen=True, slots=True)
class Link:
    """A number of cases from a node on the left to a node on the right."""

    left: str
    right: str
    value: float


@dataclass(frozen=True, slots=True)
class Box:
    """A node: where it stands, and its name."""

    name: str
    x: float
    top: float
    height: float
    value: float


def sankey(
    links: Sequence[Link],
    right_order: Sequence[str],
    provenance: Provenance,
    language: Language,
    *,
    title: str,
) -> Picture:
    """Draw the largest countries of the left and all others together. Raises NothingToShow without any case.

    `right_order` gives the outcomes of the right from top to bottom; each keeps its colour whatever occurs.
    What is written from right to left is drawn from right to left.
    """
    listed = [it for it in links if it.value > 0]
    if not listed:
        raise NothingToShow("every count of this table by origin and outcome is zero or hidden")
    names = {it.left: language.place(it.left) for it in listed}
    outcomes = {it: language.say(f"outcome.{it}") for it in right_order}
    table = Twin(
        (
            Column(language.say("column.origin"), names),
            Column(language.say("column.outcome"), outcomes),
            Column(language.say("column.cases")),
        ),
        tuple((it.left, it.right, it.value) for it in sorted(listed, key=lambda it: (it.left, it.right))),
    )
    totals = _totals(listed, "left")
    largest = sorted(totals, key=lambda it: (-totals[it], it))
    kept = largest[: MOST - 1] if len(largest) > MOST else largest
    drawn = _merge(listed, kept)
    order = [*kept, *([OTHERS] if len(kept) < len(largest) else [])]
    rights = [it for it in right_order if it in _totals(drawn, "right")]
    told = "; ".join(
        f"{outcomes[it]} {language.number(value)}" for it, value in _totals(drawn, "right").items()
    )
    description = language.say(
        "sankey.description",
        left=len(largest),
        right=len(rights),
        unit=language.say("unit.cases"),
        outcomes=told,
    )
    labels = {**names, **outcomes, OTHERS: language.say("sankey.others")}
    layout = _Layout(language, labels, dict(zip(right_order, SERIES, strict=False)))
    spec = _spec(drawn, (order, rights), layout, title=title, description=description, provenance=provenance)
    return Picture("sankey", title, description, Grammar.VEGA, spec, table, provenance, language)


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the two sides stand, by the direction of the language; names and colours of the nodes."""

    language: Language
    labels: Mapping[str, str]
    colours: Mapping[str, str]

    @property
    def ends(self) -> tuple[float, float]:
        """Where the nodes of origins and of outcomes stand, horizontally."""
        near, far = MARGIN, WIDTH - MARGIN - NODE
        return (far, near) if self.language.rtl else (near, far)

    @property
    def inner(self) -> tuple[float, float]:
        """Where bands leave origins and arrive at outcomes."""
        origins, outcomes = self.ends
        return (origins, outcomes + NODE) if self.language.rtl else (origins + NODE, outcomes)

    def label(self, name: str, value: float) -> str:
        """Name a node with its number, shortened where there is no room for it."""
        shown = self.labels[name]
        shown = shown if len(shown) <= LONGEST else shown[: LONGEST - 1] + "…"
        return self.language.line(f"{shown}  {self.language.number(value)}")


def _totals(links: Sequence[Link], side: str) -> dict[str, float]:
    totals: dict[str, float] = {}
    for it in links:
        name = it.left if side == "left" else it.right
        totals[name] = totals.get(name, 0) + it.value
    return totals


def _merge(links: Sequence[Link], kept: Sequence[str]) -> list[Link]:
    merged: dict[tuple[str, str], float] = {}
    for it in links:
        key = (it.left if it.left in kept else OTHERS, it.right)
        merged[key] = merged.get(key, 0) + it.value
    return [Link(left, right, value) for (left, right), value in merged.items()]


def _boxes(totals: Mapping[str, float], order: Sequence[str], x: float, scale: float) -> dict[str, Box]:
    used = sum(totals.values()) * scale + GAP * (len(order) - 1)
    boxes, top = {}, (HEIGHT - used) / 2
    for name in order:
        boxes[name] = Box(name, x, top, totals[name] * scale, totals[name])
        top += boxes[name].height + GAP
    return boxes


def _paths(
    links: Sequence[Link],
    boxes: tuple[Mapping[str, Box], Mapping[str, Box]],
    scale: float,
    layout: _Layout,
) -> list[Spec]:
    """Draw each link as a band; bands leave and arrive in the order of the nodes, so that few cross."""
    lefts, rights = boxes
    left_order, right_order = list(lefts), list(rights)
    x0, x1 = layout.inner
    out = {name: box.top for name, box in lefts.items()}
    into = {name: box.top for name, box in rights.items()}
    ordered = sorted(links, key=lambda it: (left_order.index(it.left), right_order.index(it.right)))
    paths: list[Spec] = []
    for it in ordered:
        depth = it.value * scale
        start, end = out[it.left], into[it.right]
        out[it.left] += depth
        into[it.right] += depth
        middle = (x0 + x1) / 2
        path = (
            f"M{x0:.1f},{start:.2f}C{middle:.1f},{start:.2f} {middle:.1f},{end:.2f} {x1:.1f},{end:.2f}"
            f"L{x1:.1f},{end + depth:.2f}C{middle:.1f},{end + depth:.2f} {middle:.1f},{start + depth:.2f} "
            f"{x0:.1f},{start + depth:.2f}Z"
        )
        label = f"{layout.labels[it.left]} → {layout.label(it.right, it.value)}"
        paths.append({"path": path, "fill": layout.colours[it.right], "label": label})
    return paths


def _spec(  # noqa: PLR0913 - what a diagram consists of
    links: Sequence[Link],
    orders: tuple[Sequence[str], Sequence[str]],
    layout: _Layout,
    *,
    title: str,
    description: str,
    provenance: Provenance,
) -> Spec:
    (left_order, right_order), language = orders, layout.language
    left_totals, right_totals = _totals(links, "left"), _totals(links, "right")
    most = max(len(left_order), len(right_order))
    scale = (HEIGHT - GAP * (most - 1)) / sum(left_totals.values())
    boxes = (
        _boxes(left_totals, left_order, layout.ends[0], scale),
        _boxes(right_totals, right_order, layout.ends[1], scale),
    )
    caption = [language.line(part) for line in provenance.lines(language) for part in wrap(line)]
    return {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "description": description,
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 16,
        "background": PAPER,
        "config": {"text": {"font": font(language)}, "title": {"font": font(language)}},
        "title": {
            "text": language.line(title),
            "anchor": "end" if language.rtl else "start",
            "fontSize": 18,
            "fontWeight": 600,
            "color": INK,
            "offset": 18,
        },
        "data": [
            {"name": "links", "values": _paths(links, boxes, scale, layout)},
            {"name": "lefts", "values": _named(boxes[0], layout)},
            {"name": "rights", "values": _named(boxes[1], layout)},
        ],
        "marks": [
            _mark("path", {"path": {"field": "path"}, "fillOpacity": {"value": 0.42}, **TOLD}, "links"),
            _nodes("lefts"),
            _nodes("rights"),
            _names("rights" if language.rtl else "lefts", align="right", dx=-8),
            _names("lefts" if language.rtl else "rights", align="left", dx=NODE + 8),
            _caption(caption, language),
        ],
    }


def _mark(kind: str, enter: Spec, data: str | None = None) -> Spec:
    source = {"from": {"data": data}} if data else {}
    return {"type": kind, **source, "encode": {"enter": enter}}


def _named(boxes: Mapping[str, Box], layout: _Layout) -> list[Spec]:
    return [
        {
            "x": it.x,
            "top": it.top,
            "height": max(it.height, 1.0),
            "fill": layout.colours.get(it.name, LEFT),
            "label": layout.label(it.name, it.value),
        }
        for it in boxes.values()
    ]


def _nodes(data: str) -> Spec:
    place = {"x": {"field": "x"}, "y": {"field": "top"}, "height": {"field": "height"}}
    return _mark("rect", {**place, "width": {"value": NODE}, **TOLD}, data)


def _names(data: str, *, align: str, dx: float) -> Spec:
    enter = {
        "x": {"field": "x", "offset": dx},
        "y": {"signal": "datum.top + datum.height / 2"},
        "text": {"field": "label"},
        "align": {"value": align},
        "baseline": {"value": "middle"},
        "fontSize": {"value": 12},
        "fill": {"value": INK},
    }
    return _mark("text", enter, data)


def _caption(lines: Sequence[str], language: Language) -> Spec:
    enter = {
        "x": {"value": WIDTH if language.rtl else 0},
        "align": {"value": side(language, "left")},
        "y": {"value": HEIGHT + 28},
        "text": {"value": list(lines)},
        "lineHeight": {"value": 15},
        "fontSize": {"value": 11},
        "baseline": {"value": "top"},
        "fill": {"value": MUTED},
    }
    return _mark("text", enter)
