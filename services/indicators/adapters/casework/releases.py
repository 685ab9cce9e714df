"""Released tables in PostgreSQL, and the secret of the record keys (ADR 22)."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Select, func, literal, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncSession

from services.indicators.adapters.tables import (
    record_key_secrets,
    statistical_countings,
    statistical_releases,
)
from services.indicators.domain.disclosure.axes import Axis
from services.indicators.domain.disclosure.counts import Counts
from services.indicators.domain.disclosure.knowledge import Publication
from services.indicators.domain.disclosure.released import ReleasedTable
from services.indicators.domain.recognition.counting import Counting
from services.indicators.domain.recognition.released import (
    AuditSummary,
    PublicTable,
    StatisticalRelease,
    UnknownRelease,
)
from shared.db.tenancy import TENANT_SETTING

SECRET_BYTES = 32
LOCK = "statistical_releases "
CELLS = ("primary", "grouped", "hidden", "shown", "lower", "upper", "thresholds")
TENANT = func.current_setting(TENANT_SETTING)


class PostgresReleases:
    """The released tables of the session's tenant."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def secret(self) -> bytes:
        """Give the tenant's secret of the record keys; the first one who asks makes it, once for ever."""
        await self._session.execute(
            insert(record_key_secrets)
            .values(tenant=TENANT, secret=secrets.token_bytes(SECRET_BYTES))
            .on_conflict_do_nothing()
        )
        kept: bytes = (await self._session.execute(select(record_key_secrets.c.secret))).scalar_one()
        return kept

    async def close_others_out(self) -> None:
        """Let no one else release for this tenant until this transaction ends."""
        await self._session.execute(
            select(func.pg_advisory_xact_lock(func.hashtextextended(literal(LOCK).concat(TENANT), 0)))
        )

    async def last_counting(self, year: int) -> Counting | None:
        """Fetch the last counting of a year from which a table was released."""
        kept = statistical_countings.c
        query = (
            select(statistical_countings).where(kept.year == year).order_by(kept.counted_at.desc()).limit(1)
        )
        row = (await self._session.execute(query)).one_or_none()
        if row is None:
            return None
        tables = {cube: _read_counts(kept) for cube, kept in row.tables.items()}
        return Counting(row.year, row.counted_at, tables)

    async def add_counting(self, tenant: str, counting: Counting) -> None:
        """Insert a counting."""
        tables = {cube: _write_counts(it) for cube, it in counting.tables.items()}
        await self._session.execute(
            insert(statistical_countings).values(
                tenant=tenant, year=counting.year, counted_at=counting.counted_at, tables=tables
            )
        )

    async def add(self, release: StatisticalRelease) -> None:
        """Insert a release."""
        await self._session.execute(
            insert(statistical_releases).values(
                tenant=release.tenant,
                id=release.id,
                cube=release.cube,
                year=release.year,
                counted_at=release.counted_at,
                released_at=release.released_at,
                public_from=release.public_from,
                released=_write_table(release.table),
                audit={name: getattr(release.audit, name) for name in AuditSummary.__slots__},
                publication=_write_publication(release.publication),
            )
        )

    async def all(self) -> list[StatisticalRelease]:
        """List all releases, the oldest first."""
        query = select(statistical_releases).order_by(statistical_releases.c.position)
        return [_read(row) for row in await self._session.execute(query)]

    async def public(self, now: datetime) -> list[PublicTable]:
        """List what is public of each release by now, the oldest first. True counts are not read."""
        kept = statistical_releases.c
        query = select(kept.id, kept.cube, kept.year, kept.public_from, kept.released)
        return [
            PublicTable(row.id, row.cube, row.year, row.public_from, _read_table(row.released))
            for row in await self._session.execute(_public(query, now))
        ]

    async def public_ids(self, now: datetime) -> list[UUID]:
        """List the ids of the releases that are public by now, the oldest first."""
        query = _public(select(statistical_releases.c.id), now)
        return list((await self._session.execute(query)).scalars())

    async def get(self, release_id: UUID) -> StatisticalRelease:
        """Fetch one. Raises UnknownRelease."""
        query = select(statistical_releases).where(statistical_releases.c.id == release_id)
        row = (await self._session.execute(query)).one_or_none()
        if row is None:
            raise UnknownRelease(f"there is no release {release_id}")
        return _read(row)


def _public(query: Select[Any], now: datetime) -> Select[Any]:
    kept = statistical_releases.c
    return query.where(kept.public_from <= now).order_by(kept.public_from, kept.position)


def _read(row: Row[Any]) -> StatisticalRelease:
    return StatisticalRelease(
        id=row.id,
        tenant=row.tenant,
        cube=row.cube,
        year=row.year,
        counted_at=row.counted_at,
        released_at=row.released_at,
        public_from=row.public_from,
        table=_read_table(row.released),
        audit=AuditSummary(**row.audit),
        publication=_read_publication(row.publication),
    )


def _write_table(table: ReleasedTable) -> dict[str, Any]:
    # A JSONB object does not keep the order of its members, and the order of dimensions matters.
    return {
        "population": table.population,
        "codes": [[name, list(codes)] for name, codes in table.codes.items()],
        "values": list(table.values),
        "error": table.error,
        "method": table.method,
    }


def _read_table(kept: dict[str, Any]) -> ReleasedTable:
    codes = {name: tuple(codes) for name, codes in kept["codes"]}
    return ReleasedTable(kept["population"], codes, tuple(kept["values"]), kept["error"], kept["method"])


def _write_counts(it: Counts) -> dict[str, Any]:
    arrays = {name: getattr(it, name) for name in ("values", "keys", "largest")}
    return {
        "population": it.population,
        "axes": [[axis.name, list(axis.codes), list(axis.parents)] for axis in it.axes],
        **{name: array.ravel().tolist() for name, array in arrays.items() if array is not None},
    }


def _read_counts(kept: dict[str, Any]) -> Counts:
    axes = tuple(Axis(name, tuple(codes), tuple(parents)) for name, codes, parents in kept["axes"])
    shape = tuple(len(axis.codes) for axis in axes)
    arrays = {
        name: np.array(kept[name]).reshape(shape) for name in ("values", "keys", "largest") if name in kept
    }
    return Counts(kept["population"], axes, **arrays)


def _write_publication(it: Publication) -> dict[str, Any]:
    cells = {name: getattr(it, name).ravel().tolist() for name in CELLS}
    return {**_write_counts(it.counts), **cells}


def _read_publication(kept: dict[str, Any]) -> Publication:
    counts = _read_counts(kept)
    kept = {"grouped": [False] * len(kept["hidden"]), **kept}  # version 0.1 hid no zeros
    if "error" in kept:  # and kept one error for all counts, and not which cell was hidden for what
        shown, error = np.array(kept["shown"]), kept["error"]
        kept = {
            **kept,
            "primary": kept["hidden"],
            "lower": np.maximum(shown - error, kept["thresholds"]),
            "upper": shown + error,
        }
    cells = {name: np.array(kept[name]).reshape(counts.values.shape) for name in CELLS}
    return Publication(counts=counts, **cells)
