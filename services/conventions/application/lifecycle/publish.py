"""Use case: publish a release. Reviewers have signed it, the service countersigns, all in one transaction."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.conventions.domain.lifecycle.document import Document
from services.conventions.domain.lifecycle.ports import LifecycleWork
from services.conventions.domain.lifecycle.release import (
    Candidate,
    Entry,
    Release,
    next_release,
    superseded_by,
)
from services.conventions.domain.lifecycle.steps import GateNotPassed, NotInThatState, State, moved
from shared.kernel.clock import Clock

UNDER_REVIEW = frozenset({State.IN_REVIEW, State.APPROVED})
OpenWork = Callable[[], AbstractAsyncContextManager[LifecycleWork]]
Signatures = Sequence[Mapping[str, str]]


class Countersigner(Protocol):
    """The service's own signature, given only under reviewers' signatures that hold."""

    def countersign(self, release: str, number: int, reviewed: Signatures) -> Signatures:
        """Give the reviewers' signatures and the service's. Raises Forbidden where one is wrong."""
        ...


@dataclass(frozen=True, slots=True)
class Request:
    """What is to be published: approved drafts, and published documents to leave out, by their hashes."""

    drafts: tuple[UUID, ...] = ()
    withdraw: tuple[str, ...] = ()


class PublishRelease:
    """Prepares the candidate that reviewers sign, and publishes it with their signatures."""

    def __init__(
        self,
        open_work: OpenWork,
        countersigner: Countersigner,
        clock: Clock,
        after_commit: Callable[[], None],
    ) -> None:
        self._open_work = open_work
        self._countersigner = countersigner
        self._clock = clock
        self._after_commit = after_commit

    async def prepare(self, request: Request, states: AbstractSet[State] = UNDER_REVIEW) -> Candidate:
        """Put the next release together without publishing it: its hash is what reviewers sign.

        Drafts may be in review still: the report of the gate is what an approval rests on. Checking the rules
        takes seconds, so no transaction is open meanwhile.
        """
        async with self._open_work() as work:
            today = self._clock.now().date()
            current = await work.releases.current()
            held = await work.releases.entries(current.hash) if current else ()
            added = [Entry(await _standing(work, it, states), today) for it in request.drafts]
        return await asyncio.to_thread(
            next_release,
            held,
            added,
            withdrawn=request.withdraw,
            previous=current.hash if current else None,
            number=current.number + 1 if current else 1,
        )

    async def signed(self, request: Request, name: str) -> Candidate:
        """Put the release of approved drafts together again. Raises NotInThatState where it is not `name`."""
        candidate = await self.prepare(request, {State.APPROVED})
        if candidate.hash != name:
            raise NotInThatState(
                f"the next release is {candidate.hash} by now, not the one that was signed: prepare it again"
            )
        return candidate

    async def __call__(
        self, candidate: Candidate, *, signatures: Signatures, actor: str, work: LifecycleWork
    ) -> Release:
        """Publish within `work`; the caller commits and then calls `announce`.

        Raises NotInThatState where something moved since the candidate was put together, GateNotPassed
        without a report in which it passed, Forbidden on signatures that do not hold.
        """
        await work.releases.lock()
        report = await work.reports.passed(candidate.hash)
        if report is None:
            raise GateNotPassed(f"the candidate {candidate.hash} has no report of a gate that it passed")
        signed = self._countersigner.countersign(candidate.hash, candidate.number, signatures)
        now = self._clock.now()
        return await publish(work, candidate, report=report, signatures=signed, actor=actor, at=now)

    def announce(self) -> None:
        """Wake the relay after the commit."""
        self._after_commit()


async def _standing(work: LifecycleWork, draft: UUID, states: AbstractSet[State]) -> Document:
    last = (await work.steps.history(draft))[-1]
    if last.state not in states:
        wanted = " or ".join(sorted(states))
        raise NotInThatState(f"draft {draft} is {last.state.value}, not {wanted}", pointer="/drafts")
    return await work.documents.get(last.document)


async def publish(  # noqa: PLR0913 - what is published, on whose word, when
    work: LifecycleWork,
    candidate: Candidate,
    *,
    report: str,
    signatures: Signatures,
    actor: str,
    at: datetime,
) -> Release:
    """Append the release to the chain, and take the steps of every document that it moves.

    The chain is locked. Raises NotInThatState where it, or a document, has moved since the candidate was
    made.
    """
    previous = candidate.rules.previous
    current = await work.releases.current()
    if previous != (current.hash if current else None):
        raise NotInThatState("another release was published meanwhile: prepare the next one again")
    held = await work.releases.entries(previous) if previous else ()
    release = await work.releases.add(candidate, report=report, signatures=signatures, by=actor, at=at)
    for old, _ in superseded_by(held, candidate.changes):
        await _move(work, old.hash, State.SUPERSEDED, State.PUBLISHED, actor=actor, at=at)
    for name in candidate.withdrawn:
        await _move(work, name, State.WITHDRAWN, State.PUBLISHED, actor=actor, at=at)
    for document in candidate.changes:
        await _move(work, document.hash, State.PUBLISHED, State.APPROVED, actor=actor, at=at)
    return release


async def _move(  # noqa: PLR0913 - a step is named by all of them
    work: LifecycleWork, document: str, state: State, present: State, *, actor: str, at: datetime
) -> None:
    history = await work.steps.life_of(document, present)
    if not history:
        raise NotInThatState(f"document {document} is not {present.value} any more")
    await work.steps.add(moved(history, state, actor=actor, at=at))
