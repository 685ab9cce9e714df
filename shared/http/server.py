"""Runs an application under uvicorn, the same way everywhere."""

import uvicorn
from starlette.types import ASGIApp

GRACEFUL_SECONDS = 20
KEEP_ALIVE_SECONDS = 75  # longer than any client of ours keeps an idle connection


def serve(app: ASGIApp, *, host: str, port: int) -> None:
    """Serve until SIGTERM or SIGINT; then finish the running requests and return."""
    uvicorn.run(
        app,
        host=host,
        port=port,
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
