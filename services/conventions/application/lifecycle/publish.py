"""Use case: publish a release. Reviewers have signed it, the service countersigns, all in one transaction."""

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

    async def prepare(self, request: Request) -> Candidate:
        """Put the next release together without publishing it: its hash is what reviewers sign.

        Drafts may be in review still: the report of the gate is what an approval rests on.
        """
        async with self._open_work() as work:
            return await self._candidate(work, request, self._clock.now(), UNDER_REVIEW)

    async def __call__(
        self,
        request: Request,
        *,
        candidate: str,
        signatures: Signatures,
        actor: str,
        work: LifecycleWork,
    ) -> Release:
        """Publish within `work`; the caller commits and then calls `announce`.

        `candidate` is the hash that was signed. Raises NotInThatState where the next release is another by
        now, GateNotPassed without a report in which it passed, Forbidden on signatures that do not hold.
        """
        await work.releases.lock()
        now = self._clock.now()
        found = await self._candidate(work, request, now, {State.APPROVED})
        if found.hash != candidate:
            raise NotInThatState(
                f"the next release is {found.hash} by now, not the one that was signed: prepare it again"
            )
        report = await work.reports.passed(found.hash)
        if report is None:
            raise GateNotPassed(f"the candidate {found.hash} has no report of a gate that it passed")
        signed = self._countersigner.countersign(found.hash, found.number, signatures)
        return await publish(work, found, report=report, signatures=signed, actor=actor, at=now)

    def announce(self) -> None:
        """Wake the relay after the commit."""
        self._after_commit()

    @staticmethod
    async def _candidate(
        work: LifecycleWork, request: Request, now: datetime, states: AbstractSet[State]
    ) -> Candidate:
        current = await work.releases.current()
        held = await work.releases.entries(current.hash) if current else ()
        added = [Entry(await _standing(work, it, states), now.date()) for it in request.drafts]
        return next_release(
            held,
            added,
            withdrawn=request.withdraw,
            previous=current.hash if current else None,
            number=current.number + 1 if current else 1,
        )


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
    """Append the release to the chain, and take the steps of every document that it moves."""
    previous = candidate.rules.previous
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
    if history:
        await work.steps.add(moved(history, state, actor=actor, at=at))
