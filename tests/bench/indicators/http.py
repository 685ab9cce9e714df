"""A query of 5,000 observations over HTTP, beside an empty endpoint of the same application."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from deploy.local.processes import MEMORY
from tests.bench.indicators.asking import CSV, JSON, XML, Asked, Client, with_ratios
from tests.support.servers import free_port

ROUNDS = 12


@dataclass(frozen=True, slots=True)
class Served:
    """What was measured. `observations` is the median size of the answers, `sent` answers as many bytes."""

    observations: int
    queries: int
    empty: Asked
    sent: Asked
    csv: Asked
    json: Asked
    xml: Asked
    again: Asked
    unchanged: Asked


def measure(file: Path, hosts: list[str]) -> Served:
    """Serve the packed release and ask for one host after the other: no two requests in a row are alike."""
    with _serving(file) as port:
        client = Client(port)
        asked = client.questions(hosts)
        paths, count = asked.paths, len(asked.paths)
        etag = client.ask(paths[0], CSV).etag
        return Served(
            asked.observations,
            count,
            client.timed(["/empty"] * count, rounds=ROUNDS),
            client.timed([f"/bytes/{asked.bytes}"] * count, rounds=ROUNDS),
            client.timed(paths, CSV, rounds=ROUNDS, new=True),
            client.timed(paths, JSON, rounds=ROUNDS, new=True),
            client.timed(paths, XML, rounds=ROUNDS, new=True),
            client.timed(paths[:1] * count, CSV, rounds=ROUNDS),
            client.timed(paths[:1] * count, CSV, rounds=ROUNDS, etag=etag),
        )


@contextmanager
def _serving(file: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.indicators.served", str(file), str(port)]
    environment = {**os.environ, **MEMORY}
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment) as server:
        try:
            for _ in range(200):
                time.sleep(0.1)
                with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                    break
            yield port
        finally:
            server.terminate()


def as_table(it: Served) -> str:
    """Give the figures with their ratios to the empty endpoint."""
    named = {
        "empty endpoint": it.empty,
        "empty endpoint, with as many bytes as the CSV": it.sent,
        "SDMX-CSV 1.0": it.csv,
        "SDMX-JSON 2.0": it.json,
        "SDMX-ML 2.1": it.xml,
        "SDMX-CSV 1.0, asked before": it.again,
        "not modified (304)": it.unchanged,
    }
    return with_ratios(f"{it.observations:,} observations, {it.queries} different queries", named)
