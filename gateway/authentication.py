"""API keys at the door."""

from collections.abc import Iterable

from shared.http.problems import Problem
from shared.security.api_keys import ApiKeyRing
from shared.security.principals import Principal

HEADER = "X-API-Key"
_NAME = HEADER.lower().encode()


class ApiKeyAuthentication:
    """Knows whose key a request carries."""

    def __init__(self, ring: ApiKeyRing) -> None:
        self._ring = ring

    def authenticate(self, headers: Iterable[tuple[bytes, bytes]]) -> Principal:
        """Give the principal. Raises Problem 401 where the key is missing, doubled or unknown."""
        keys = [value for name, value in headers if name == _NAME]
        if len(keys) != 1:
            raise _unauthenticated(f"send your key once, in {HEADER}")
        principal = self._ring.find(keys[0].decode("latin-1"))
        if principal is None:
            raise _unauthenticated("the key is not known")
        return principal


def _unauthenticated(detail: str) -> Problem:
    return Problem(
        401,
        "unauthenticated",
        "Authentication is required",
        detail,
        headers={"WWW-Authenticate": f'ApiKey header="{HEADER}"'},
    )
