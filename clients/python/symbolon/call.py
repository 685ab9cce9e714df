"""One request before it is sent: what both clients, the blocking and the asynchronous one, have in common."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, TypeVar

import httpx

from symbolon.configuration import Configuration
from symbolon.errors import Refused, Unreachable

Answer = TypeVar("Answer")

ATTEMPTS = 5
SECONDS = 30.0
_TRY_AGAIN = frozenset({429, 502, 503, 504})
_LONGEST_WAIT = 30.0


@dataclass(frozen=True, slots=True)
class Call(Generic[Answer]):
    """A request that is safe to send again: it reads, computes, or carries an Idempotency-Key.

    The type parameter is the shape of the answer's JSON.
    """

    method: str
    path: str
    body: Mapping[str, Any] | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    def request(self) -> dict[str, Any]:
        """Give the arguments for httpx."""
        return {
            "method": self.method,
            "url": self.path,
            "json": None if self.body is None else given(self.body),
            "params": given(self.parameters),
            "headers": dict(self.headers),
        }


def creating(path: str, body: Mapping[str, Any], *, key: str | None = None) -> Call[Any]:
    """Make a request that creates something, under `key` or a new Idempotency-Key."""
    return Call("POST", path, body, headers={"Idempotency-Key": key or str(uuid.uuid4())})


def given(members: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is None, and write days as ISO 8601."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in members.items()
        if value is not None
    }


def settings(place: Configuration, timeout: float) -> dict[str, Any]:
    """Give what an httpx client of either kind is made with."""
    headers = {"X-API-Key": place.api_key, "Accept": "application/json", "User-Agent": "symbolon-python"}
    return {"base_url": place.url, "headers": headers, "timeout": timeout}


def retry(error: Exception) -> bool | float:
    """Say whether to send again, or after how many seconds: a broken connection, or an answer "later"."""
    if isinstance(error, httpx.HTTPStatusError) and error.response.status_code in _TRY_AGAIN:
        after = error.response.headers.get("Retry-After", "")
        return min(float(after), _LONGEST_WAIT) if after.isdecimal() else True
    return isinstance(error, httpx.TransportError)


def translated(error: httpx.HTTPError) -> Refused | Unreachable:
    """Turn an error of httpx into one of ours. The answer's body must have been read."""
    if not isinstance(error, httpx.HTTPStatusError):
        return Unreachable(f"no answer from {_asked(error)}: {str(error) or type(error).__name__}")
    answer = error.response
    try:
        problem = answer.json()
    except ValueError:
        problem = None
    if not isinstance(problem, Mapping):
        problem = {"detail": answer.reason_phrase}
    return Refused.from_problem(answer.status_code, problem)


def _asked(error: httpx.HTTPError) -> str:
    """Name the platform that was asked, without the path: that may hold what a person asked about."""
    try:
        url = error.request.url
    except RuntimeError:  # an error that belongs to no request
        return "the platform"
    return f"{url.scheme}://{url.netloc.decode()}"
