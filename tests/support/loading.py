"""Parts that load releases into a test database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import SecretStr

from services.indicators.load_container import LoadContainer
from services.indicators.settings import Settings
from tests.support.platform import Database


def load_settings(database: Database, folder: Path) -> Settings:
    """Settings of a loader with a key of its own; files are mapped under `folder`."""
    key = folder / "reports.pem"
    key.write_bytes(
        Ed25519PrivateKey.generate().private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return Settings(
        database_url=SecretStr(database.urls["indicators"].app),
        report_key_file=key,
        mapped_folder=folder / "mapped",
    )


@asynccontextmanager
async def loader(database: Database, folder: Path) -> AsyncIterator[LoadContainer]:
    """A loader for the length of the block."""
    parts = LoadContainer(load_settings(database, folder))
    try:
        yield parts
    finally:
        await parts.engine.dispose()


def unheard(_: int) -> None:
    """Take progress without showing it."""
