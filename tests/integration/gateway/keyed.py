"""A gateway with one key, before upstreams that a test chooses."""

import json
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from gateway.main import Gateway, create_gateway
from gateway.settings import Settings
from shared.security.api_keys import entry_of, new_api_key
from shared.security.scopes import Scope


def gateway(
    folder: Path,
    scopes: Iterable[Scope],
    upstream: str,
    *,
    timeout: float = 2.0,
    connections: int = 256,
    until: date | None = None,
) -> tuple[Gateway, str]:
    """Make the gateway and a key for it with these scopes."""
    private = folder / "private.pem"
    key = Ed25519PrivateKey.generate()
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    secret = new_api_key("test")
    keys = folder / "api-keys.json"
    entry = entry_of(secret, tenant="norway", subject="one", scopes=scopes, until=until)
    keys.write_text(json.dumps([entry]))
    settings = Settings(
        token_private_key_file=private,
        api_keys_file=keys,
        conventions_url=upstream,
        credentials_url=upstream,
        indicators_url=upstream,
        upstream_timeout_seconds=timeout,
        upstream_connections=connections,
    )
    return create_gateway(settings), secret
