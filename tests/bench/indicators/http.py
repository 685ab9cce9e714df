"""A query of 5,000 observations over HTTP, beside an empty endpoint of the same application."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from statistics import median, quantiles

from tests.bench.report import table
from tests.support.servers import free_port

CSV = "application/vnd.sdmx.data+csv;version=1.0.0"
JSON = "application/vnd.sdmx.data+json;version=2.0.0"
XML = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"
ROUNDS = 12
PAUSE = 4
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of one kind of request: the median and the 99th percentile; `bytes` of one answer."""

    p50: float
    p99: float
    bytes: int


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
        connection = http.client.HTTPConnection("127.0.0.1", port)
        paths = [
            f"/sdmx/2.1/data/MIG_MOB/..{host}...{level}..T.?startPeriod=2013"
            for host, level in product(hosts, ("L5T8+L6", "L5T8+L7", "L5T8+L8", "L6+L7"))
        ]
        sizes = {path: len(_ask(connection, path, CSV).body.splitlines()) - 1 for path in paths}
        chosen = [path for path, size in sizes.items() if 4_500 <= size <= 5_500]
        etag = _ask(connection, chosen[0], CSV).etag
        size = int(median(len(_ask(connection, path, CSV).body) for path in chosen))
        return Served(
            int(median(sizes[path] for path in chosen)),
            len(chosen),
            _timed(connection, ["/empty"] * len(chosen), "*/*"),
            _timed(connection, [f"/bytes/{size}"] * len(chosen), "*/*"),
            _timed(connection, chosen, CSV, new=True),
            _timed(connection, chosen, JSON, new=True),
            _timed(connection, chosen, XML, new=True),
            _timed(connection, chosen[:1] * len(chosen), CSV),
            _timed(connection, chosen[:1] * len(chosen), CSV, etag=etag),
        )


@contextmanager
def _serving(file: Path) -> Iterator[int]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.indicators.served", str(file), str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
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
    named = (
        ("empty endpoint", it.empty),
        ("empty endpoint, with as many bytes as the CSV", it.sent),
        ("SDMX-CSV 1.0", it.csv),
        ("SDMX-JSON 2.0", it.json),
        ("SDMX-ML 2.1", it.xml),
        ("SDMX-CSV 1.0, asked before", it.again),
        ("not modified (304)", it.unchanged),
    )
    rows = [
        (
            name,
            f"{each.bytes / 1000:,.0f} kB",
            f"{each.p50:.2f} / {each.p99:.2f}",
            f"{each.p50 / it.empty.p50:.1f}x",
            f"{each.p50 / it.sent.p50:.1f}x",
        )
        for name, each in named
    ]
    head = (
        f"{it.observations:,} observations, {it.queries} different queries",
        "size",
        "p50 / p99 ms",
        "p50 ratio",
        "to as many bytes",
    )
    return table(head, rows)


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes
    etag: str


def _ask(
    connection: http.client.HTTPConnection, path: str, accept: str, *, etag: str | None = None
) -> _Answer:
    headers = {"Accept": accept, **({"If-None-Match": etag} if etag else {})}
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status not in {200, 304}:
        raise ValueError(f"{path}: {answer.status}")
    return _Answer(body, answer.headers.get("etag", ""))


def _timed(
    connection: http.client.HTTPConnection,
    paths: Sequence[str],
    accept: str,
    *,
    etag: str | None = None,
    new: bool = False,
) -> Asked:
    """Time each request; a `new` one asks for something that nobody has asked for before.

    One request goes before, and time for the texts of its form, which are made once.
    """
    _ask(connection, paths[0], accept, etag=etag)
    time.sleep(PAUSE if new else 0)
    taken, size = [], 0
    for number in range(ROUNDS):
        for path in paths:
            # Another end far in the future changes the address and nothing else.
            asked = f"{path}&endPeriod={2100 + number}" if new else path
            start = time.perf_counter()
            size = len(_ask(connection, asked, accept, etag=etag).body)
            taken.append(1000 * (time.perf_counter() - start))
    cuts = quantiles(taken, n=100)
    return Asked(cuts[49], cuts[98], size)
