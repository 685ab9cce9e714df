"""Issuing keys: Ed25519, one active for each tenant, the private half encrypted with the operator's secret.

The secret is 256 random bits in a file outside the database (AES-256-GCM), so that neither a backup nor who
reads the tables can sign. Tenant and name of a key are authenticated with it: a row cannot be moved.
"""

import base64
import hashlib
import os
from collections.abc import Mapping, Sequence
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from jwt.api_jws import PyJWS
from sqlalchemy import insert, select, update

from services.credentials.adapters.statements.tables import statement_keys
from services.credentials.domain.statements.ports import StoredKey
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.canonical import Json, canonical_json
from shared.kernel.errors import Conflict, NotFound, Unavailable

NONCE_BYTES = 12
SECRET_BYTES = 32


class NoIssuingKey(Conflict):
    """No issuing key has been made for this authority."""

    code = "no_issuing_key"
    title = "The authority has no issuing key"


class UnknownKey(NotFound):
    """The authority has no such key."""

    code = "unknown_key"
    title = "No such key"


class KeyStillSigns(Conflict):
    """The key is the one that signs now."""

    code = "key_still_signs"
    title = "The key still signs"


class OpenedKey:
    """A key that signs: JWS in compact form (RFC 7515), as the W3C secures credentials with JOSE."""

    def __init__(self, name: str, private_key: Ed25519PrivateKey) -> None:
        self._name = name
        self._key = private_key

    def sign(self, content: Mapping[str, Json]) -> bytes:
        """Sign the canonical form (RFC 8785) as the issuer that the content names.

        Ed25519 has no randomness: equal content, equal bytes.
        """
        issuer = content["issuer"]
        url = issuer["id"] if isinstance(issuer, dict) else issuer
        headers = {"typ": "vc+jwt", "cty": "vc", "kid": f"{url}#{self._name}", "iss": url}
        return PyJWS().encode(canonical_json(content), self._key, algorithm="EdDSA", headers=headers).encode()


class Vault:
    """Makes keys and opens them. Without a secret it can do neither, and says so."""

    def __init__(self, secret: bytes | None) -> None:
        self._cipher = AESGCM(secret) if secret is not None else None

    @classmethod
    def read(cls, content: bytes) -> "Vault":
        """Read a file of 64 hexadecimal digits. Raises ValueError otherwise."""
        secret = bytes.fromhex(content.decode("ascii").strip())
        if len(secret) != SECRET_BYTES:
            raise ValueError(f"the secret of statements is {SECRET_BYTES} bytes, in hexadecimal")
        return cls(secret)

    def new(self, tenant: str, *, now: datetime) -> StoredKey:
        """Make a key; its name is its thumbprint (RFC 7638). Raises Unavailable."""
        private = Ed25519PrivateKey.generate()
        public = private.public_key().public_bytes_raw()
        name, nonce = thumbprint(public), os.urandom(NONCE_BYTES)
        sealed = self._with().encrypt(nonce, private.private_bytes_raw(), _bound(tenant, name))
        return StoredKey(tenant, name, public, nonce + sealed, now)

    def open(self, key: StoredKey) -> OpenedKey:
        """Decrypt a key. Raises Unavailable without the secret that it was made with."""
        nonce, sealed = key.private_key[:NONCE_BYTES], key.private_key[NONCE_BYTES:]
        try:
            raw = self._with().decrypt(nonce, sealed, _bound(key.tenant, key.name))
        except InvalidTag:
            raise Unavailable("the issuing key was made with another secret than this process has") from None
        return OpenedKey(key.name, Ed25519PrivateKey.from_private_bytes(raw))

    def _with(self) -> AESGCM:
        if self._cipher is None:
            raise Unavailable("SYMBOLON_STATEMENT_SECRET_FILE is not set: nothing can be signed")
        return self._cipher


class PostgresIssuingKeys:
    """The issuing keys of the unit of work's tenant."""

    def __init__(self, unit: UnitOfWork) -> None:
        self._unit = unit

    async def active(self) -> StoredKey:
        """Give the one that signs now. Raises NoIssuingKey."""
        for key in await self.all():
            if key.retired_at is None:
                return key
        raise NoIssuingKey("the operator makes one with `python -m services.credentials statement-keys new`")

    async def get(self, name: str) -> StoredKey:
        """Give one, retired or not. Raises UnknownKey."""
        for key in await self.all():
            if key.name == name:
                return key
        raise UnknownKey(f"there is no key {name}")

    async def all(self) -> Sequence[StoredKey]:
        """List them, the oldest first."""
        rows = await self._unit.session.execute(select(statement_keys).order_by(statement_keys.c.made_at))
        return [StoredKey(**row) for row in rows.mappings()]

    async def rotate(self, key: StoredKey) -> None:
        """Let `key` sign from now on; the one before retires and goes on verifying."""
        await self._unit.session.execute(
            update(statement_keys).where(statement_keys.c.retired_at.is_(None)).values(retired_at=key.made_at)
        )
        columns = {name: getattr(key, name) for name in key.__slots__}
        await self._unit.session.execute(insert(statement_keys).values(columns))

    async def revoke(self, name: str, *, now: datetime) -> None:
        """Let a retired key verify nothing any more. Raises UnknownKey, KeyStillSigns."""
        key = await self.get(name)
        if key.retired_at is None:
            raise KeyStillSigns("make a new key first: this one still signs")
        await self._unit.session.execute(
            update(statement_keys).where(statement_keys.c.name == name).values(revoked_at=now)
        )


def public_jwk(public_key: bytes) -> dict[str, str]:
    """Write a public key as JWK (RFC 8037)."""
    return {"kty": "OKP", "crv": "Ed25519", "x": _base64url(public_key)}


def thumbprint(public_key: bytes) -> str:
    """Name a public key by its content (RFC 7638)."""
    return _base64url(hashlib.sha256(canonical_json(public_jwk(public_key))).digest())


def _bound(tenant: str, name: str) -> bytes:
    return canonical_json(["symbolon statement key", tenant, name])


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
