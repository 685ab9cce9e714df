"""Pages over an ordered list that does not change under one name (its ETag).

A cursor is opaque to clients: it holds the place and the name of the content, so that a cursor into
another state of the data, or another list, is refused instead of skipping or repeating items.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from fastapi import Query

from shared.http.problems import Fault, Problem

Item = TypeVar("Item")

Limit = Annotated[int, Query(ge=1, le=200, description="items a page")]
Cursor = Annotated[str | None, Query(max_length=400, description="`next` of the page before")]


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items, and the cursor of the next page; None on the last."""

    items: Sequence[Item]
    next: str | None


def paginate(items: Sequence[Item], *, content: str, limit: int, cursor: str | None) -> Page[Item]:
    """Cut one page out of `items`, whose state is named `content`. Raises Problem 400 on a foreign cursor."""
    start = 0 if cursor is None else _place(cursor, content, len(items))
    end = start + limit
    return Page(items[start:end], _cursor(end, content) if end < len(items) else None)


def _cursor(place: int, content: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([place, content]).encode()).decode().rstrip("=")


def _place(cursor: str, content: str, length: int) -> int:
    try:
        place, name = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, TypeError):
        raise _refused("the cursor is not one of ours") from None
    if name != content or not isinstance(place, int) or not 0 <= place <= length:
        raise _refused("the cursor belongs to another list, or the data have changed since: start again")
    return place


def _refused(detail: str) -> Problem:
    fault = Fault("foreign_cursor", detail, parameter="cursor")
    return Problem(400, "foreign_cursor", "The cursor cannot be used", detail, faults=[fault])
