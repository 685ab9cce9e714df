"""The composition root: the only place that knows every part of the service."""

import asyncio
from pathlib import Path

from services.conventions.adapters.editions import PostgresEditions
from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.shelf import BookShelf
from services.conventions.adapters.tables import SCHEMA
from services.conventions.application.consult import Consult
from services.conventions.application.load import load
from services.conventions.application.resolve import ResolveLegalBasis
from shared.db.engine import create_engine
from shared.http.authentication import authenticate_by_token
from shared.http.health import Health
from shared.kernel.clock import SystemClock
from shared.observability.logging import get_logger
from shared.process.checks import schema_check
from shared.process.settings import ServiceSettings, require, require_file
from shared.security.tokens import TokenVerifier

MIGRATIONS = Path(__file__).parent / "migrations"


class Container:
    """The parts of the api role."""

    def __init__(self, settings: ServiceSettings) -> None:
        self.clock = SystemClock()
        self.engine = create_engine(
            require(settings.database_url, "database_url"), application_name="conventions-api"
        )
        key = require_file(settings.token_public_key_file, "token_public_key_file")
        self.authenticate = authenticate_by_token(TokenVerifier(key), self.clock)
        self.books = BookShelf(PostgresEditions(self.engine))
        self.consult = Consult(self.books, self.clock)
        self.resolve = ResolveLegalBasis(self.books, self.clock)
        self.health = Health(
            required={
                "database": schema_check(self.engine, SCHEMA, MIGRATIONS),
                "reference_data": self.books.check,
            }
        )


def load_reference_data(settings: ServiceSettings) -> None:
    """Load the reviewed files as the newest edition, where they are not that already."""

    async def run() -> None:
        engine = create_engine(
            require(settings.database_url, "database_url"), application_name="conventions-load"
        )
        try:
            data = read_reference_data()
            changed = await load(PostgresEditions(engine), data)
        finally:
            await engine.dispose()
        state = "loaded" if changed else "already there"
        get_logger().info("reference data", state=state, reference_data=data.content)

    asyncio.run(run())
