"""The connection to NATS: it is made in the background, for ever, and says whether it stands."""

import asyncio
from contextlib import suppress
from types import TracebackType
from typing import Self

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext

from shared.kernel.errors import Unavailable
from shared.observability.logging import get_logger

RECONNECT_WAIT_SECONDS = 1


class Bus:
    """A NATS client that never gives up and never buffers what it cannot send.

    With endless reconnects the first `connect` would not return while the server is down, so it runs
    as a task; `pending_size=0` keeps a publish that timed out from being delivered later by itself.
    """

    def __init__(self, url: str, *, name: str) -> None:
        self._url = url
        self._name = name
        self._client = Client()
        self._connecting: asyncio.Task[None] | None = None
        self._ending = False

    async def __aenter__(self) -> Self:
        """Begin to connect."""
        self._connecting = asyncio.create_task(self._connect())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Flush what is under way and close; never `drain`, which may wait for half a minute."""
        self._ending = True
        if self._connecting is not None and not self._connecting.done():
            self._connecting.cancel()
            await asyncio.gather(self._connecting, return_exceptions=True)
        if self._client.is_connected:
            with suppress(NatsError):  # a server that hangs must not hold the end up
                await self._client.flush(timeout=2)
        await self._client.close()

    async def _connect(self) -> None:
        await self._client.connect(
            self._url,
            name=self._name,
            max_reconnect_attempts=-1,
            reconnect_time_wait=RECONNECT_WAIT_SECONDS,
            pending_size=0,
            inbox_prefix=f"_INBOX.{self._name.replace('-', '.')}",  # each user reads its own answers alone
            error_cb=self._on_error,
            disconnected_cb=self._on_disconnected,
            reconnected_cb=self._on_reconnected,
        )
        get_logger().info("bus connected")

    @property
    def connected(self) -> bool:
        """Say whether the server can be reached at this moment."""
        return self._client.is_connected

    @property
    def client(self) -> Client:
        """Give the client. Raises Unavailable unless it is connected."""
        if not self._client.is_connected:
            raise Unavailable("the bus is not connected")
        return self._client

    @property
    def jetstream(self) -> JetStreamContext:
        """Give a JetStream context. Raises Unavailable unless connected."""
        return self.client.jetstream(timeout=5)

    async def check(self) -> str | None:
        """Say for a readiness report what is wrong; None when nothing is."""
        return None if self.connected else "not connected; events wait in the outbox"

    async def _on_error(self, error: Exception) -> None:
        # The server names the subject, as of a permission that is missing; it quotes no message.
        get_logger().warning("bus error", error_type=type(error).__name__, reason=str(error)[:200])

    async def _on_disconnected(self) -> None:
        if not self._ending:
            get_logger().warning("bus disconnected")

    async def _on_reconnected(self) -> None:
        get_logger().info("bus reconnected")
