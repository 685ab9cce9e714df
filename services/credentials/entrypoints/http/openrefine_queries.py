"""What OpenRefine asks: a batch of queries as one JSON object, read with limits, faults with places."""

from datetime import date
from typing import Any

from services.credentials.domain.reconciliation.places import COUNTRY_NAMES
from services.credentials.domain.reconciliation.reconcile import Query
from services.credentials.domain.reconciliation.text import fold, tokens
from shared.http import strict_json
from shared.http.problems import Fault, Problem
from shared.kernel.countries import countries, is_country
from shared.kernel.errors import Invalid, Violation

MOST_QUERIES = 500
MOST_CANDIDATES = 20
DEFAULT_CANDIDATES = 5
MAX_TEXT = 1_000

_ALPHA2 = {it.alpha2: it.alpha3 for it in reversed(countries()) if it.alpha2}


def read_queries(sent: bytes) -> dict[str, tuple[Query, int]]:
    """Read a batch: by key, the query and how many candidates are wanted. Raises Problem 400, or Invalid."""
    try:
        batch = strict_json.parse(sent)
    except strict_json.NotStrictJson as error:
        fault = Fault(error.code, error.detail, pointer=error.pointer)
        title = "The queries are not strict JSON"
        raise Problem(400, error.code, title, error.detail, faults=[fault]) from None
    if not isinstance(batch, dict):
        raise Invalid(
            Violation("", "not_an_object", "the queries are an object, each under a key of its own")
        )
    if isinstance(batch.get("queries"), dict):
        batch = batch["queries"]
    if len(batch) > MOST_QUERIES:
        raise Invalid(Violation("", "too_many_queries", f"send at most {MOST_QUERIES} queries at once"))
    return {key: _query(key, value) for key, value in batch.items()}


def _query(key: str, value: Any) -> tuple[Query, int]:
    pointer = "/" + key.replace("~", "~0").replace("/", "~1")
    if not isinstance(value, dict):
        raise Invalid(Violation(pointer, "not_an_object", "a query is an object"))
    text = value.get("query")
    if not isinstance(text, str) or not text.strip() or len(text) > MAX_TEXT:
        detail = f"give a text of 1 to {MAX_TEXT} characters"
        raise Invalid(Violation(f"{pointer}/query", "text_missing", detail))
    limit = value.get("limit", DEFAULT_CANDIDATES)
    if isinstance(limit, bool) or not isinstance(limit, int) or limit < 1:
        raise Invalid(Violation(f"{pointer}/limit", "not_a_count", "the limit is a whole number from 1 on"))
    said = _properties(value.get("properties", []), f"{pointer}/properties")
    query = Query(text, _country(said.get("country")), said.get("city"), _day(said.get("on")))
    return query, min(limit, MOST_CANDIDATES)


def _properties(given: Any, pointer: str) -> dict[str, str]:
    """Give the properties that we know; others come from other columns, and are no fault."""
    if not isinstance(given, list):
        raise Invalid(Violation(pointer, "not_a_list", "the properties are a list"))
    found: dict[str, str] = {}
    for item in given[:50]:
        value = item.get("v") if isinstance(item, dict) else None
        first = value[0] if isinstance(value, list) and value else value
        plain = first.get("name") if isinstance(first, dict) else first
        if isinstance(plain, str) and plain.strip():
            found[str(item.get("pid"))] = plain.strip()[:200]
    return found


def _country(text: str | None) -> str | None:
    """Read a code or a name; a cell that names no country is no evidence, and no fault."""
    if text is None:
        return None
    if is_country(text.upper()):
        return text.upper()
    if text.upper() in _ALPHA2:
        return _ALPHA2[text.upper()]
    named = COUNTRY_NAMES.get(tuple(tokens(fold(text))), frozenset())
    return next(iter(named)) if len(named) == 1 else None


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
