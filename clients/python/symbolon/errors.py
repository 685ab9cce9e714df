"""What can go wrong between a program and Symbolon."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


class SymbolonError(Exception):
    """Everything this package raises on purpose."""


class NotConfigured(SymbolonError):
    """The address or the key is missing or cannot be read."""


class Unreachable(SymbolonError):
    """Nobody answered, also after trying again. A request that creates is safe to repeat under its key."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the request is wrong: a JSON pointer into the body, or the name of a parameter."""

    place: str
    code: str
    detail: str


class Refused(SymbolonError):
    """The platform answered with a problem document (RFC 9457).

    `status` is the HTTP status, `code` the stable name of the problem, `faults` the places that are wrong,
    `trace_id` what to quote to the operator.
    """

    def __init__(  # noqa: PLR0913 - the members of a problem document
        self,
        status: int,
        code: str,
        detail: str,
        *,
        title: str | None = None,
        faults: Sequence[Fault] = (),
        trace_id: str | None = None,
    ) -> None:
        places = "".join(f"\n  {fault.place or 'body'}: {fault.detail}" for fault in faults)
        said_at_its_place = any(fault.detail in detail for fault in faults)
        said = title if title and said_at_its_place else detail
        super().__init__(f"{said} ({status} {code}){places}")
        self.status = status
        self.code = code
        self.detail = detail
        self.faults = tuple(faults)
        self.trace_id = trace_id

    @classmethod
    def from_problem(cls, status: int, problem: Mapping[str, Any]) -> "Refused":
        """Read a problem document; what it lacks is left out."""
        faults = [
            Fault(it.get("pointer", it.get("parameter", "")), it.get("code", ""), it.get("detail", ""))
            for it in problem.get("errors", [])
        ]
        detail = problem.get("detail") or problem.get("title") or "the request was refused"
        code = problem.get("code", "http_error")
        return cls(
            status,
            code,
            detail,
            title=problem.get("title"),
            faults=faults,
            trace_id=problem.get("trace_id"),
        )
