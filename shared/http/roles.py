"""Roles: what a process of a service does for as long as it lives, beside answering requests or alone."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import Protocol

from fastapi import FastAPI

from shared.http.app import Lifespan, create_app
from shared.http.health import Health


class Role(Protocol):
    """What a process keeps open or keeps doing for as long as it lives: an api, a relay, a worker."""

    @property
    def health(self) -> Health:
        """What its probes report."""

    def running(self) -> AbstractAsyncContextManager[None]:
        """Work until the block ends, then close what was open."""


def create_role(title: str, version: str, role: Role) -> FastAPI:
    """Make the application of a process that has this role alone: probes, no routes."""
    return create_app(
        title=title, version=version, routers=[], health=role.health, lifespan=lifespan_of(role)
    )


def lifespan_of(*roles: Role | None) -> Lifespan:
    """Run the roles for as long as an application lives; None stands for one that runs elsewhere.

    They end in reverse, so that what comes first is there for what comes after.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for role in roles:
                if role is not None:
                    await stack.enter_async_context(role.running())
            yield

    return lifespan
