"""The columns of an answer in a table: which members of which part, and their types."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa

Take = Callable[[Any], Any]


def _first(comparable: Any, name: str) -> Any:
    found = comparable["qualifications"]
    return found[0][name] if found else None


def _joined(values: Any) -> str | None:
    return None if values is None else " ".join(dict.fromkeys(str(it) for it in values))


def _articles(legal: Any) -> str:
    duty = [it for it in legal["citations"] if it["topic"] == "recognition.duty"]
    return "; ".join(f"{it['instrument']} {article}" for it in duty for article in it["articles"])


_TEXT, _WHOLE, _NUMBER = pa.string(), pa.int8(), pa.float64()

_OF: dict[str, dict[str, tuple[Any, Take]]] = {
    "conclusion": {
        "outcome": (_TEXT, lambda it: it["outcome"]),
        "missing": (_TEXT, lambda it: _joined(one["fact"] for one in it["missing"])),
        "missing_from": (_TEXT, lambda it: _joined(one["owed_by"] for one in it["missing"])),
        "trust": (_TEXT, lambda it: it["confidence"]["trust"]),
        "confidence": (_NUMBER, lambda it: it["confidence"]["score"]),
    },
    "award": {
        "qualification_named": (_TEXT, lambda it: it["named"]),
        "qualification_id": (_TEXT, lambda it: it["id"]),
        "isced": (_WHOLE, lambda it: it["isced"]),
        "eqf": (_TEXT, lambda it: (it["eqf"] or {}).get("value")),
    },
    "comparison": {
        "comparable": (_TEXT, lambda it: it["outcome"]),
        "comparable_id": (_TEXT, lambda it: _first(it, "id")),
        "comparable_name": (_TEXT, lambda it: _first(it, "name")),
        "comparable_isced": (_WHOLE, lambda it: it["isced"]),
        "closeness": (_TEXT, lambda it: _first(it, "closeness")),
    },
    "rights": {
        "access_at_home": (_TEXT, lambda it: _joined(it["at_home"])),
        "access_in_host": (_TEXT, lambda it: _joined(it["in_host"])),
    },
    "legal": {
        "duty": (_TEXT, lambda it: it["duty"]),
        "instruments": (_TEXT, lambda it: _joined(it["binding_instruments"])),
        "articles": (_TEXT, _articles),
        "burden_of_proof": (_TEXT, lambda it: it["burden_of_proof"]),
        "time_limit": (_TEXT, lambda it: it["time_limit"]),
        "appeal": (_TEXT, lambda it: it["appeal"]),
        "legal_trust": (_TEXT, lambda it: it["trust"]),
    },
    "standing": {
        "institution_identified": (_TEXT, lambda it: it["identified"]),
        "institution_id": (_TEXT, lambda it: it["id"]),
        "institution_name": (_TEXT, lambda it: it["name"]),
        "recognised_at_award": (_TEXT, lambda it: it["recognised_at_award"]),
    },
    "marks": {
        "grade": (_TEXT, lambda it: it and it["converted"]),
        "grade_policy": (_TEXT, lambda it: it and it.get("policy")),
    },
}

COLUMNS = (
    "key",
    "row",
    "outcome",
    *_OF["award"],
    *_OF["comparison"],
    *_OF["rights"],
    *_OF["legal"],
    *_OF["standing"],
    *_OF["marks"],
    *(it for it in _OF["conclusion"] if it != "outcome"),
    "facts_hash",
    "answer_hash",
    "errors",
)
"""The columns of CSV and Parquet, in order."""


def cells_of(part: str, document: Any) -> tuple[Any, ...]:
    """Take the cells of a part out of its document, in the order of `columns_of`."""
    return tuple(take(document) for _, take in _OF[part].values())


def columns_of(part: str) -> dict[str, Any]:
    """Name the columns of a part, with their Arrow types."""
    return {name: kind for name, (kind, _) in _OF[part].items()}
