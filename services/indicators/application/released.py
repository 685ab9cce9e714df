"""Use cases of whoever reads releases: nobody without the scope sees one before its day."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.indicators.domain.recognition.ports import Releases
from services.indicators.domain.recognition.released import StatisticalRelease, UnknownRelease


class Work(Protocol):
    """One transaction of one tenant."""

    @property
    def releases(self) -> Releases:
        """What was released."""
        ...


OpenWork = Callable[[str], AbstractAsyncContextManager[Work]]


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads, when; `ahead` where releases may be seen before their day."""

    tenant: str
    now: datetime
    ahead: bool


async def read_release(open_work: OpenWork, reader: Reader, release_id: UUID) -> StatisticalRelease:
    """Fetch a release. Raises UnknownRelease, in the same words for one whose day has not come."""
    async with open_work(reader.tenant) as work:
        found = await work.releases.get(release_id)
    if not (reader.ahead or found.is_public(reader.now)):
        raise UnknownRelease(f"there is no release {release_id}")
    return found


async def read_releases(open_work: OpenWork, reader: Reader) -> list[StatisticalRelease]:
    """List the releases that the reader may see, the oldest first."""
    async with open_work(reader.tenant) as work:
        return [it for it in await work.releases.all() if reader.ahead or it.is_public(reader.now)]


async def read_calendar(open_work: OpenWork, tenant: str) -> list[StatisticalRelease]:
    """List all releases by the day on which they become public: that there is one is told beforehand."""
    async with open_work(tenant) as work:
        return sorted(await work.releases.all(), key=lambda it: it.public_from)
