"""One client that asks for data over one connection, and how long each answer takes."""

import http.client
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from statistics import quantiles

from tests.bench.report import table

CSV = "application/vnd.sdmx.data+csv;version=1.0.0"
JSON = "application/vnd.sdmx.data+json;version=2.0.0"
XML = "application/vnd.sdmx.structurespecificdata+xml;version=2.1"
LEVELS = ("L5T8+L6", "L5T8+L7", "L5T8+L8", "L6+L7")
PAUSE = 4
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Milliseconds of one kind of request: the median and the 99th percentile; `bytes` of one answer."""

    p50: float
    p99: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What came."""

    body: bytes
    etag: str


@dataclass(frozen=True, slots=True)
class Questions:
    """Paths that ask for about 5,000 observations each; `observations` and `bytes` (CSV) are medians."""

    paths: list[str]
    observations: int
    bytes: int


class Client:
    """Sends one request after the other."""

    def __init__(self, port: int, headers: Mapping[str, str] | None = None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._headers = headers or {}

    def ask(self, path: str, accept: str, *, etag: str | None = None) -> Answer:
        """Fetch. Raises ValueError on anything but data, or that the client holds them already."""
        headers = {**self._headers, "Accept": accept, **({"If-None-Match": etag} if etag else {})}
        self._connection.request("GET", path, headers=headers)
        answer = self._connection.getresponse()
        body = answer.read()
        if answer.status not in {200, 204, 304}:
            raise ValueError(f"{path}: {answer.status}")
        return Answer(body, answer.headers.get("etag", ""))

    def questions(self, hosts: Iterable[str]) -> Questions:
        """Find what asks for about 5,000 observations: one host after the other, no two are alike."""
        paths = [
            f"/sdmx/2.1/data/MIG_MOB/..{host}...{level}..T.?startPeriod=2013"
            for host, level in product(hosts, LEVELS)
        ]
        sizes = {}
        for path in paths:
            body = self.ask(path, CSV).body
            sizes[path] = (len(body.splitlines()) - 1, len(body))
        chosen = [path for path, (rows, _) in sizes.items() if 4_500 <= rows <= 5_500]
        middle = sorted(sizes[path] for path in chosen)[len(chosen) // 2]
        return Questions(chosen, *middle)

    def timed(
        self,
        paths: Sequence[str],
        accept: str = "*/*",
        *,
        rounds: int,
        etag: str | None = None,
        new: bool = False,
    ) -> Asked:
        """Time each request; a `new` one asks for something that nobody has asked for before.

        One request goes before, and time for the texts of its form, which are made once.
        """
        self.ask(paths[0], accept, etag=etag)
        time.sleep(PAUSE if new else 0)
        taken, size = [], 0
        for number in range(rounds):
            for path in paths:
                # Another end far in the future changes the address and nothing else.
                asked = f"{path}&endPeriod={2100 + number}" if new else path
                start = time.perf_counter()
                size = len(self.ask(asked, accept, etag=etag).body)
                taken.append(1000 * (time.perf_counter() - start))
        cuts = quantiles(taken, n=100)
        return Asked(cuts[49], cuts[98], size)


def with_ratios(title: str, named: Mapping[str, Asked]) -> str:
    """Give a table with ratios to the first, which does nothing, and to the second, which sends as much."""
    empty, sent, *_ = named.values()
    rows = [
        (
            name,
            f"{each.bytes / 1000:,.0f} kB",
            f"{each.p50:.2f} / {each.p99:.2f}",
            f"{each.p50 / empty.p50:.1f}x",
            f"{each.p50 / sent.p50:.1f}x",
        )
        for name, each in named.items()
    ]
    return table((title, "size", "p50 / p99 ms", "p50 ratio", "to as many bytes"), rows)
