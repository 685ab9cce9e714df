"""The same query as its users send it: to the running platform, with its key, through the gateway."""

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from symbolon.batches import FINAL
from symbolon.client import Client as Symbolon
from tests.bench.http.peers import empty_endpoint, gateway_before
from tests.bench.indicators.asking import CSV, JSON, XML, Asked, Client, with_ratios
from tests.bench.indicators.compute import NAMIBIA
from tests.support.machine import Running, machine

ROUNDS = 6
EMPTY = "/sdmx/2.1/data/empty"


@dataclass(frozen=True, slots=True)
class Reached:
    """What was measured. `sent` is as many bytes as the CSV from an endpoint that does nothing else."""

    observations: int
    queries: int
    empty: Asked
    sent: Asked
    csv: Asked
    json: Asked
    xml: Asked


async def measure(cube: Path, hosts: Sequence[str]) -> Reached:
    """Start a platform, load the cube into it, and ask; beside it an endpoint that does nothing.

    That is a stock FastAPI application behind another process of the same gateway, with the same key.
    """
    with TemporaryDirectory() as folder:
        async with machine(Path(folder) / "home") as platform:
            await asyncio.to_thread(_loaded, platform, cube, Path(folder))
            async with (
                empty_endpoint() as empty,
                gateway_before(empty, platform.home, service="INDICATORS") as before,
            ):
                return await asyncio.to_thread(_asked, platform, before, hosts)


def _loaded(platform: Running, cube: Path, folder: Path) -> None:
    decision = folder / "namibia.correction.json"
    decision.write_text(json.dumps(NAMIBIA._asdict()))
    with Symbolon(platform.url, api_key=platform.key) as symbolon:
        job = symbolon.start_load(cube, decision, source="eurostat-partners", release="ESTAT-2025-09")
        while job["state"] not in FINAL:
            time.sleep(0.5)
            job = symbolon.load_job(job["id"])
    if not job["result"]["accepted"]:
        raise ValueError(f"the cube is refused: {job}")


def _asked(platform: Running, before_empty: str, hosts: Sequence[str]) -> Reached:
    headers = {"X-API-Key": platform.key}
    client, nothing = Client(platform.port, headers), Client(urlsplit(before_empty).port or 80, headers)
    asked = client.questions(hosts)
    paths, count = asked.paths, len(asked.paths)
    return Reached(
        asked.observations,
        count,
        nothing.timed([EMPTY] * count, rounds=ROUNDS),
        nothing.timed([f"{EMPTY}?size={asked.bytes}"] * count, rounds=ROUNDS),
        client.timed(paths, CSV, rounds=ROUNDS, new=True),
        client.timed(paths, JSON, rounds=ROUNDS, new=True),
        client.timed(paths, XML, rounds=ROUNDS, new=True),
    )


def as_table(it: Reached) -> str:
    """Give the figures with their ratios to the empty endpoint."""
    named = {
        "empty endpoint": it.empty,
        "empty endpoint, with as many bytes as the CSV": it.sent,
        "SDMX-CSV 1.0": it.csv,
        "SDMX-JSON 2.0": it.json,
        "SDMX-ML 2.1": it.xml,
    }
    title = f"{it.observations:,} observations, {it.queries} different queries, through the gateway"
    return with_ratios(title, named)
