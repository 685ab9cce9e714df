"""The CSV template of DEQAR as the objects of its JSON.

``institution[2].eter_id`` is a field of the second institution.

Header names are compared without regard to case. Both spellings of repeated columns that occur in the wild
are read, ``institution[1].identifier[1]`` and ``institution[1].identifier``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_COLUMN = re.compile(r"^(?P<group>[a-z_]+)\[(?P<number>\d{1,3})\](?:\.(?P<field>[a-z_]+)(?:\[\d{1,3}\])?)?$")
_GROUPS = {
    "institution": "institutions",
    "platform": "platforms",
    "programme": "programmes",
    "activities": "activities",
    "file": "report_files",
    "link": "report_links",
}
_LISTS = {"institution", "platform"}


def as_reports(rows: Iterable[tuple[str, Sequence[str]]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Turn rows into report objects; the first row is the header, the others come with their places."""
    header: list[str] = []
    for place, row in rows:
        if not header:
            header = [it.strip().lower().removeprefix("\ufeff") for it in row]
            continue
        if any(cell.strip() for cell in row):
            yield place, _report(header, row)


def _report(header: Sequence[str], row: Sequence[str]) -> dict[str, Any]:
    report: dict[str, Any] = {}
    groups: dict[str, dict[int, dict[str, Any]]] = {}
    for column, cell in zip(header, row, strict=False):
        text = cell.strip()
        match = _COLUMN.match(column)
        if not text:
            continue
        if match is None or match["group"] not in _GROUPS:
            report[column] = text
            continue
        group, field = match["group"], match["field"] or "link"
        item = groups.setdefault(group, {}).setdefault(int(match["number"]), {})
        if group in _LISTS and field in {"identifier", "resource"}:
            _identifier(item, field, text)
        else:
            item.setdefault(field, text)
    for group, items in groups.items():
        report[_GROUPS[group]] = [items[number] for number in sorted(items)]
    return report


def _identifier(item: dict[str, Any], field: str, text: str) -> None:
    """A template row gives one other identifier and, in a column of its own, the register it comes from."""
    item.setdefault("identifiers", [{}])[0].setdefault(field, text)
