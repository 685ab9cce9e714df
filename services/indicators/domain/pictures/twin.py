"""The table beside a picture, as CSV and as an accessible page (WCAG 2.2 AA): caption, headings, scopes."""

import csv
import io
from html import escape

from services.indicators.domain.pictures.picture import Picture, Value
from services.indicators.domain.pictures.style import FONT, INK, MUTED, PAPER

STYLE = (
    f"body{{font:16px/1.5 {FONT};color:{INK};background:{PAPER};max-width:60rem;margin:1rem auto;"
    "padding:0 1rem}"
    "figure{margin:0}svg,img{max-width:100%;height:auto}table{border-collapse:collapse;margin:1rem 0}"
    "caption{text-align:left;font-weight:600;padding:.5rem 0}th,td{padding:.25rem .75rem;text-align:right;"
    "border-bottom:1px solid #ccc}th:first-child,td:first-child{text-align:left}"
    f"figcaption,small{{color:{MUTED}}}.wide{{overflow-x:auto}}"
)


def as_csv(picture: Picture) -> str:
    """Write the table as CSV (RFC 4180); the source is a last column, so that copied rows keep it."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    source = f"{picture.provenance.source}; {picture.provenance.vintage}"
    writer.writerow([*(_safe(it.heading) for it in picture.table.columns), "Source"])
    for row in picture.table.rows:
        writer.writerow([*("" if it is None else _safe(it) for it in row), _safe(source)])
    return sink.getvalue()


def as_page(picture: Picture, svg: str) -> str:
    """Write a page that stands alone, works without a network, and can be embedded: picture, words, table."""
    head = "".join(f'<th scope="col">{escape(it.heading)}</th>' for it in picture.table.columns)
    rows = "".join(
        "<tr>"
        f'<th scope="row">{escape(_shown(row[0]))}</th>'
        + "".join(f"<td>{escape(_shown(it))}</td>" for it in row[1:])
        + "</tr>"
        for row in picture.table.rows
    )
    under = "".join(f"<p><small>{escape(line)}</small></p>" for line in picture.provenance.lines)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(picture.title)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(picture.title)}</h1><figure>{svg}"
        f"<figcaption>{escape(picture.description)}</figcaption></figure>"
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(picture.title)}: table">'
        f"<table><caption>The same figures as a table</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{under}</main></body></html>"
    )


def with_words(svg: str, picture: Picture) -> str:
    """Give an SVG its title and description as elements, which screen readers and viewers read."""
    opening, found, rest = svg.partition(">")
    if not found or not opening.startswith("<svg"):
        raise ValueError("that is no SVG")
    words = f"<title>{escape(picture.title)}</title><desc>{escape(picture.description)}</desc>"
    return f'{opening} role="img">{words}{rest}' if "role=" not in opening else f"{opening}>{words}{rest}"


def _shown(value: Value) -> str:
    if value is None:
        return "hidden"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) and value >= 10_000 else str(value)


def _safe(value: str | float) -> str | float:
    """Keep a text from being run as a formula by a spreadsheet."""
    if isinstance(value, str) and value[:1] in "=+-@\t\r":
        return "'" + value
    return value
