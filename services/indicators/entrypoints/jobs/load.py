"""Loading a release as a job: shows how many observations were read; when its worker is lost it begins anew.

A load is one transaction at its end, so nothing is half loaded however often it is begun.
"""

import asyncio
from datetime import date
from typing import Any

from services.indicators.adapters.observations.rooms import room
from services.indicators.adapters.observations.uploads import Uploads
from services.indicators.application.load import Loaded, Order
from services.indicators.domain.integrity.finding import by_code
from services.indicators.entrypoints.jobs.apart import Loader
from shared.jobs.lease import Lease
from shared.jobs.worker import Handler

KIND = "load"
TICK_SECONDS = 0.5


def load_releases(uploads: Uploads, load: Loader) -> Handler:
    """Make the handler. The parameters are those that `POST /v1/loads` keeps."""

    async def handle(lease: Lease) -> dict[str, Any]:
        given = lease.job.parameters
        with room() as folder:
            order = Order(
                given["source"],
                given["release"],
                await uploads.lay_out(given["files"], folder),
                date.fromisoformat(given["published"]) if given["published"] else None,
                frozenset(given["companions"]),
            )
            return _result(await _watched(load, order, lease))

    return handle


async def _watched(load: Loader, order: Order, lease: Lease) -> Loaded:
    read = 0

    def progress(observations: int) -> None:
        nonlocal read
        read = observations

    work = asyncio.ensure_future(load(order, progress))
    try:
        while not work.done():
            await asyncio.wait({work}, timeout=TICK_SECONDS)
            async with lease.step(position=0, done=read):
                pass  # nothing but the progress
        return await work
    finally:
        work.cancel()


def _result(loaded: Loaded) -> dict[str, Any]:
    load = loaded.load
    return {
        "load": str(load.id),
        "accepted": load.accepted,
        "observations": load.observations,
        "new": loaded.report is not None,
        "findings": dict(by_code(loaded.report.findings)) if loaded.report is not None else {},
        "report": f"/v1/loads/{load.id}/report",
    }
