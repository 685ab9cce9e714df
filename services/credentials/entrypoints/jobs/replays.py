"""A replay as a job: page by page over the decided cases, with progress, to be cancelled at any time."""

import asyncio
from datetime import date
from typing import Any

from services.credentials.adapters.decided_cases import Window, count_of, page_after
from services.credentials.application.replay import Releases, as_case, prepared
from services.credentials.domain.replay.cases import Case, Cases
from services.credentials.domain.replay.replay import Replay
from services.credentials.domain.replay.report import report_of
from shared.jobs.lease import Lease
from shared.jobs.worker import Handler
from shared.kernel.clock import Clock

KIND = "replay"
TOGETHER = 20_000
"""Cases that are decided at once: each stretch of law compiles anew for every lot."""


def carry_out_replays(releases: Releases, clock: Clock) -> Handler:
    """Make the handler. The job's parameters are `draft`, `base`, `slot`, `start` and `end`."""

    async def handle(lease: Lease) -> dict[str, Any]:
        given = lease.job.parameters
        replay = await prepared(
            releases,
            draft=given["draft"],
            base=given["base"],
            slot=given["slot"],
            known=clock.now().date(),
        )
        window = Window(_day(given["start"]), _day(given["end"]))
        async with lease.reading() as session:
            total = await count_of(session, window)
        last, done = None, 0
        waiting: list[Case] = []
        while True:
            async with lease.reading() as session:
                page = await page_after(session, last, window)
            waiting += [as_case(case.application) for _, case in page if case is not None]
            if waiting and (len(waiting) >= TOGETHER or not page):
                await asyncio.to_thread(_add, replay, waiting)
                waiting = []
            if not page:
                return dict(report_of(replay))
            last, done = page[-1][0], done + len(page)
            async with lease.step(position=0, done=done, total=max(total, done)):
                pass  # nothing but the progress: a replay is begun anew where its worker was lost

    return handle


def _add(replay: Replay, cases: list[Case]) -> None:
    replay.add(Cases.of(cases, replay.draft.vocabulary))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
