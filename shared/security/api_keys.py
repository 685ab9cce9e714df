"""API keys: 256 random bits behind a readable prefix, kept only as SHA-256.

A key of that entropy needs no slow hash; the look-up by digest tells nothing about neighbouring keys.
"""

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
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


def entry_of(
    key: str, *, tenant: str, subject: str, scopes: Iterable[str], until: date | None = None
) -> dict[str, Any]:
    """Write the entry under which the file of keys holds `key`; without `until` it never expires."""
    entry = {"id": subject, "tenant": tenant, "scopes": [str(it) for it in scopes], "sha256": digest(key)}
    return entry if until is None else {**entry, "until": until.isoformat()}


@dataclass(frozen=True, slots=True)
class ApiKey:
    """What is known of a key: whose it is, and the last day (UTC) on which it opens anything."""

    principal: Principal
    until: date | None = None

    def expired(self, today: date) -> bool:
        """Say whether its last day is over."""
        return self.until is not None and today > self.until


class ApiKeyRing:
    """The keys that the gateway accepts."""

    def __init__(self, keys: dict[str, ApiKey]) -> None:
        self._keys = keys

    @classmethod
    def load(cls, path: Path) -> "ApiKeyRing":
        """Read a JSON list of ``{"id", "tenant", "scopes", "sha256"}``, each with ``"until"`` or without.

        Raises ValueError where the file is something else, a scope is not known or a day is none.
        """
        try:
            entries = json.loads(path.read_bytes())
            if not isinstance(entries, list):
                raise TypeError("not a list")  # noqa: TRY301 - told below, with the file's name
            return cls({entry["sha256"]: _read(entry) for entry in entries})
        except (KeyError, TypeError, json.JSONDecodeError) as error:
            raise ValueError(f"{path.name} is not a list of API keys") from error

    def find(self, key: str) -> ApiKey | None:
        """Give what is known of `key`, expired or not; None where it is not known."""
        return self._keys.get(digest(key))


def _read(entry: dict[str, Any]) -> ApiKey:
    """Read one entry. Raises ValueError on a scope that there is not: it would silently open nothing."""
    scopes = frozenset(entry["scopes"])
    unknown = sorted(scopes - set(Scope))
    if unknown:
        raise ValueError(f"the key {entry['id']} has an unknown scope: {', '.join(unknown)}")
    return ApiKey(Principal(entry["tenant"], entry["id"], scopes), _last_day(entry))


def _last_day(entry: dict[str, Any]) -> date | None:
    """Read until when. Raises ValueError on what is no day: the key would open for ever, or never."""
    if "until" not in entry:
        return None
    try:
        return date.fromisoformat(entry["until"])
    except (TypeError, ValueError):
        raise ValueError(f"the key {entry['id']} has an `until` that is no day (YYYY-MM-DD)") from None
