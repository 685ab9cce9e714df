"""Key sets of issuers (RFC 7517, or JWT VC issuer metadata), read as controller documents."""

from collections.abc import Mapping
from typing import Any

from services.credentials.domain.verification.document import Exhibit
from shared.http import strict_json

MAX_KEYS = 100


def controller_of_key_set(exhibit: Exhibit) -> Mapping[str, Any] | None:
    """Write a key set as the controller document that lists its keys; None where it says not whose it is.

    The keys are named `issuer#kid`. Metadata name their issuer; a bare set is named by the exhibit.
    """
    try:
        members = strict_json.parse(exhibit.content)
    except strict_json.NotStrictJson:
        return None
    issuer, keys = exhibit.name, members
    match members:
        case {"issuer": str(named), "jwks": {"keys": list(listed)}}:
            issuer, keys = named, listed
        case {"keys": list(listed)}:
            keys = listed
        case {"kty": str()}:
            keys = [members]
        case _:
            return None
    if issuer is None or len(keys) > MAX_KEYS:
        return None
    entries = [
        {"id": f"{issuer}#{it.get('kid', '')}", "controller": issuer, "publicKeyJwk": it}
        for it in keys
        if isinstance(it, dict)
    ]
    return {"id": issuer, "assertionMethod": entries}
