"""How all pictures look: colours that differ for everybody and stand out from white, and one frame."""

from collections.abc import Sequence

from services.indicators.domain.pictures.language import Language
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
ARABIC_FONT = "DejaVu Sans, Noto Sans Arabic, Arial, sans-serif"
"""Liberation Sans, which the renderer brings along, has no Arabic; the image installs DejaVu."""
CONFIG: Spec = {
    "background": PAPER,
    "padding": 16,
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
        "labelFlush": False,
    },
    "legend": {"labelColor": INK, "titleColor": INK, "labelFontSize": 12, "titleFontSize": 12},
}


def framed(  # noqa: PLR0913 - what a picture consists of
    main: Spec, *, title: str, subtitle: str, description: str, provenance: Provenance, language: Language
) -> Spec:
    """Put a chart under its title and above its source."""
    place = {"align": "right", "dx": WIDTH} if language.rtl else {}
    return {
        "$schema": SCHEMA,
        "description": description,
        "title": {"text": language.line(title), "subtitle": language.line(subtitle), **place},
        "config": {**CONFIG, "font": font(language), "locale": {"number": dict(language.number_format)}},
        "spacing": 18,
        "vconcat": [main, caption(provenance.lines(language), language)],
    }


def caption(lines: Sequence[str], language: Language) -> Spec:
    """Write the lines under a chart."""
    wrapped = [language.line(part) for line in lines for part in wrap(line)]
    return {
        "width": WIDTH,
        "height": 15 * len(wrapped),
        "data": {"values": [{}]},
        "mark": {
            "type": "text",
            "align": side(language, "left"),
            "baseline": "top",
            "x": WIDTH if language.rtl else 0,
            "y": 0,
            "fontSize": 11,
            "lineHeight": 15,
            "color": MUTED,
            "text": wrapped,
        },
    }


def font(language: Language) -> str:
    """Name the fonts that have the letters of a language."""
    return ARABIC_FONT if language.rtl else FONT


def side(language: Language, where: str) -> str:
    """Mirror "left" and "right" for what is written from right to left."""
    return {"left": "right", "right": "left"}[where] if language.rtl else where


def turned(language: Language) -> Spec:
    """Give the scale of a horizontal axis its direction: the one of reading."""
    return {"reverse": True} if language.rtl else {}


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
