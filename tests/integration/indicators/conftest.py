from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from services.indicators.container import LoadContainer
from services.indicators.settings import Settings
from tests.support.platform import Database


@pytest.fixture(name="settings")
def _settings(database: Database, tmp_path: Path) -> Settings:
    key = tmp_path / "reports.pem"
    key.write_bytes(
        Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return Settings(
        database_url=SecretStr(database.urls["indicators"].app),
        report_key_file=key,
        mapped_folder=tmp_path / "mapped",
    )


@pytest.fixture(name="parts")
async def _parts(settings: Settings) -> AsyncIterator[LoadContainer]:
    parts = LoadContainer(settings)
    yield parts
    await parts.engine.dispose()
