"""The internal hop: a short-lived token that the gateway signs and the services verify.

A JWT (RFC 7519) signed with Ed25519 (RFC 8037). Services hold the public key only, so no service can
speak for a tenant. Both sides keep recent tokens, so that a request costs a look-up, not a signature.
"""

from collections import OrderedDict
from datetime import UTC, datetime, timedelta

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from shared.security.principals import Principal

HEADER = "X-Symbolon-Token"
ALGORITHM = "EdDSA"
ISSUER = "symbolon-gateway"
AUDIENCE = "symbolon-services"
LIFETIME = timedelta(seconds=60)
LEEWAY = timedelta(seconds=5)
REMEMBERED = 1024


class InvalidToken(Exception):
    """The token is malformed, expired, meant for somebody else, or not signed by the gateway."""


class TokenSigner:
    """Signs for the gateway. `private_key` is PEM; raises ValueError where it is no Ed25519 key."""

    def __init__(self, private_key: bytes) -> None:
        key = load_pem_private_key(private_key, password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("the gateway signs with an Ed25519 key")  # noqa: TRY004 - the file is wrong
        self._key = key
        self._recent: OrderedDict[Principal, tuple[datetime, str]] = OrderedDict()

    def sign(self, principal: Principal, *, now: datetime) -> str:
        """Give a token for `principal` with at least half its life ahead of it."""
        known = self._recent.get(principal)
        if known is not None and now < known[0]:
            return known[1]
        token = jwt.encode(
            {
                "iss": ISSUER,
                "aud": AUDIENCE,
                "iat": now,
                "exp": now + LIFETIME,
                "sub": principal.subject,
                "tenant": principal.tenant,
                "scopes": sorted(principal.scopes),
            },
            self._key,
            algorithm=ALGORITHM,
        )
        self._recent[principal] = (now + LIFETIME / 2, token)
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)
        return token


class TokenVerifier:
    """Verifies for the services. `public_key` is PEM; raises ValueError where it is no Ed25519 key."""

    def __init__(self, public_key: bytes) -> None:
        key = load_pem_public_key(public_key)
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("tokens are verified with an Ed25519 key")  # noqa: TRY004 - the file is wrong
        self._key = key
        self._recent: OrderedDict[str, tuple[datetime, Principal]] = OrderedDict()

    def verify(self, token: str, *, now: datetime) -> Principal:
        """Give the principal that `token` speaks for. Raises InvalidToken."""
        known = self._recent.get(token)
        if known is not None and now < known[0]:
            return known[1]
        expires, principal = self._decode(token, now)
        self._recent[token] = (expires, principal)
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)
        return principal

    def _decode(self, token: str, now: datetime) -> tuple[datetime, Principal]:
        try:
            claims = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                issuer=ISSUER,
                audience=AUDIENCE,
                options={
                    "require": ["exp", "iat", "sub", "tenant", "scopes"],
                    "verify_exp": False,
                    "verify_iat": False,
                },
            )
        except jwt.InvalidTokenError as error:
            raise InvalidToken(type(error).__name__) from error
        issued, expires = (datetime.fromtimestamp(claims[name], UTC) for name in ("iat", "exp"))
        if not issued - LEEWAY <= now < expires + LEEWAY:
            raise InvalidToken("expired, or not yet valid")
        return expires, Principal(claims["tenant"], claims["sub"], frozenset(claims["scopes"]))
