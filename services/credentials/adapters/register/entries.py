"""The register in PostgreSQL: versions are only ever added, and the newest of a key is what is known."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from services.credentials.adapters.register.documents import read_fact, read_record, write_entry
from services.credentials.adapters.tables import register_entries, register_loads
from services.credentials.domain.register.facts import StatusFact
from services.credentials.domain.register.institution import Record
from services.credentials.domain.register.loading import LoadReport, OlderRelease
from services.credentials.domain.register.sources.outcome import Release
from shared.kernel.clock import Clock
from shared.kernel.ids import new_id

PAGE = 500
NOTHING = "sha256:nothing"
"""The hash of a version that takes an entry back."""


class PostgresRegister:
    """Loads registers, and reads them back as one."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    @asynccontextmanager
    async def loading(self, register: str, release: Release) -> AsyncIterator["PostgresLoad"]:
        """Open a load; one at a time. Leaving without `finish` undoes it. Raises OlderRelease."""
        async with self._engine.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('load registers'))"))
            newest = await connection.scalar(
                select(register_loads.c.known_from)
                .where(register_loads.c.register == register)
                .order_by(register_loads.c.number.desc())
                .limit(1)
            )
            if newest is not None and newest > release.known_from:
                raise OlderRelease(
                    f"{release.name} is of {release.known_from}, and a release of {newest} is loaded"
                )
            yield PostgresLoad(connection, register, release, new_id(self._clock), self._clock)

    async def newest(self) -> str:
        """Name the newest load; ``none`` where nothing was loaded."""
        query = select(register_loads.c.id).order_by(register_loads.c.number.desc()).limit(1)
        async with self._engine.connect() as connection:
            found = await connection.scalar(query)
        return str(found) if found else "none"

    async def loads(self) -> list[dict[str, Any]]:
        """Give the reports of all loads, the newest first."""
        query = select(register_loads).order_by(register_loads.c.number.desc())
        async with self._engine.connect() as connection:
            return [dict(row) for row in (await connection.execute(query)).mappings()]

    async def fetch(self) -> "Stored":
        """Fetch every version of every entry, as it is stored, and the name of this state."""
        revision = await self.newest()
        rows: list[Any] = []
        async with self._engine.connect() as connection:
            while True:
                query = (
                    select(register_entries)
                    .where(register_entries.c.number > (rows[-1].number if rows else 0))
                    .order_by(register_entries.c.number)
                    .limit(PAGE)
                )
                page = (await connection.execute(query)).all()
                rows += page
                if len(page) < PAGE:
                    return Stored(revision, rows)


@dataclass(frozen=True, slots=True)
class Stored:
    """One state of the register as rows; `revision` names it."""

    revision: str
    rows: Sequence[Any]

    def unpack(self) -> tuple[list[Record], list[StatusFact]]:
        """Give the newest records and every version of every fact. Takes a while: not on the event loop."""
        records: dict[tuple[str, str], Record | None] = {}
        versions: dict[tuple[str, str], list[Any]] = defaultdict(list)
        for row in self.rows:
            key = (row.register, row.key)
            if row.kind == "record":
                records[key] = row.document and read_record(row.document, row.known_from)
            else:
                versions[key].append(row)
        facts = [fact for rows in versions.values() for fact in _versions(rows)]
        return [it for it in records.values() if it is not None], facts


class PostgresLoad:
    """One load under way."""

    def __init__(
        self, connection: AsyncConnection, register: str, release: Release, name: UUID, clock: Clock
    ) -> None:
        self._connection = connection
        self._register = register
        self._release = release
        self._name = name
        self._clock = clock
        self._seen: set[tuple[str, str]] = set()

    async def write(self, entries: Sequence[Record | StatusFact], report: LoadReport) -> None:
        """Write what is new or changed; an entry that comes twice counts the first time."""
        fresh = []
        for entry in entries:
            kind = "record" if isinstance(entry, Record) else "fact"
            if (kind, entry.key) in self._seen:
                report.repeated += 1
                continue
            self._seen.add((kind, entry.key))
            fresh.append((kind, entry.key, *write_entry(entry)))
        held = await self._held([key for _, key, _, _ in fresh])
        rows = []
        for kind, key, document, digest in fresh:
            earlier = held.get((kind, key))
            report.added += earlier in {None, NOTHING}
            report.unchanged += earlier == digest
            report.changed += earlier not in {None, NOTHING, digest}
            if earlier != digest:
                rows.append(self._row(kind, key, digest, document))
        if rows:
            await self._connection.execute(insert(register_entries), rows)

    async def retract_others(self, report: LoadReport) -> None:
        """Take back what was said before and is not said in this load."""
        held = await self._held(None)
        gone = [it for it, digest in held.items() if digest != NOTHING and it not in self._seen]
        report.retracted += len(gone)
        if gone:
            rows = [self._row(kind, key, NOTHING, None) for kind, key in gone]
            await self._connection.execute(insert(register_entries), rows)

    async def finish(self, report: LoadReport) -> None:
        """Keep the report where anything changed; a load that changes nothing leaves no trace."""
        if report.changes:
            await self._connection.execute(
                insert(register_loads).values(
                    id=self._name,
                    register=self._register,
                    release=self._release.name,
                    address=self._release.address,
                    known_from=self._release.known_from,
                    entries=report.entries,
                    added=report.added,
                    changed=report.changed,
                    unchanged=report.unchanged,
                    retracted=report.retracted,
                    refused=report.refused,
                    findings=[asdict(it) for it in report.findings],
                    loaded_at=self._clock.now(),
                )
            )
        await self._connection.commit()

    async def _held(self, keys: list[str] | None) -> dict[tuple[str, str], str]:
        entries = register_entries.c
        query = (
            select(entries.kind, entries.key, entries.hash)
            .ext(distinct_on(entries.kind, entries.key))
            .where(entries.register == self._register)
            .order_by(entries.kind, entries.key, entries.number.desc())
        )
        if keys is not None:
            query = query.where(entries.key.in_(keys))
        return {(row.kind, row.key): row.hash for row in await self._connection.execute(query)}

    def _row(self, kind: str, key: str, digest: str, document: dict[str, Any] | None) -> dict[str, Any]:
        return {
            "register": self._register,
            "kind": kind,
            "key": key,
            "known_from": self._release.known_from,
            "hash": digest,
            "document": document,
            "load_id": self._name,
        }


def _versions(rows: Sequence[Any]) -> list[StatusFact]:
    """Give the versions of one fact, each known until the next one."""
    ends = [row.known_from for row in rows[1:]] + [None]
    return [
        read_fact(row.document, row.known_from, end)
        for row, end in zip(rows, ends, strict=True)
        if row.document is not None
    ]
