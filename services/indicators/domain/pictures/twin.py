"""The table beside a picture, as CSV and as an accessible page (WCAG 2.2 AA): caption, headings, scopes."""

import csv
import io
from collections.abc import Sequence
from html import escape

from services.indicators.domain.pictures.language import Language
from services.indicators.domain.pictures.picture import Column, Picture, Value
from services.indicators.domain.pictures.style import FONT, INK, MUTED, PAPER

STYLE = (
    f"body{{font:16px/1.5 {FONT};color:{INK};background:{PAPER};max-width:60rem;margin:1rem auto;"
    "padding:0 1rem}"
    "figure{margin:0}svg,img{max-width:100%;height:auto}table{border-collapse:collapse;margin:1rem 0}"
    "caption{text-align:start;font-weight:600;padding:.5rem 0}th,td{padding:.25rem .75rem;text-align:end;"
    "border-bottom:1px solid #ccc}th:first-child,td:first-child{text-align:start}"
    "svg{direction:ltr}"
    f"figcaption,small{{color:{MUTED}}}.wide{{overflow-x:auto}}"
)


def as_csv(picture: Picture) -> str:
    """Write the table as CSV (RFC 4180); the source is a last column, so that copied rows keep it."""
    sink = io.StringIO()
    writer = csv.writer(sink, lineterminator="\r\n")
    source = f"{picture.provenance.source}; {picture.provenance.vintage}"
    say, columns = picture.language.say, picture.table.columns
    head = [part for it in columns for part in _twice(it, it.heading, say("column.label", column=it.heading))]
    writer.writerow([*(_safe(it) for it in head), say("column.source")])
    for row in picture.table.rows:
        cells = [
            part
            for column, value in zip(columns, row, strict=True)
            for part in _twice(column, "" if value is None else value, column.labels.get(str(value), ""))
        ]
        writer.writerow([*(_safe(it) for it in cells), _safe(source)])
    return sink.getvalue()


def _twice(column: Column, code: str | float, label: str) -> list[str | float]:
    """Give a column of codes a second one with what they mean."""
    return [code, label] if column.labels else [code]


def as_page(picture: Picture, svg: str) -> str:
    """Write a page that stands alone, works without a network, and can be embedded: picture, words, table."""
    language = picture.language
    head = "".join(f'<th scope="col">{escape(it.heading)}</th>' for it in picture.table.columns)
    rows = "".join(
        "<tr>"
        f'<th scope="row">{escape(shown[0])}</th>'
        + "".join(f"<td>{escape(it)}</td>" for it in shown[1:])
        + "</tr>"
        for shown in (_shown(picture, row) for row in picture.table.rows)
    )
    under = "".join(f"<p><small>{escape(line)}</small></p>" for line in picture.lines)
    direction = "rtl" if language.rtl else "ltr"
    region = language.say("table.region", title=picture.title)
    return (
        "<!doctype html>"
        f'<html lang="{language.code}" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(picture.title)}</title><style>{STYLE}</style></head><body><main>"
        f"<h1>{escape(picture.title)}</h1><figure>{svg}"
        f"<figcaption>{escape(picture.description)}</figcaption></figure>"
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(region)}">'
        f"<table><caption>{escape(language.say('table.caption'))}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>{under}</main></body></html>"
    )


def with_words(svg: str, picture: Picture) -> str:
    """Give an SVG title and description as elements, which screen readers read, and their language."""
    opening, found, rest = svg.partition(">")
    if not found or not opening.startswith("<svg"):
        raise ValueError("that is no SVG")
    words = f"<title>{escape(picture.title)}</title><desc>{escape(picture.description)}</desc>"
    role = "" if "role=" in opening else ' role="img"'
    return f'{opening}{role} lang="{picture.language.code}">{words}{rest}'


def _shown(picture: Picture, row: Sequence[Value]) -> list[str]:
    return [
        _written(value, column, picture.language)
        for column, value in zip(picture.table.columns, row, strict=True)
    ]


def _written(value: Value, column: Column, language: Language) -> str:
    if value is None:
        return language.say("table.hidden")
    if isinstance(value, str):
        label = column.labels.get(value, value)
        return label if label == value else f"{label} ({value})"
    if isinstance(value, int):
        return language.number(value) if value >= 10_000 else str(value)
    return language.number(value) if abs(value) >= 100 or value == int(value) else language.decimal(value, 4)


def _safe(value: str | float) -> str | float:
    """Keep a text from being run as a formula by a spreadsheet."""
    if isinstance(value, str) and value[:1] in "=+-@\t\r":
        return "'" + value
    return value
