"""The catalogue of loads in PostgreSQL."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.indicators.adapters.observations import contents
from services.indicators.adapters.observations.packing import pack
from services.indicators.adapters.tables import loads
from services.indicators.domain.loading.record import InputFile, Load, Signed, UnknownLoad


class PostgresLoads:
    """Keeps and finds loads. A load is kept in one transaction: figures, report and entry, or nothing."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def accepted(self, release: str) -> Load | None:
        """Find the accepted load of a release."""
        async with self._engine.connect() as connection:
            return await _accepted(connection, release)

    async def keep(self, load: Load, table: pa.Table | None, signed: Signed) -> Load:
        """Keep a load; give the one that stands. Raises ReleaseIsLoaded."""
        segment = await asyncio.to_thread(pack, table) if table is not None else None
        async with self._engine.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('load indicators'))"))
            standing = await _accepted(connection, load.release) if load.accepted else None
            if standing is not None:
                standing.require(load.input)
                return standing
            name = await contents.keep(connection, segment) if segment is not None else None
            await connection.execute(insert(loads).values(**_row(load), segment=name, **_signed(signed)))
        return load

    async def report(self, load: UUID) -> Signed:
        """Give a report. Raises UnknownLoad."""
        query = select(loads.c.report, loads.c.signature).where(loads.c.id == load)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).first()
        if row is None:
            raise UnknownLoad(f"there is no load {load}")
        return Signed(row.report, row.signature)

    async def known_at(self, moment: datetime) -> Load | None:
        """Find the load whose figures are known since that moment."""
        query = select(*_COLUMNS).where(loads.c.known_at == moment, loads.c.accepted)
        async with self._engine.connect() as connection:
            row = (await connection.execute(query)).first()
        return _load(row) if row is not None else None

    async def all(self) -> tuple[Load, ...]:
        """List the loads, the newest first."""
        async with self._engine.connect() as connection:
            found = await connection.execute(select(*_COLUMNS).order_by(loads.c.position.desc()))
        return tuple(_load(row) for row in found)


_COLUMNS = [it for it in loads.c if it.name not in {"report", "signature"}]


async def _accepted(connection: AsyncConnection, release: str) -> Load | None:
    query = select(*_COLUMNS).where(loads.c.release == release, loads.c.accepted)
    row = (await connection.execute(query)).first()
    return _load(row) if row is not None else None


def _row(load: Load) -> dict[str, Any]:
    return {
        "id": load.id,
        "source": load.source,
        "release": load.release,
        "published": load.published,
        "files": [{"name": it.name, "sha256": it.sha256, "size": it.size} for it in load.files],
        "input": load.input,
        "accepted": load.accepted,
        "known_at": load.known_at,
        "observations": load.observations,
    }


def _signed(signed: Signed) -> dict[str, Any]:
    return {"report": signed.report, "signature": dict(signed.signature)}


def _load(row: Any) -> Load:
    return Load(
        row.id,
        row.source,
        row.release,
        row.published,
        tuple(InputFile(it["name"], it["sha256"], it["size"]) for it in row.files),
        row.input,
        row.accepted,
        row.known_at,
        row.observations,
    )
