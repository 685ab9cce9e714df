"""The publish gate as a job: it may take a minute, shows how far it is, and can be cancelled."""

import asyncio
import base64
import dataclasses
from typing import Any
from uuid import UUID

from services.conventions.adapters.lifecycle.work import RulesWorks
from services.conventions.application.lifecycle.publish import PublishRelease, Request
from services.conventions.domain.lifecycle.examine import CASES, Examination
from shared.jobs.lease import Lease
from shared.jobs.worker import Handler
from shared.kernel.errors import Conflict
from shared.security.release_signatures import Role, statement

KIND = "gate"


class OtherReplay(Conflict):
    """The report of a replay that is to be attached is of another candidate."""

    code = "other_replay"
    title = "The replay is of another candidate"


def examine_candidates(works: RulesWorks, publishing: PublishRelease, *, cases: int = CASES) -> Handler:
    """Make the handler. The job's parameters are `drafts`, `withdraw` and `waivers`."""

    async def handle(lease: Lease) -> dict[str, Any]:
        given = lease.job.parameters
        request = Request(tuple(UUID(it) for it in given["drafts"]), tuple(given["withdraw"]))
        candidate = await publishing.prepare(request)
        waivers = frozenset(given["waivers"])
        replay = given.get("replay")
        if replay is not None and replay.get("draft") != candidate.hash:
            raise OtherReplay("the replay is of another candidate: replay this one and examine it again")
        examination = Examination(candidate, works.now().date(), cases, waivers)
        steps = list(examination.steps())
        for done, step in enumerate(steps, 1):
            await asyncio.to_thread(step)
            async with lease.step(position=0, done=done, total=len(steps)):
                pass  # nothing but the progress: an examination is begun anew where its worker was lost
        report = dataclasses.replace(examination.report(), replay=replay)
        async with works() as work:
            await work.reports.keep_candidate(candidate)
            await work.reports.keep(report)
            await work.commit()
        signed = statement(candidate.hash, candidate.number, Role.REVIEWER)
        return {
            "candidate": candidate.hash,
            "number": candidate.number,
            "previous": candidate.rules.previous,
            "report": report.hash,
            "passed": report.passed,
            "findings": len(report.findings),
            "statement": base64.b64encode(signed).decode(),
        }

    return handle
