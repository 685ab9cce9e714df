"""Runs an application under uvicorn, the same way everywhere."""

import sys
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

from shared.http.protocol import LimitedProtocol

GRACEFUL_SECONDS = 20
KEEP_ALIVE_SECONDS = 75  # longer than any client of ours keeps an idle connection
NOT_STARTED = 3


def serve(app: ASGIApp, *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; then finish the running requests and return."""
    server = uvicorn.Server(configuration(app, host=host, port=port))
    with suppress(KeyboardInterrupt):
        server.run()
    if not server.started:
        sys.exit(NOT_STARTED)


def configuration(app: ASGIApp, *, host: str = "127.0.0.1", port: int = 0) -> uvicorn.Config:
    """Say how `app` is served: HTTP/1.1 with limits, and no header believed about who is asking or how."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=LimitedProtocol,
        ws="none",
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
