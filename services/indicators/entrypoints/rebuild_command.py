"""``python -m services.indicators rebuild TENANT``: the projection made again from the archived events."""

import asyncio

import typer

from services.indicators.application.casework import rebuild_cases
from services.indicators.application.rebuild import rebuild
from services.indicators.container import WorkerContainer
from services.indicators.settings import Settings


def rebuild_projection(tenant: str) -> None:
    """Make a tenant's live statistics again from the archived events."""
    evaluations, events = asyncio.run(_rebuild(tenant))
    typer.echo(f"{evaluations} evaluations and {events} events of cases projected anew for {tenant}")


async def _rebuild(tenant: str) -> tuple[int, int]:
    parts = WorkerContainer(Settings())
    try:
        return await rebuild(parts.open_work, tenant), await rebuild_cases(parts.open_cases, tenant)
    finally:
        await parts.close()
