"""Use case: release a public table for a year, or refuse to."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

import numpy as np

from services.indicators.domain.disclosure.noise import record_key
from services.indicators.domain.disclosure.policy import Policy
from services.indicators.domain.disclosure.release import Release, release
from services.indicators.domain.recognition.cubes import ClosedCase, Cube
from services.indicators.domain.recognition.ports import Cases, Releases
from services.indicators.domain.recognition.released import StatisticalRelease, summary
from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict
from shared.kernel.ids import new_id

POLICY = Policy()
"""The policy of all public tables."""


class OvertakenByAnotherRelease(Conflict):
    """Another table was released while this one was audited; it must be audited against that one as well."""

    code = "overtaken_by_another_release"
    title = "Another table was released meanwhile"


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
    """Counts, protects, audits and keeps. A release that would say the same as the last one is that one."""

    def __init__(self, open_work: Callable[[str], AbstractAsyncContextManager[Work]], clock: Clock) -> None:
        self._open_work = open_work
        self._clock = clock

    async def __call__(self, tenant: str, cube: Cube, year: int) -> tuple[StatisticalRelease, bool]:
        """Release `cube` for `year`; say whether the release is new.

        Raises NotReleasable, and OvertakenByAnotherRelease where another one came in between: try again.
        """
        population = f"cases closed in {year}"
        async with self._open_work(tenant) as work:
            secret = await work.releases.secret()
            cases = [
                ClosedCase(profile, outcome, record_key(secret, case))
                async for case, profile, outcome in work.cases.closed_in(year)
            ]
            earlier = await work.releases.all()
            await work.commit()
        counts = cube.counts(population, cases)
        for it in reversed(earlier):
            if (it.cube, it.year) == (cube.id, year):
                before = it.publication.counts
                same = before.axes == counts.axes and np.array_equal(before.values, counts.values)
                if same and np.array_equal(before.keys, counts.keys):
                    return it, False
                break
        tied = [it.publication for it in earlier if it.year == year]
        # The audit takes seconds; no transaction stays open for it. What came meanwhile is looked at after.
        made: Release = await asyncio.to_thread(release, counts, POLICY, earlier=tied)
        kept = StatisticalRelease(
            id=new_id(self._clock),
            tenant=tenant,
            cube=cube.id,
            year=year,
            released_at=self._clock.now(),
            table=made.table,
            audit=summary(made.audit),
            publication=made.publication,
        )
        async with self._open_work(tenant) as work:
            await work.releases.close_others_out()
            if len(await work.releases.all()) != len(earlier):
                raise OvertakenByAnotherRelease("release again: it is then audited against that one, too")
            await work.releases.add(kept)
            await work.commit()
        return kept, True
