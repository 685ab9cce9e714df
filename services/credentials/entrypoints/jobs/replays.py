"""A replay as a job: the columns brought up to date, then decided; with progress, cancellable."""

import asyncio
from datetime import date
from typing import Any

from services.credentials.adapters.replays.case_columns import CaseColumns
from services.credentials.adapters.replays.flips import Flips
from services.credentials.application.replay import Releases, prepared
from services.credentials.domain.replay.cases import Cases
from services.credentials.domain.replay.replay import Replay
from services.credentials.domain.replay.report import report_of
from shared.jobs.lease import Lease
from shared.jobs.worker import Handler
from shared.kernel.clock import Clock
from shared.rules.documents.plain import epoch_day

KIND = "replay"
TOGETHER = 50
"""Segments that are decided at once: each stretch of law compiles anew for every lot."""


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
        total = await bring_up_to_date(lease)
        first, days = 1, (_day(given["start"]), _day(given["end"]))
        while True:
            async with lease.reading() as session:
                table = await CaseColumns(session, lease.job.tenant).read(first, TOGETHER)
            if table is None:
                break
            await asyncio.to_thread(_add, replay, table, days)
            await lease.beat()
            first += TOGETHER
        async with lease.step(position=0, done=total, total=total) as unit:
            await Flips(unit.session, lease.job.id).keep(lease.job.tenant, replay.listed)
        return {**report_of(replay), "start": given["start"], "end": given["end"]}

    return handle


async def bring_up_to_date(lease: Lease) -> int:
    """Make anew what is stale of the tenant's columns, and take in what was decided since; count all of it.

    Each segment is a transaction of its own, and stays whatever becomes of the job.
    """
    tenant = lease.job.tenant
    async with lease.reading() as session:
        columns = CaseColumns(session, tenant)
        stale, done, total = await columns.stale(), await columns.covered(), await columns.stored()
    for number in stale:
        async with lease.step(position=0, done=done, total=total) as unit:
            await CaseColumns(unit.session, tenant).remake(number)
    while True:
        async with lease.step(position=0, done=done, total=max(total, done)) as unit:
            taken = await CaseColumns(unit.session, tenant).grow()
        if not taken:
            return done
        done += taken


def _add(replay: Replay, table: Any, days: tuple[int | None, int | None]) -> None:
    replay.add(Cases.read(table, replay.draft.vocabulary).within(*days))


def _day(text: str | None) -> int | None:
    return epoch_day(date.fromisoformat(text)) if text else None
