"""The publish gate as a job: it may take a minute, shows how far it is, and can be cancelled."""

import asyncio
import base64
import dataclasses
from typing import Any
from uuid import UUID

from services.conventions.adapters.lifecycle.work import RulesWorks
from services.conventions.application.lifecycle.publish import PublishRelease, Request
from services.conventions.domain.lifecycle.examine import CASES, Examination
from services.conventions.domain.lifecycle.replayed import Evidence, Replay, Waiver
from shared.jobs.lease import Lease
from shared.jobs.worker import Handler
from shared.security.release_signatures import Role, statement

KIND = "gate"


def examine_candidates(works: RulesWorks, publishing: PublishRelease, *, cases: int = CASES) -> Handler:
    """Make the handler. The job's parameters are `drafts`, `withdraw`, `waivers` and `evidence`."""

    async def handle(lease: Lease) -> dict[str, Any]:
        given = lease.job.parameters
        request = Request(tuple(UUID(it) for it in given["drafts"]), tuple(given["withdraw"]))
        candidate = await publishing.prepare(request)
        waivers = frozenset(given["waivers"])
        evidence = read_evidence(given["evidence"])
        examination = Examination(candidate, works.now().date(), cases, waivers, evidence)
        steps = list(examination.steps())
        for done, step in enumerate(steps, 1):
            await asyncio.to_thread(step)
            async with lease.step(position=0, done=done, total=len(steps)):
                pass  # nothing but the progress: an examination is begun anew where its worker was lost
        report = examination.report()
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


def write_evidence(evidence: Evidence) -> dict[str, Any]:
    """Write evidence among a job's parameters."""
    return dataclasses.asdict(evidence)


def read_evidence(written: dict[str, Any]) -> Evidence:
    """Read what `write_evidence` wrote."""
    replay, waiver = written["replay"], written["waiver"]
    return Evidence(
        Replay(**replay) if replay else None, Waiver(**waiver) if waiver else None, written["askable"]
    )
