"""Questions that are put in query parameters: moments, and the faults of what was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

from fastapi import Query
from pydantic import BeforeValidator

from shared.http.problems import Fault, Problem
from shared.kernel.errors import Invalid


def _written_as_a_moment(value: object) -> object:
    # Pydantic takes a number for seconds since 1970, which nobody means here.
    if isinstance(value, str) and "-" not in value[1:]:
        raise ValueError("give a moment such as 2026-02-01T00:00:00Z")
    return value


Moment = Annotated[
    datetime | None,
    BeforeValidator(_written_as_a_moment),
    Query(description="an instant with its offset, such as 2026-02-01T00:00:00Z"),
]


@contextmanager
def naming_parameters() -> Iterator[None]:
    """Name the parameter that is wrong, where a use case points into the question."""
    try:
        yield
    except Invalid as fault:
        faults = [
            Fault(it.code, it.detail, parameter=it.pointer.rpartition("/")[2]) for it in fault.violations
        ]
        raise Problem(422, fault.code, fault.title, fault.detail, faults=faults) from None
