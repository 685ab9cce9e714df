"""Releases as they are read: immutable, so read without a unit of work."""

from collections.abc import Sequence

from sqlalchemy import Text, cast, select
from sqlalchemy.ext.asyncio import AsyncEngine

from services.conventions.adapters.lifecycle.documents import document_from
from services.conventions.adapters.lifecycle.releases import (
    all_releases,
    entries_of,
    newest_release,
    release_from,
    release_named,
)
from services.conventions.adapters.lifecycle.tables import candidates, gate_reports, releases
from services.conventions.domain.lifecycle.release import Entry, Release
from shared.kernel.errors import NotFound


class UnknownRelease(NotFound):
    """There is no release of that hash, or none at all yet."""

    code = "unknown_release"
    title = "No such release"


class UnknownReport(NotFound):
    """The gate made no report of that hash."""

    code = "unknown_report"
    title = "No such report"


class ReleaseArchive:
    """Reads the chain."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def all(self) -> Sequence[Release]:
        """List every release, the newest first."""
        async with self._engine.connect() as connection:
            return [release_from(row) for row in await connection.execute(all_releases())]

    async def current(self) -> Release:
        """Give the newest release. Raises UnknownRelease while nothing was published."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(newest_release())).first()
        if row is None:
            raise UnknownRelease("no release was published yet")
        return release_from(row)

    async def get(self, name: str) -> Release:
        """Give a release by its hash. Raises UnknownRelease."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(release_named(name))).first()
        if row is None:
            raise _unknown(name)
        return release_from(row)

    async def entries(self, name: str) -> Sequence[Entry]:
        """Give the documents of a release; empty where there is no such release."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(entries_of(name))
            return [Entry(document_from(row), row.published) for row in rows]

    async def bundle(self, name: str) -> bytes:
        """Give the bytes of a release. Raises UnknownRelease."""
        query = select(releases.c.bundle).where(releases.c.hash == name)
        async with self._engine.connect() as connection:
            found: bytes | None = await connection.scalar(query)
        if found is None:
            raise _unknown(name)
        return found

    async def candidate_bundle(self, name: str) -> bytes:
        """Give the bytes of a candidate that was examined. Raises UnknownRelease."""
        query = select(candidates.c.bundle).where(candidates.c.hash == name)
        async with self._engine.connect() as connection:
            found: bytes | None = await connection.scalar(query)
        if found is None:
            raise UnknownRelease(f"there is no candidate {name}")
        return found

    async def report(self, name: str) -> str:
        """Give, as JSON, what the gate said of a release. Raises UnknownRelease."""
        query = (
            select(cast(gate_reports.c.report, Text))
            .join(releases, releases.c.report == gate_reports.c.hash)
            .where(releases.c.hash == name)
        )
        async with self._engine.connect() as connection:
            found: str | None = await connection.scalar(query)
        if found is None:
            raise _unknown(name)
        return found

    async def report_named(self, name: str) -> str:
        """Give a report of the gate by its own hash, as JSON. Raises UnknownReport."""
        query = select(cast(gate_reports.c.report, Text)).where(gate_reports.c.hash == name)
        async with self._engine.connect() as connection:
            found: str | None = await connection.scalar(query)
        if found is None:
            raise UnknownReport(f"there is no report {name}")
        return found


def _unknown(name: str) -> UnknownRelease:
    return UnknownRelease(f"there is no release {name}")
