"""The credentials api on a port, on a database of its own, asked as the gateway asks; no worker beside it."""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from pydantic import SecretStr

from services.credentials.main import create_api
from services.credentials.settings import Settings
from shared.security.principals import Principal
from shared.security.tokens import HEADER, TokenSigner
from tests.support.platform import Database
from tests.support.rules import Keys
from tests.support.serving import served


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: its status, its body as JSON, its headers."""

    status: int
    body: Any
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class CredentialsApi:
    """The api, and a client of it."""

    url: str
    signer: TokenSigner
    client: aiohttp.ClientSession

    async def ask(
        self, tenant: str, method: str, path: str, *, body: bytes | None = None, **headers: str
    ) -> Told:
        """Ask for a tenant; `headers` are named with underscores."""
        token = self.signer.sign(Principal(tenant, "test", frozenset()), now=datetime.now(UTC))
        sent = {HEADER: token} | {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.request(method, self.url + path, data=body, headers=sent) as answer:
            return Told(answer.status, await answer.json(content_type=None), answer.headers)


@asynccontextmanager
async def credentials_api(database: Database, folder: Path) -> AsyncIterator[CredentialsApi]:
    private, keys = Ed25519PrivateKey.generate(), Keys.new()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    trusted = {"reviewer": [keys.reviewer.public_key], "service": [keys.service.public_key]}
    (folder / "token.pem").write_bytes(public)
    (folder / "trusted.json").write_text(json.dumps(trusted))
    settings = Settings(
        database_url=SecretStr(database.urls["credentials"].app),
        token_public_key_file=folder / "token.pem",
        release_trusted_keys_file=folder / "trusted.json",
    )
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    async with served(create_api(settings)) as url, aiohttp.ClientSession() as client:
        yield CredentialsApi(url, TokenSigner(pem), client)
