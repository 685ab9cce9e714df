"""Use cases of whoever reads releases: nobody without the scope sees one before its day."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.indicators.domain.recognition.cubes import Cube
from services.indicators.domain.recognition.ports import Releases
from services.indicators.domain.recognition.released import StatisticalRelease, UnknownRelease
from shared.kernel.errors import NotFound


class Work(Protocol):
    """One transaction of one tenant."""

    @property
    def releases(self) -> Releases:
        """What was released."""
        ...


OpenWork = Callable[[str], AbstractAsyncContextManager[Work]]


class NothingReleased(NotFound):
    """Nothing of this table is public yet."""

    code = "nothing_released"
    title = "Nothing is released yet"


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


async def read_latest(open_work: OpenWork, reader: Reader, cube: Cube) -> StatisticalRelease:
    """Fetch the release of a table that is public for the latest year, and of that the last one.

    Raises NothingReleased; what waits for its day is not taken, whoever asks.
    """
    async with open_work(reader.tenant) as work:
        found = [it for it in await work.releases.all() if it.cube == cube.id and it.is_public(reader.now)]
    if not found:
        raise NothingReleased(
            f"no table {cube.id} ({cube.name[0].lower()}{cube.name[1:]}) is public yet: decide cases, then "
            "release it for their year with POST /v1/statistics/releases; what is to come: "
            "/v1/statistics/calendar"
        )
    return max(found, key=lambda it: (it.year, it.public_from))


async def read_releases(open_work: OpenWork, reader: Reader) -> list[StatisticalRelease]:
    """List the releases that the reader may see, the oldest first."""
    async with open_work(reader.tenant) as work:
        return [it for it in await work.releases.all() if reader.ahead or it.is_public(reader.now)]


async def read_calendar(open_work: OpenWork, tenant: str) -> list[StatisticalRelease]:
    """List all releases by the day on which they become public: that there is one is told beforehand."""
    async with open_work(tenant) as work:
        return sorted(await work.releases.all(), key=lambda it: it.public_from)
