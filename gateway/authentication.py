"""API keys at the door."""

from collections.abc import Iterable

from shared.http.problems import Problem
from shared.kernel.clock import Clock
from shared.security.api_keys import ApiKeyRing
from shared.security.principals import Principal

HEADER = "X-API-Key"
_NAME = HEADER.lower().encode()


class ApiKeyAuthentication:
    """Knows whose key a request carries."""

    def __init__(self, ring: ApiKeyRing, clock: Clock) -> None:
        self._ring = ring
        self._clock = clock

    def authenticate(self, headers: Iterable[tuple[bytes, bytes]]) -> Principal:
        """Give the principal. Raises Problem 401 where the key is missing, doubled, unknown or expired."""
        keys = [value for name, value in headers if name == _NAME]
        if len(keys) != 1:
            raise _unauthenticated(f"send your key once, in {HEADER}")
        key = self._ring.find(keys[0].decode("latin-1"))
        if key is None:
            raise _unauthenticated("the key is not known")
        if key.expired(self._clock.now().date()):
            raise _unauthenticated(f"the key has expired: its last day was {key.until}")
        return key.principal


def _unauthenticated(detail: str) -> Problem:
    return Problem(
        401,
        "unauthenticated",
        "Authentication is required",
        detail,
        headers={"WWW-Authenticate": f'ApiKey header="{HEADER}"'},
    )
