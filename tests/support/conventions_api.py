"""The whole api of conventions in this process, with callers of several scopes and a worker to step."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from pydantic import SecretStr

from services.conventions.container import WorkerContainer
from services.conventions.main import create_api
from services.conventions.settings import Settings
from shared.security.principals import Principal
from shared.security.release_signatures import ReleaseSigner, Role
from shared.security.tokens import HEADER, TokenSigner
from tests.support.platform import Database
from tests.support.rules import Keys
from tests.support.serving import served

AUTHOR = Principal("norway", "author", frozenset({"rules:write"}))
REVIEWER = Principal("norway", "reviewer", frozenset({"rules:review"}))
BOTH = Principal("norway", "author", frozenset({"rules:write", "rules:review"}))
PUBLISHER = Principal("norway", "publisher", frozenset({"rules:publish"}))
READER = Principal("norway", "reader", frozenset())


@dataclass
class Answer:
    status: int
    body: Any
    etag: str | None
    headers: dict[str, str]


@dataclass
class ConventionsApi:
    """Asks the api; `work` carries one job out."""

    url: str
    tokens: TokenSigner
    client: aiohttp.ClientSession
    worker: WorkerContainer
    keys: Keys

    async def ask(self, who: Principal, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Ask; headers are given with underscores. Every POST has a key of its own unless one is given."""
        sent = {HEADER: self.tokens.sign(who, now=datetime.now(UTC)), "Idempotency-Key": str(uuid4())}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.client.request(method, self.url + path, json=body, headers=sent) as answer:
            content = await answer.json(content_type=None) if answer.status != 304 else None
            return Answer(answer.status, content, answer.headers.get("ETag"), dict(answer.headers))

    async def job(self, who: Principal, path: str, body: Any) -> dict[str, Any]:
        """Ask for a job, carry it out, and give how it ended."""
        asked = await self.ask(who, "POST", path, body)
        assert asked.status == 202, asked.body
        await self.work()
        found: dict[str, Any] = (await self.ask(who, "GET", asked.headers["Location"])).body
        return found

    async def work(self) -> None:
        while await self.worker.worker.work_once():
            pass


@asynccontextmanager
async def conventions_api(
    database: Database, folder: Path, *, credentials_url: str | None = None
) -> AsyncIterator[ConventionsApi]:
    private = Ed25519PrivateKey.generate()
    pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    service = Ed25519PrivateKey.generate()
    service_pem = service.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    keys = Keys(Keys.new().reviewer, ReleaseSigner(service_pem, Role.SERVICE))
    for name, content in (("token.pem", public), ("service.pem", service_pem), ("trusted.json", keys.file)):
        (folder / name).write_bytes(content)
    settings = Settings(
        database_url=SecretStr(database.urls["conventions"].app),
        token_public_key_file=folder / "token.pem",
        release_service_key_file=folder / "service.pem",
        release_trusted_keys_file=folder / "trusted.json",
        gate_cases=200,
        credentials_url=credentials_url,
    )
    worker = WorkerContainer(settings)
    async with served(create_api(settings)) as url, aiohttp.ClientSession() as client:
        yield ConventionsApi(url, TokenSigner(pem), client, worker, keys)
    await worker.engine.dispose()
