"""A statement and a status list as they are given out, and the keys by which anybody checks them."""

import json
from datetime import datetime

from services.credentials.adapters.statements.keys import Vault, public_jwk
from services.credentials.domain.statements.credential import Issuer, Place, credential, status_list
from tests.unit.credentials.statements.decided import AT, statement

ISSUER = Issuer.of("https://recognition.example", "norway")
PLACE = Place(1, 4711)
VAULT = Vault(bytes(range(32)))
KEY = VAULT.new("norway", now=AT)
SIGNED = VAULT.open(KEY).sign(credential(statement(), ISSUER, PLACE))
JWK = public_jwk(KEY.public_key)
JWKS = json.dumps({"keys": [{**JWK, "kid": ISSUER.key(KEY.name)}]}).encode()


def listing(*withdrawn: int, number: int = 1, at: datetime = AT) -> bytes:
    return VAULT.open(KEY).sign(status_list(list(withdrawn), ISSUER, number, at))


def controller(**method: str) -> bytes:
    """The issuer's controller document; `method` adds to its one key."""
    name = ISSUER.key(KEY.name)
    entry = {"id": name, "type": "JsonWebKey", "controller": ISSUER.url, "publicKeyJwk": JWK, **method}
    document = {"id": ISSUER.url, "verificationMethod": [entry], "assertionMethod": [name]}
    return json.dumps(document).encode()
