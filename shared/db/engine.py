"""The engine: asyncpg under SQLAlchemy, with limits that turn a stuck database into a clear error."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

STATEMENT_TIMEOUT = "5s"
LOCK_TIMEOUT = "2s"
IDLE_IN_TRANSACTION_TIMEOUT = "10s"
POOL_TIMEOUT_SECONDS = 2


def create_engine(url: str, *, application_name: str, pool_size: int = 10) -> AsyncEngine:
    """Make an engine for `url` (``postgresql+asyncpg://``).

    A statement runs for five seconds at most, waits two for a lock, and a caller waits two for a
    connection; each limit raises an error that the HTTP kit answers with 503 and Retry-After.
    """
    settings: dict[str, Any] = {
        "application_name": application_name,
        "statement_timeout": STATEMENT_TIMEOUT,
        "lock_timeout": LOCK_TIMEOUT,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_TIMEOUT,
    }
    return create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=POOL_TIMEOUT_SECONDS,
        pool_pre_ping=True,
        connect_args={"server_settings": settings, "timeout": POOL_TIMEOUT_SECONDS},
    )
