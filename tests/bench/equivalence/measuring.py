"""A batch through the gateway from the first byte up to the last one down, and single checks beside it."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from uuid import uuid4

from tests.bench.equivalence.applicants import applicants, as_csv
from tests.bench.http.load import Measured, Request, load
from tests.bench.http.peers import empty_endpoint, gateway_before
from tests.support.machine import Running
from tests.support.waiting import until

CHECK, BATCH = "/v1/equivalences:check", "/v1/equivalences:batch"
CONNECTIONS = (1, 16, 64)
DIFFERENT_CHECKS = 500
"""Different checks that single requests ask in turn."""

FORMATS = ("text/csv", "application/x-ndjson", "application/vnd.apache.parquet")
PROCESSES = ("gateway", "credentials")


@dataclass(frozen=True, slots=True)
class BatchRun:
    """Seconds from the first byte sent: uploaded, answered; then from the first byte asked for, by format."""

    rows: int
    sent_bytes: int
    uploaded: float
    answered: float
    downloads: Mapping[str, tuple[float, int]]

    @property
    def seconds(self) -> float:
        """Give the time from the upload's first byte to the last byte of the CSV results."""
        return self.answered + self.downloads["text/csv"][0]


async def wait_for_answers(platform: Running) -> None:
    """Wait until the law has arrived and a first batch, of one row, has been answered."""
    check = next(applicants(1))
    body = {name: value for name, value in check.items() if name != "key"}

    async def answered() -> bool:
        return (await platform.ask("POST", CHECK, body=body))[0] == 200

    await until(answered, seconds=60)
    await batch(platform, [check])


async def single_checks(
    platform: Running, *, seconds: float, rounds: int
) -> dict[str, dict[int, list[Measured]]]:
    """Send checks in turn, and the same bytes to an endpoint that does nothing, gateway and all."""
    body, *others = (
        json.dumps({name: value for name, value in it.items() if name != "key" and value}).encode()
        for it in applicants(DIFFERENT_CHECKS)
    )
    headers = {"X-API-Key": platform.key}
    taken: dict[str, dict[int, list[Measured]]] = {}
    async with empty_endpoint() as empty, gateway_before(empty, platform.home) as before_empty:
        targets = {"check": platform.url, "empty endpoint": before_empty}
        for _ in range(rounds):
            for connections in CONNECTIONS:
                for name, url in targets.items():
                    request = Request(url + CHECK, body, headers, others)
                    run = await load(request, connections=connections, seconds=seconds)
                    taken.setdefault(name, {}).setdefault(connections, []).append(run)
    return taken


async def client_loop(platform: Running, count: int) -> float:
    """Ask checks one after the other, as a program without the batch would; give the checks a second."""
    rows = list(applicants(count, seed=7))
    started = time.perf_counter()
    for row in rows:
        body = {name: value for name, value in row.items() if name != "key"}
        status, _ = await platform.ask("POST", CHECK, body=body)
        if status != 200:
            raise ValueError(f"a check was answered with {status}")
    return count / (time.perf_counter() - started)


async def batch(platform: Running, rows: Sequence[dict[str, str]]) -> BatchRun:
    """Send the rows, wait for the job, and fetch the results in each format."""
    body = as_csv(list(rows))
    headers = {
        "X-API-Key": platform.key,
        "Content-Type": "text/csv",
        "Idempotency-Key": str(uuid4()),
        "Prefer": "respond-async",
    }
    started = time.perf_counter()
    async with platform.client.post(platform.url + BATCH, data=BytesIO(body), headers=headers) as answer:
        if answer.status != 202:
            raise ValueError(await answer.text())
        location = answer.headers["Location"]
    uploaded = time.perf_counter() - started
    job = {"state": "queued"}
    while job["state"] in {"queued", "running"}:
        await asyncio.sleep(0.05)
        _, job = await platform.ask("GET", location)
    if job["state"] != "done":
        raise ValueError(str(job))
    answered = time.perf_counter() - started
    downloads = {it: await _download(platform, location, it) for it in FORMATS}
    return BatchRun(len(rows), len(body), uploaded, answered, downloads)


async def _download(platform: Running, location: str, media_type: str) -> tuple[float, int]:
    started, size = time.perf_counter(), 0
    headers = {"X-API-Key": platform.key, "Accept": media_type}
    async with platform.client.get(platform.url + location + "/results", headers=headers) as answer:
        async for piece in answer.content.iter_any():
            size += len(piece)
    return time.perf_counter() - started, size


def peak_megabytes(platform: Running) -> dict[str, int]:
    """Give the most memory that each process of ours has held so far (VmHWM)."""
    found = {}
    for name in PROCESSES:
        status = Path(f"/proc/{platform.process(name)}/status").read_text()
        line = next(it for it in status.splitlines() if it.startswith("VmHWM"))
        found[name] = int(line.split()[1]) // 1024
    return found
