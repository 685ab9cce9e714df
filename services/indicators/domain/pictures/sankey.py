"""The Sankey diagram: what became of each origin's cases. Laid out here, drawn by Vega."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.indicators.domain.pictures.picture import (
    Column,
    Grammar,
    NothingToShow,
    Picture,
    Provenance,
    Spec,
    Twin,
    numbered,
)
from services.indicators.domain.pictures.style import FONT, INK, MUTED, PAPER, SERIES, WIDTH, wrap

HEIGHT, GAP, NODE = 420.0, 10.0, 14.0
LEFT, RIGHT = 130.0, WIDTH - 130.0
OTHERS = "all others"
MOST = 9


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
    links: Sequence[Link], right_order: Sequence[str], provenance: Provenance, *, title: str, unit: str
) -> Picture:
    """Draw the largest nodes of the left and all others together. Raises NothingToShow without any case.

    `right_order` gives the nodes of the right from top to bottom; colours follow it.
    """
    listed = [it for it in links if it.value > 0]
    if not listed:
        raise NothingToShow("no case to draw")
    table = Twin(
        (Column("From"), Column("To"), Column("Cases", unit)),
        tuple((it.left, it.right, it.value) for it in sorted(listed, key=lambda it: (it.left, it.right))),
    )
    totals = _totals(listed, "left")
    largest = sorted(totals, key=lambda it: (-totals[it], it))
    kept = largest[: MOST - 1] if len(largest) > MOST else largest
    drawn = _merge(listed, kept)
    order = [*kept, *([OTHERS] if len(kept) < len(largest) else [])]
    rights = [it for it in right_order if it in _totals(drawn, "right")]
    description = f"From {len(largest)} on the left to {len(rights)} on the right, {unit}. " + "; ".join(
        f"{name} {numbered(value)}" for name, value in _totals(drawn, "right").items()
    )
    spec = _spec(drawn, order, rights, title=title, description=description, provenance=provenance)
    return Picture("sankey", title, description, Grammar.VEGA, spec, table, provenance)


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
    boxes, top = {}, 0.0
    used = sum(totals.values()) * scale + GAP * (len(order) - 1)
    top = (HEIGHT - used) / 2
    for name in order:
        height = totals[name] * scale
        boxes[name] = Box(name, x, top, height, totals[name])
        top += height + GAP
    return boxes


def _paths(
    links: Sequence[Link], lefts: Mapping[str, Box], rights: Mapping[str, Box], scale: float
) -> list[Spec]:
    """Draw each link as a band; bands leave and arrive in the order of the nodes, so that few cross."""
    left_order, right_order = list(lefts), list(rights)
    out = {name: box.top for name, box in lefts.items()}
    into = {name: box.top for name, box in rights.items()}
    ordered = sorted(links, key=lambda it: (left_order.index(it.left), right_order.index(it.right)))
    paths: list[Spec] = []
    for it in ordered:
        depth = it.value * scale
        start, end = out[it.left], into[it.right]
        out[it.left] += depth
        into[it.right] += depth
        x0, x1 = LEFT + NODE, RIGHT
        middle = (x0 + x1) / 2
        path = (
            f"M{x0:.1f},{start:.2f}C{middle:.1f},{start:.2f} {middle:.1f},{end:.2f} {x1:.1f},{end:.2f}"
            f"L{x1:.1f},{end + depth:.2f}C{middle:.1f},{end + depth:.2f} {middle:.1f},{start + depth:.2f} "
            f"{x0:.1f},{start + depth:.2f}Z"
        )
        label = f"{it.left} to {it.right}: {numbered(it.value)}"
        paths.append({"path": path, "colour": right_order.index(it.right), "label": label})
    return paths


def _spec(  # noqa: PLR0913 - what a diagram consists of
    links: Sequence[Link],
    left_order: Sequence[str],
    right_order: Sequence[str],
    *,
    title: str,
    description: str,
    provenance: Provenance,
) -> Spec:
    left_totals, right_totals = _totals(links, "left"), _totals(links, "right")
    most = max(len(left_order), len(right_order))
    scale = (HEIGHT - GAP * (most - 1)) / sum(left_totals.values())
    lefts = _boxes(left_totals, left_order, LEFT, scale)
    rights = _boxes(right_totals, right_order, RIGHT, scale)
    colours = [SERIES[place % len(SERIES)] for place in range(len(right_order))]
    caption = [part for line in provenance.lines for part in wrap(line)]
    return {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "description": description,
        "width": WIDTH,
        "height": HEIGHT,
        "padding": 16,
        "background": PAPER,
        "config": {"text": {"font": FONT}, "title": {"font": FONT}},
        "title": {
            "text": title,
            "anchor": "start",
            "fontSize": 18,
            "fontWeight": 600,
            "color": INK,
            "offset": 18,
        },
        "data": [
            {"name": "links", "values": _paths(links, lefts, rights, scale)},
            {"name": "lefts", "values": _named(lefts)},
            {"name": "rights", "values": _named(rights)},
        ],
        "scales": [
            {
                "name": "colour",
                "type": "ordinal",
                "domain": list(range(len(colours))),
                "range": colours,
            }
        ],
        "marks": [
            _bands(),
            _nodes("lefts", {"value": "#6b6b6b"}),
            _nodes("rights", {"scale": "colour", "field": "place"}),
            _names("lefts", align="right", dx=-8),
            _names("rights", align="left", dx=NODE + 8),
            _caption(caption),
        ],
    }


def _named(boxes: Mapping[str, Box]) -> list[Spec]:
    return [
        {
            "x": it.x,
            "top": it.top,
            "height": max(it.height, 1.0),
            "place": place,
            "label": f"{it.name}  {numbered(it.value)}",
        }
        for place, it in enumerate(boxes.values())
    ]


def _bands() -> Spec:
    return {
        "type": "path",
        "from": {"data": "links"},
        "encode": {
            "enter": {
                "path": {"field": "path"},
                "fill": {"scale": "colour", "field": "colour"},
                "fillOpacity": {"value": 0.42},
                "tooltip": {"field": "label"},
                "aria": {"value": True},
                "description": {"field": "label"},
            }
        },
    }


def _nodes(data: str, fill: Spec) -> Spec:
    return {
        "type": "rect",
        "from": {"data": data},
        "encode": {
            "enter": {
                "x": {"field": "x"},
                "width": {"value": NODE},
                "y": {"field": "top"},
                "height": {"field": "height"},
                "fill": fill,
                "description": {"field": "label"},
            }
        },
    }


def _names(data: str, *, align: str, dx: float) -> Spec:
    return {
        "type": "text",
        "from": {"data": data},
        "encode": {
            "enter": {
                "x": {"field": "x", "offset": dx},
                "y": {"signal": "datum.top + datum.height / 2"},
                "text": {"field": "label"},
                "align": {"value": align},
                "baseline": {"value": "middle"},
                "fontSize": {"value": 12},
                "fill": {"value": INK},
            }
        },
    }


def _caption(lines: Sequence[str]) -> Spec:
    return {
        "type": "text",
        "encode": {
            "enter": {
                "x": {"value": 0},
                "y": {"value": HEIGHT + 28},
                "text": {"value": list(lines)},
                "lineHeight": {"value": 15},
                "fontSize": {"value": 11},
                "baseline": {"value": "top"},
                "fill": {"value": MUTED},
            }
        },
    }
