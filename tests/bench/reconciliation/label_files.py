"""Labelled texts in files of other people: JSON, JSON lines, CSV or TSV, packed with gzip or not.

A text stands under one of `TEXTS`, the right ids under one of `IDS`: a list, or one cell with several ids
between semicolons, bars, commas or spaces. No id says that nothing is right. A table without such a heading
has the text in its first column and the ids in its second. `country` and `city` are used where present.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from services.credentials.adapters.register.streams import objects, rows
from services.credentials.domain.reconciliation.reconcile import Query
from services.credentials.domain.register.identifiers import MalformedIdentifier, parse_identifier
from services.credentials.domain.register.register import Register, UnknownInstitution
from services.credentials.domain.register.sources.outcome import alpha3
from tests.bench.reconciliation.labelled import Labelled, labelled

TEXTS = ("affiliation", "original_affiliation", "text", "name", "query", "string")
IDS = ("ror_ids", "ror-ids", "ror_id", "ror-id", "ror", "ids", "id", "labels", "label")
_BETWEEN = re.compile(r"""[\s;|,\[\]"']+""")


def read_labels(path: Path) -> list[Labelled]:
    """Read the labelled texts of a file. Raises ValueError where it has no texts with ids."""
    stem = path.name.removesuffix(".gz")
    entries = _of_table(path) if stem.endswith((".csv", ".tsv")) else (it for _, it in objects(path))
    return [_labelled(it, f"{path.name}, entry {number}") for number, it in enumerate(entries, start=1)]


def resolved(cases: Iterable[Labelled], register: Register) -> tuple[list[Labelled], int]:
    """Name the right institutions by their ids in `register`; tell how many labels it does not hold."""
    found: list[Labelled] = []
    absent = 0
    for case in cases:
        held: set[str] = set()
        for name in case.right:
            try:
                held.add(register.get(name).id)
            except UnknownInstitution:
                absent += 1
        found.append(labelled(case.query, frozenset(held), case.kind))
    return found, absent


def _of_table(path: Path) -> Iterator[dict[str, str]]:
    table = rows(path)
    first = [it.strip() for it in next(table, ("", ()))[1]]
    heading = [it.lower() for it in first]
    if not set(heading) & set(IDS):
        heading = ["text", "id", *map(str, range(2, len(first)))]
        yield dict(zip(heading, first, strict=True))
    for _, row in table:
        yield dict(zip(heading, row, strict=False))


def _labelled(entry: Any, place: str) -> Labelled:
    fields: Mapping[str, Any] = entry if isinstance(entry, dict) else {}
    text = _first(fields, TEXTS)
    ids = _first(fields, IDS)
    if not isinstance(text, str) or not any(name in fields for name in IDS):
        raise ValueError(f"{place}: no text under {TEXTS} with ids under {IDS}")
    country = fields.get("country")
    query = Query(text, _country(country) if country else None, fields.get("city") or None)
    return labelled(query, frozenset(map(_named, _split(ids))), "affiliation")


def _first(fields: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((fields[name] for name in names if name in fields), None)


def _split(ids: Any) -> list[str]:
    several = ids if isinstance(ids, list) else _BETWEEN.split(str(ids or ""))
    return [text for it in several if (text := str(it).strip())]


def _named(name: str) -> str:
    """Write an identifier as the register does; a bare ROR id as one of ROR."""
    for written in (name, f"ror:{name}"):
        try:
            return str(parse_identifier(written))
        except MalformedIdentifier:
            continue
    return name


def _country(code: str) -> str:
    return code if len(code) == 3 else alpha3(code)
