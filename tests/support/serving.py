"""An application on a real port for the length of a block, in this process, served as in production."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn
from starlette.types import ASGIApp

from shared.http.server import configuration
from tests.support.waiting import until


@asynccontextmanager
async def served(app: ASGIApp, *, port: int = 0) -> AsyncIterator[str]:
    """Serve `app`, on `port` where one is given; give its address."""
    config = configuration(app)
    config.lifespan = "off"
    config.timeout_graceful_shutdown = 1
    server = uvicorn.Server(config)

    async def started() -> bool:
        return server.started

    with socket.socket() as listener:
        listener.bind(("127.0.0.1", port))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        await until(started)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            await task
