"""How all pictures look: colours that differ for everybody and stand out from white, and one frame."""

from collections.abc import Sequence

from services.indicators.domain.pictures.picture import Provenance, Spec

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
INK, MUTED, FAINT, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
SERIES = ("#0072b2", "#d55e00", "#007a59", "#882255", "#5b4a9f", "#6f5500", "#332288", "#aa4400")
"""After Okabe and Ito, "Color Universal Design" (2008), and Tol's muted scheme, darkened where needed so that
each has a contrast of 3 to 1 or more against white (WCAG 2.2, 1.4.11)."""
DASHES = ([1, 0], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [10, 4], [1, 3], [6, 2, 1, 2])
"""Series differ in more than their colour (WCAG 2.2, 1.4.1)."""
WIDTH = 720
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
CONFIG: Spec = {
    "background": PAPER,
    "padding": 16,
    "font": FONT,
    "view": {"stroke": None},
    "title": {
        "anchor": "start",
        "fontSize": 18,
        "fontWeight": 600,
        "color": INK,
        "subtitleColor": MUTED,
        "subtitleFontSize": 13,
        "subtitlePadding": 6,
        "offset": 14,
        "frame": "group",
    },
    "axis": {
        "labelColor": MUTED,
        "titleColor": INK,
        "titleFontWeight": 400,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "gridColor": "#ececec",
        "domainColor": "#8c8c8c",
        "tickColor": "#8c8c8c",
        "titlePadding": 10,
    },
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12},
}


def framed(main: Spec, *, title: str, subtitle: str, description: str, provenance: Provenance) -> Spec:
    """Put a chart under its title and above its source."""
    return {
        "$schema": SCHEMA,
        "description": description,
        "title": {"text": title, "subtitle": subtitle},
        "config": CONFIG,
        "spacing": 18,
        "vconcat": [main, caption(provenance.lines)],
    }


def caption(lines: Sequence[str]) -> Spec:
    """Write the lines under a chart."""
    wrapped = [part for line in lines for part in wrap(line)]
    return {
        "width": WIDTH,
        "height": 15 * len(wrapped),
        "data": {"values": [{}]},
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "top",
            "x": 0,
            "y": 0,
            "fontSize": 11,
            "lineHeight": 15,
            "color": MUTED,
            "text": wrapped,
        },
    }


def wrap(text: str, most: int = 124) -> list[str]:
    """Break a line where words end; a chart has no flowing text."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) + 1 > most:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def coloured(names: Sequence[str]) -> Spec:
    """Give each name its colour, in order. Raises ValueError where there are more names than colours."""
    if len(names) > len(SERIES):
        raise ValueError(f"{len(names)} series cannot be told apart; show {len(SERIES)} at most")
    return {"domain": list(names), "range": list(SERIES[: len(names)])}


def dashed(names: Sequence[str]) -> Spec:
    """Give each name its dashes, in order."""
    return {"domain": list(names), "range": [list(it) for it in DASHES[: len(names)]]}
