"""API keys: 256 random bits behind a readable prefix, kept only as SHA-256.

A key of that entropy needs no slow hash; the look-up by digest tells nothing about neighbouring keys.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from shared.security.principals import Principal
from shared.security.scopes import Scope

PREFIX = "sym"


def new_api_key(kind: str) -> str:
    """Make a key such as ``sym_dev_…``. It is shown once; keep `digest(key)`."""
    return f"{PREFIX}_{kind}_{secrets.token_urlsafe(32)}"


def digest(key: str) -> str:
    """Give the hex SHA-256 under which a key is kept."""
    return hashlib.sha256(key.encode()).hexdigest()


def entry_of(key: str, *, tenant: str, subject: str, scopes: Iterable[str]) -> dict[str, Any]:
    """Write the entry under which the file of keys holds `key`."""
    return {"id": subject, "tenant": tenant, "scopes": [str(it) for it in scopes], "sha256": digest(key)}


class ApiKeyRing:
    """The keys that the gateway accepts."""

    def __init__(self, principals: dict[str, Principal]) -> None:
        self._principals = principals

    @classmethod
    def load(cls, path: Path) -> "ApiKeyRing":
        """Read a JSON list of ``{"id", "tenant", "scopes", "sha256"}``.

        Raises ValueError where the file is something else or a scope is not known.
        """
        try:
            entries = json.loads(path.read_bytes())
            if not isinstance(entries, list):
                raise TypeError("not a list")  # noqa: TRY301 - told below, with the file's name
            return cls({entry["sha256"]: _principal(entry) for entry in entries})
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"{path.name} is not a list of API keys") from error

    def find(self, key: str) -> Principal | None:
        """Give the principal behind `key`; None where there is none."""
        return self._principals.get(digest(key))


def _principal(entry: dict[str, Any]) -> Principal:
    """Read one entry. Raises ValueError on a scope that there is not: it would silently open nothing."""
    scopes = frozenset(entry["scopes"])
    unknown = sorted(scopes - set(Scope))
    if unknown:
        raise ValueError(f"the key {entry['id']} has an unknown scope: {', '.join(unknown)}")
    return Principal(entry["tenant"], entry["id"], scopes)
