"""The chain of releases in PostgreSQL; a release and its announcement are one commit."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, insert, select, text

from services.conventions.adapters.lifecycle.documents import document_from
from services.conventions.adapters.lifecycle.tables import (
    documents,
    release_documents,
    releases,
    supersessions,
)
from services.conventions.domain.lifecycle.release import Candidate, Entry, Release, superseded_by
from shared.contracts.envelope import Event
from shared.contracts.registry import RELEASE_PUBLISHED, ReleasePublished
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.clock import Clock
from shared.kernel.ids import new_id
from shared.observability.tracing import current_traceparent
from shared.rules.bundle import write_bundle

SOURCE = "/symbolon/conventions"
CHAIN = UUID("c0ffee00-0000-7000-8000-72756c657331")
"""The one aggregate of all releases: the chain. Its version is the number of the newest release."""

PLATFORM = "platform"
"""The tenant of what belongs to nobody in particular: the law is the same for all."""

_COLUMNS = [column for column in releases.c if column.name != "bundle"]


class PostgresReleases:
    """The releases, within one transaction."""

    def __init__(self, unit: UnitOfWork, clock: Clock) -> None:
        self._unit = unit
        self._clock = clock

    async def lock(self) -> None:
        """Let nobody else publish until this transaction ends."""
        await self._unit.session.execute(text("SELECT pg_advisory_xact_lock(hashtext('publish release'))"))

    async def current(self) -> Release | None:
        """Give the newest release; None where nothing was published yet."""
        row = (await self._unit.session.execute(newest_release())).first()
        return None if row is None else release_from(row)

    async def entries(self, release: str) -> Sequence[Entry]:
        """Give the documents of a release in their order."""
        rows = await self._unit.session.execute(entries_of(release))
        return [Entry(document_from(row), row.published) for row in rows]

    async def add(
        self,
        candidate: Candidate,
        *,
        report: str,
        signatures: Sequence[Mapping[str, str]],
        by: str,
        at: datetime,
    ) -> Release:
        """Append a release to the chain and record its event."""
        held = await self.entries(candidate.rules.previous) if candidate.rules.previous else ()
        release = Release(
            candidate.hash, candidate.number, candidate.rules.previous, at, by, report, tuple(signatures)
        )
        session = self._unit.session
        await session.execute(
            insert(releases).values(
                hash=release.hash,
                number=release.number,
                previous=release.previous,
                report=report,
                signatures=[dict(it) for it in signatures],
                bundle=write_bundle(candidate.rules),
                published_by=by,
                published_at=at,
            )
        )
        await session.execute(
            insert(release_documents),
            [
                {
                    "release": release.hash,
                    "position": position,
                    "document": it.document.hash,
                    "published": it.published,
                }
                for position, it in enumerate(candidate.entries)
            ],
        )
        pairs = superseded_by(held, candidate.changes)
        if pairs:
            await session.execute(
                insert(supersessions),
                [
                    {"superseded": old.hash, "superseding": new.hash, "release": release.hash}
                    for old, new in pairs
                ],
            )
        self._announce(release)
        return release

    def _announce(self, release: Release) -> None:
        self._unit.record(
            Event(
                id=new_id(self._clock),
                type=RELEASE_PUBLISHED.type,
                source=SOURCE,
                tenant=PLATFORM,
                aggregate_id=CHAIN,
                sequence=release.number,
                time=release.published_at,
                data=ReleasePublished(
                    release=release.hash,
                    number=release.number,
                    previous=release.previous,
                    published_at=release.published_at,
                ),
                traceparent=current_traceparent(),
            )
        )


def newest_release() -> Select[Any]:
    """Select the newest release, without its bundle."""
    return select(*_COLUMNS).order_by(releases.c.number.desc()).limit(1)


def release_named(name: str) -> Select[Any]:
    """Select a release by its hash, without its bundle."""
    return select(*_COLUMNS).where(releases.c.hash == name)


def all_releases() -> Select[Any]:
    """Select every release, the newest first, without bundles."""
    return select(*_COLUMNS).order_by(releases.c.number.desc())


def entries_of(release: str) -> Select[Any]:
    """Select the documents of a release in their order."""
    return (
        select(documents, release_documents.c.published)
        .join(release_documents, release_documents.c.document == documents.c.hash)
        .where(release_documents.c.release == release)
        .order_by(release_documents.c.position)
    )


def release_from(row: Row[Any]) -> Release:
    """Take a release from its row."""
    values = {name: getattr(row, name) for name in Release.__dataclass_fields__}
    return Release(**{**values, "signatures": tuple(row.signatures)})
