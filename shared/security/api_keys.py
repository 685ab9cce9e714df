"""API keys: 256 random bits behind a readable prefix, kept only as SHA-256.

A key of that entropy needs no slow hash; the look-up by digest tells nothing about neighbouring keys.
"""

import hashlib
import json
import secrets
from pathlib import Path

from shared.security.principals import Principal

PREFIX = "sym"


def new_api_key(kind: str) -> str:
    """Make a key such as ``sym_dev_…``. It is shown once; keep `digest(key)`."""
    return f"{PREFIX}_{kind}_{secrets.token_urlsafe(32)}"


def digest(key: str) -> str:
    """Give the hex SHA-256 under which a key is kept."""
    return hashlib.sha256(key.encode()).hexdigest()


class ApiKeyRing:
    """The keys that the gateway accepts."""

    def __init__(self, principals: dict[str, Principal]) -> None:
        self._principals = principals

    @classmethod
    def load(cls, path: Path) -> "ApiKeyRing":
        """Read a JSON list of ``{"id", "tenant", "scopes", "sha256"}``. Raises ValueError otherwise."""
        try:
            entries = json.loads(path.read_bytes())
            if not isinstance(entries, list):
                raise TypeError("not a list")  # noqa: TRY301 - told below, with the file's name
            return cls(
                {
                    entry["sha256"]: Principal(entry["tenant"], entry["id"], frozenset(entry["scopes"]))
                    for entry in entries
                }
            )
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"{path.name} is not a list of API keys") from error

    def find(self, key: str) -> Principal | None:
        """Give the principal behind `key`; None where there is none."""
        return self._principals.get(digest(key))
