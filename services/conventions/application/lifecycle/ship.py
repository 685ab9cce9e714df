"""Use case: publish the rules that come with the project, as often as you like.

They were written and reviewed in the open, in the project's history. Whoever loads them takes them into force
here, and signs for that with the reviewer's key; the steps say so in these words.
"""

import dataclasses
from collections.abc import Callable, Sequence
from datetime import date, datetime

from services.conventions.application.lifecycle.publish import OpenWork, Signatures, publish
from services.conventions.domain.lifecycle.document import Document, read_document
from services.conventions.domain.lifecycle.gate import Report
from services.conventions.domain.lifecycle.ports import LifecycleWork
from services.conventions.domain.lifecycle.release import (
    Candidate,
    Entry,
    NothingToPublish,
    Release,
    next_release,
)
from services.conventions.domain.lifecycle.replayed import Evidence, Waiver
from services.conventions.domain.lifecycle.steps import GateNotPassed, State, moved, opened
from shared.kernel.clock import Clock
from shared.kernel.ids import new_id

AUTHORS = "the project's authors"
OPERATOR = "the operator who loaded them"

UNREPLAYED = (
    "They were tried in the project's own tests and are taken over as they are; how cases decided here come "
    "out by them can be replayed, with the release before as base."
)

Gate = Callable[[Candidate], Report]
Sign = Callable[[str, int], Signatures]


async def ship(
    texts: Sequence[tuple[str, str]],
    *,
    open_work: OpenWork,
    gate: Gate,
    sign: Sign,
    clock: Clock,
) -> Release | None:
    """Publish `texts` (path, text) as the next release; None where every one of them is published already.

    What was withdrawn here stays withdrawn.

    Raises `Refused` on documents that are wrong, VersionTaken where a text changed without its version, and
    GateNotPassed with what the gate found.
    """
    documents = [read_document(text, path=path) for path, text in texts]
    now = clock.now()
    async with open_work() as work:
        current = await work.releases.current()
        held = await work.releases.entries(current.hash) if current else ()
        withdrawn = [it.hash for it in documents if await work.steps.life_of(it.hash, State.WITHDRAWN)]
    kept = [it for it in documents if it.hash not in withdrawn]
    # Checking and trying the rules takes seconds, so no transaction is open meanwhile.
    try:
        candidate = _candidate(current, held, kept, now.date())
    except NothingToPublish:
        return None
    report = gate(candidate)
    if not report.passed:
        first = report.findings[0]
        raise GateNotPassed(
            f"{len(report.findings)} findings, the first in {first.document}: {first.message} [{first.check}]"
        )
    report = dataclasses.replace(report, evidence=Evidence(waiver=Waiver(UNREPLAYED, OPERATOR)))
    signatures = sign(candidate.hash, candidate.number)
    async with open_work() as work:
        await work.releases.lock()
        await work.reports.keep(report)
        for document in candidate.changes:
            await work.documents.keep(document)
            await _approve(work, document, report.hash, clock, now)
        release = await publish(
            work, candidate, report=report.hash, signatures=signatures, actor=OPERATOR, at=now
        )
        await work.commit()
    return release


def _candidate(
    current: Release | None,
    held: Sequence[Entry],
    documents: Sequence[Document],
    today: date,
) -> Candidate:
    if current is None:
        # The first encoding of law that was in force long before: known on every knowledge date.
        added = [Entry(it, None) for it in documents]
        return next_release((), added, previous=None, number=1)
    return next_release(
        held,
        [Entry(it, today) for it in documents],
        previous=current.hash,
        number=current.number + 1,
    )


async def _approve(work: LifecycleWork, document: Document, report: str, clock: Clock, now: datetime) -> None:
    history = [opened(new_id(clock), document.hash, actor=AUTHORS, at=now)]
    history.append(moved(history, State.IN_REVIEW, actor=AUTHORS, at=now))
    history.append(moved(history, State.APPROVED, actor=OPERATOR, report=report, at=now))
    for step in history:
        await work.steps.add(step)
