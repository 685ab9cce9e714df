"""Problem details (RFC 9457) for everything that goes wrong, whoever noticed it.

    {"type": "/problems/invalid", "title": ..., "status": 422, "detail": ..., "instance": "/v1/...",
     "code": "invalid", "trace_id": ...,
     "errors": [{"pointer": "/award/country", "code": ..., "detail": ...}]}

`pointer` is a JSON Pointer (RFC 6901) into the body; an error in a query parameter or a header names it
under `parameter` instead. Messages never quote secrets, SQL or stack traces.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response

from shared.kernel.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, Unavailable
from shared.observability.tracing import current_trace

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Fault:
    """One place where the request is wrong; exactly one of `pointer` and `parameter` is set."""

    code: str
    detail: str
    pointer: str | None = None
    parameter: str | None = None

    def as_json(self) -> dict[str, str]:
        """Give the members that are set."""
        members = {"pointer": self.pointer, "parameter": self.parameter}
        place = {name: value for name, value in members.items() if value is not None}
        return {**place, "code": self.code, "detail": self.detail}


class Problem(HTTPException):
    """An error on its way to the client."""

    def __init__(  # noqa: PLR0913 - the members of RFC 9457
        self,
        status: int,
        code: str,
        title: str,
        detail: str,
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, dict(headers) if headers else None)
        self.code = code
        self.title = title
        self.faults = tuple(faults)

    def response(self, instance: str) -> Response:
        """Write the problem out; `instance` is the path that was asked for."""
        trace = current_trace.get()
        body: dict[str, Any] = {
            "type": f"/problems/{self.code}",
            "title": self.title,
            "status": self.status_code,
            "detail": self.detail,
            "instance": instance,
            "code": self.code,
        }
        if trace is not None:
            body["trace_id"] = trace.trace_id
        if self.faults:
            body["errors"] = [fault.as_json() for fault in self.faults]
        return Response(
            orjson.dumps(body), status_code=self.status_code, headers=self.headers, media_type=MEDIA_TYPE
        )


STATUS_OF: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (Invalid, 422),
    (Conflict, 409),
    (Forbidden, 403),
    (Unavailable, 503),
)


def from_domain(error: DomainError) -> Problem:
    """Translate an error of the domain; its category gives the status."""
    status = next((status for kind, status in STATUS_OF if isinstance(error, kind)), 422)
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Unavailable) else None
    faults: list[Fault] = []
    if isinstance(error, Invalid):
        faults = [Fault(it.code, it.detail, pointer=it.pointer) for it in error.violations]
    elif error.pointer is not None:
        faults = [Fault(error.code, error.detail, pointer=error.pointer)]
    return Problem(status, error.code, error.title, error.detail, faults=faults, headers=headers)


def from_validation(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """Translate what pydantic found; every place is named."""
    faults = [_fault(error) for error in errors]
    detail = faults[0].detail if len(faults) == 1 else f"{len(faults)} places are wrong; see errors"
    return Problem(422, "invalid", Invalid.title, detail, faults=faults)


def _fault(error: Mapping[str, Any]) -> Fault:
    where, *path = error["loc"]
    code, detail = error["type"], error["msg"]
    if where == "body":
        return Fault(code, detail, pointer=pointer_to(path))
    return Fault(code, detail, parameter=".".join(str(part) for part in path))


def pointer_to(path: Sequence[str | int]) -> str:
    """Write a path as a JSON Pointer; the empty path is the whole document."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)
