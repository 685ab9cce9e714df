"""The register in memory: read whole, built beside the requests, swapped whole."""

import asyncio
import time

from services.credentials.adapters.register.entries import PostgresRegister, Stored
from services.credentials.domain.register.register import Register
from shared.kernel.errors import Unavailable
from shared.observability.logging import get_logger

CHECK_SECONDS = 5.0


class RegisterShelf:
    """Holds the present register. With the database away, the one that is held goes on serving."""

    def __init__(self, store: PostgresRegister) -> None:
        self._store = store
        self._register: Register | None = None
        self._checked_at = float("-inf")
        self._looking = asyncio.Lock()
        self._renewal: asyncio.Task[None] | None = None

    async def register(self) -> Register:
        """Give the register; a newer one is built in the background. Raises Unavailable."""
        held = self._register
        if held is None:
            async with self._looking:
                if self._register is None:
                    await self._look()
            if self._register is None:
                raise Unavailable("the institution register could not be read yet", retry_after=2)
            return self._register
        due = time.monotonic() - self._checked_at >= CHECK_SECONDS
        if due and (self._renewal is None or self._renewal.done()):
            self._checked_at = time.monotonic()
            self._renewal = asyncio.create_task(self._renew())
        return held

    async def _renew(self) -> None:
        try:
            await self._look()
        except Exception as error:  # noqa: BLE001 - the register that is held goes on serving
            get_logger().warning("institution register not refreshed", error_type=type(error).__name__)

    async def _look(self) -> None:
        if self._register is not None and await self._store.newest() == self._register.revision:
            return
        stored = await self._store.fetch()
        register = await asyncio.to_thread(_built, stored)
        self._register, self._checked_at = register, time.monotonic()
        count, waiting = len(register.institutions), len(register.unattached)
        get_logger().info(
            f"institution register in memory: {count} institutions, {waiting} facts about none of them",
            revision=register.revision,
        )

    async def check(self) -> str | None:
        """Say for a readiness report what is wrong; the first to ask waits until the register is built."""
        await self.register()
        return None

    async def close(self) -> None:
        """End what is under way."""
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.gather(self._renewal, return_exceptions=True)


def _built(stored: Stored) -> Register:
    records, facts = stored.unpack()
    return Register(records, facts, stored.revision)
