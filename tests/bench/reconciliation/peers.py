"""The peer: the same names in PostgreSQL's full-text search, the text index that the embedded server has.

The texts are cut and folded by our own code on both sides, so that the comparison is of the search alone:
any word may match, `ts_rank_cd` ranks, the first row is the answer. There is no threshold, for its rank is
no probability.
"""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from services.credentials.domain.reconciliation.text import fold, tokens
from services.credentials.domain.reconciliation.vocabulary import WEIGHTLESS
from services.credentials.domain.register.institution import Existence, Institution
from tests.bench.reconciliation.labelled import Labelled
from tests.support.servers import plain, running_postgres

SAMPLE = 300


@dataclass(frozen=True, slots=True)
class FullText:
    """How often the first row was right, and how long it took."""

    queries: int
    first_is_right: float
    median_ms: float


def full_text(institutions: Sequence[Institution], cases: Sequence[Labelled]) -> FullText:
    """Measure on a server of its own."""
    return asyncio.run(_measure(institutions, cases))


async def _measure(institutions: Sequence[Institution], cases: Sequence[Labelled]) -> FullText:
    with tempfile.TemporaryDirectory() as home:
        async with running_postgres(Path(home)) as server:
            connection = await asyncpg.connect(plain(server.url()))
            try:
                await _fill(connection, institutions)
                return await _ask(connection, cases)
            finally:
                await connection.close()


async def _fill(connection: asyncpg.Connection, institutions: Sequence[Institution]) -> None:
    await connection.execute("CREATE TABLE names (institution text, words tsvector)")
    rows = [
        (it.id, " ".join(tokens(fold(name.text))))
        for it in institutions
        if it.existence is not Existence.WITHDRAWN
        for name in it.names
    ]
    await connection.executemany("INSERT INTO names VALUES ($1, to_tsvector('simple', $2))", rows)
    await connection.execute("CREATE INDEX ON names USING gin (words)")
    await connection.execute("ANALYZE names")


async def _ask(connection: asyncpg.Connection, cases: Sequence[Labelled]) -> FullText:
    right, times = 0, []
    for case in cases[:SAMPLE]:
        words = [it for it in dict.fromkeys(tokens(fold(case.query.text))) if it not in WEIGHTLESS]
        query = " | ".join(f"'{it}'" for it in words)
        started = time.perf_counter()
        found = await connection.fetchval(
            "SELECT institution FROM names WHERE words @@ $1::tsquery "
            "ORDER BY ts_rank_cd(words, $1::tsquery, 1) DESC LIMIT 1",
            query,
        )
        times.append((time.perf_counter() - started) * 1_000)
        right += found in case.right
    return FullText(len(times), right / len(times), statistics.median(times))
