"""Latency and throughput of reconciliation in memory, on one processor."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from services.credentials.domain.reconciliation.reconcile import Query
from services.credentials.domain.register.register import Register

ROWS = 100_000


@dataclass(frozen=True, slots=True)
class Speed:
    """Milliseconds for one query with evidence, cold; rows a second in a batch that repeats its texts."""

    institutions: int
    build_seconds: float
    median_ms: float
    p99_ms: float
    distinct_per_second: float
    batch_rows_per_second: float
    batch_rows: int
    batch_distinct: int


def speed(register: Register, queries: Sequence[Query]) -> Speed:
    """Measure on `queries`, each asked once, then as a batch in which every text comes many times."""
    started = time.perf_counter()
    fresh = Register([it for one in register.institutions for it in one.records], [], "speed")
    build = time.perf_counter() - started
    times = []
    for query in queries:
        started = time.perf_counter()
        fresh.find(query)
        times.append((time.perf_counter() - started) * 1_000)
    batch = [queries[number % len(queries)] for number in range(ROWS)]
    started = time.perf_counter()
    fresh.identify_many(batch)
    took = time.perf_counter() - started
    return Speed(
        institutions=len(fresh.institutions),
        build_seconds=build,
        median_ms=statistics.median(times),
        p99_ms=statistics.quantiles(times, n=100)[98],
        distinct_per_second=1_000 * len(times) / sum(times),
        batch_rows_per_second=ROWS / took,
        batch_rows=ROWS,
        batch_distinct=len(set(queries)),
    )
