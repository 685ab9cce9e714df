"""One byte form for one value: canonical JSON (RFC 8785), and the hash that names it."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import cast

import rfc8785

Json = None | bool | int | float | str | Sequence["Json"] | Mapping[str, "Json"]


def canonical_json(value: Json) -> bytes:
    """Serialise `value` by RFC 8785. Raises `rfc8785.CanonicalizationError` on NaN or unsafe integers."""
    return rfc8785.dumps(cast("None", value))


def sha256(value: Json) -> str:
    """Name a value by its content: ``sha256:`` and the hex digest of its canonical bytes."""
    return "sha256:" + hashlib.sha256(canonical_json(value)).hexdigest()
