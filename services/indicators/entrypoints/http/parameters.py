"""Faults of a question that was put in query parameters."""

from collections.abc import Iterator
from contextlib import contextmanager

from shared.http.problems import Fault, Problem
from shared.kernel.errors import Invalid


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
