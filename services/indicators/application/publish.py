"""Use case: release a public table for a year, or refuse to."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from services.indicators.domain.disclosure.noise import record_key
from services.indicators.domain.disclosure.policy import Policy
from services.indicators.domain.disclosure.release import Release, release
from services.indicators.domain.recognition.counting import PAUSE, Counting, count_cases, same_cases
from services.indicators.domain.recognition.cubes import ClosedCase, Cube
from services.indicators.domain.recognition.ports import Cases, Releases
from services.indicators.domain.recognition.released import StatisticalRelease, summary
from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict, Invalid, Violation
from shared.kernel.ids import new_id

POLICY = Policy()
"""The policy of all public tables."""


class OvertakenByAnotherRelease(Conflict):
    """Another table was released while this one was audited; it must be audited against that one as well."""

    code = "overtaken_by_another_release"
    title = "Another table was released meanwhile"


class ReleasedRecently(Conflict):
    """The cases were counted lately; day by day, changes of the tables would tell single decisions."""

    code = "released_recently"
    title = "The table was released recently"


class EarlierReleaseWaits(Conflict):
    """An earlier release of the table would become public after this one, and then stand in its place."""

    code = "earlier_release_waits"
    title = "An earlier release waits for its day"


class DayHasPassed(Invalid):
    """The day of publication lies in the past."""

    code = "day_has_passed"
    title = "The day of publication has passed"


class YearHasNotBegun(Invalid):
    """No case is closed in a year to come; a table of zeros would be one of figures that nobody knows."""

    code = "year_has_not_begun"
    title = "The year has not begun"


class Work(Protocol):
    """One transaction of one tenant."""

    @property
    def cases(self) -> Cases:
        """What is counted."""
        ...

    @property
    def releases(self) -> Releases:
        """What was released."""
        ...

    async def commit(self) -> None:
        """Make everything durable."""
        ...


class Publish:
    """Counts, protects, audits and keeps. A release that would say the same as the last one is that one.

    All tables of a year that are released within the pause are made from one counting.
    """

    def __init__(self, open_work: Callable[[str], AbstractAsyncContextManager[Work]], clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def __call__(
        self, tenant: str, cube: Cube, year: int, public_from: datetime | None = None
    ) -> tuple[StatisticalRelease, bool]:
        """Release `cube` for `year`, public at once or from `public_from` on; say whether the release is new.

        Raises YearHasNotBegun, DayHasPassed, ReleasedRecently, EarlierReleaseWaits, NotReleasable, and
        OvertakenByAnotherRelease where another one came in between: try again.
        """
        now = self._clock.now()
        if year > now.year:
            raise YearHasNotBegun(Violation("/year", "not_begun", f"give {now.year} or an earlier year"))
        if public_from is not None and public_from < now:
            raise DayHasPassed(
                Violation("/public_from", "in_the_past", "give a moment that is still to come")
            )
        async with self._open_work(tenant) as work:
            secret = await work.releases.secret()
            cases = [
                ClosedCase(profile, outcome, record_key(secret, case))
                async for case, profile, outcome in work.cases.closed_in(year)
            ]
            earlier = await work.releases.all()
            last = await work.releases.last_counting(year)
            await work.commit()
        live = await asyncio.to_thread(count_cases, year, cases, now)
        counting = last if last and last.stands(now) else live
        counts = counting.tables[cube.id]
        standing = next((it for it in reversed(earlier) if (it.cube, it.year) == (cube.id, year)), None)
        if standing and same_cases(standing.publication.counts, counts):
            _refuse_unless_unchanged(cube, counting, live)
            return standing, False
        if standing and (public_from or now) < standing.public_from:
            raise EarlierReleaseWaits(
                f"{cube.id} of {year} becomes public on {standing.public_from:%Y-%m-%d %H:%M} (UTC): "
                "release this one for that moment or a later one"
            )
        tied = [it.publication for it in earlier if it.year == year]
        # The audit takes seconds; no transaction stays open for it. What came meanwhile is looked at after.
        made: Release = await asyncio.to_thread(release, counts, POLICY, earlier=tied)
        kept = StatisticalRelease(
            id=new_id(self._clock),
            tenant=tenant,
            cube=cube.id,
            year=year,
            counted_at=counting.counted_at,
            released_at=now,
            public_from=public_from or now,
            table=made.table,
            audit=summary(made.audit),
            publication=made.publication,
        )
        async with self._open_work(tenant) as work:
            await work.releases.close_others_out()
            if len(await work.releases.all()) != len(earlier):
                raise OvertakenByAnotherRelease("release again: it is then audited against that one, too")
            if counting is live:
                await work.releases.add_counting(tenant, live)
            await work.releases.add(kept)
            await work.commit()
        return kept, True


def _refuse_unless_unchanged(cube: Cube, counting: Counting, live: Counting) -> None:
    if not same_cases(counting.tables[cube.id], live.tables[cube.id]):
        year, counted, anew = counting.year, counting.counted_at, counting.counted_at + PAUSE
        raise ReleasedRecently(
            f"{cube.id} of {year} was released as counted on {counted:%Y-%m-%d}; cases of {year} are counted "
            f"anew from {anew:%Y-%m-%d} on"
        )
