"""The credentials api on a database of its own with the product's institutions, asked as the gateway asks."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from pydantic import SecretStr

from services.credentials.container import Container, load_institutions
from services.credentials.entrypoints.http.institutions import institution_routes
from services.credentials.entrypoints.http.openrefine import openrefine_routes
from services.credentials.entrypoints.http.reconcile import reconcile_routes
from services.credentials.settings import Settings
from shared.http.app import create_app
from shared.http.health import Health
from shared.security.principals import Principal
from shared.security.tokens import HEADER, TokenSigner
from tests.support.platform import Database
from tests.support.rules import Keys


@pytest.fixture
async def client(database: Database, tmp_path: Path) -> AsyncIterator[AsyncClient]:
    private = Ed25519PrivateKey.generate()
    (tmp_path / "public.pem").write_bytes(
        private.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    )
    settings = Settings(
        database_url=SecretStr(database.urls["credentials"].app),
        token_public_key_file=tmp_path / "public.pem",
        release_trusted_keys_file=_trusted(tmp_path / "trusted.json"),
        public_url="https://symbolon.example/",
    )
    await load_institutions(settings)
    container = Container(settings)
    signer = TokenSigner(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    token = signer.sign(Principal("tenant", "client", frozenset()), now=datetime.now(UTC))
    async with (
        container.running(),
        AsyncClient(
            transport=ASGITransport(app(container)), base_url="http://credentials", headers={HEADER: token}
        ) as made,
    ):
        yield made


def _trusted(path: Path) -> Path:
    keys = Keys.new()
    path.write_text(
        json.dumps({"reviewer": [keys.reviewer.public_key], "service": [keys.service.public_key]})
    )
    return path


def app(container: Container) -> FastAPI:
    routers = [reconcile_routes(container), institution_routes(container), openrefine_routes(container)]
    return create_app(title="credentials", version="0", routers=routers, health=Health())
