"""Use cases of authors and reviewers: write a document, send it to review, approve it or send it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.conventions.domain.lifecycle.document import Document, read_document
from services.conventions.domain.lifecycle.ports import LifecycleWork
from services.conventions.domain.lifecycle.steps import (
    GateNotPassed,
    NotInThatState,
    State,
    Step,
    edited,
    moved,
    opened,
)
from shared.kernel.clock import Clock
from shared.kernel.ids import new_id


@dataclass(frozen=True, slots=True)
class Draft:
    """A document on its way: its whole history, and its present text."""

    history: Sequence[Step]
    document: Document

    @property
    def last(self) -> Step:
        """Where it stands."""
        return self.history[-1]


class Drafts:
    """Each call works within the given transaction, which the caller commits."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def read(self, work: LifecycleWork, draft: UUID) -> Draft:
        """Give a draft. Raises NotFound."""
        history = await work.steps.history(draft)
        return Draft(history, await work.documents.get(history[-1].document))

    async def open(self, work: LifecycleWork, text: str, *, actor: str) -> Draft:
        """Begin a draft with its first text. Raises `Refused` where it is no document of a known form."""
        document = read_document(text)
        await work.documents.keep(document)
        step = opened(new_id(self._clock), document.hash, actor=actor, at=self._clock.now())
        await work.steps.add(step)
        return Draft((step,), document)

    async def edit(self, work: LifecycleWork, draft: Draft, text: str, *, actor: str, note: str) -> Draft:
        """Change the text: what was approved goes back into review. Raises `Refused`, NotInThatState."""
        document = read_document(text)
        if (document.kind, document.name) != (draft.document.kind, draft.document.name):
            raise NotInThatState(
                f"this is the draft of the {draft.document.kind.value} {draft.document.name}; "
                "open another for another document"
            )
        step = edited(draft.history, document.hash, actor=actor, note=note, at=self._clock.now())
        await work.documents.keep(document)
        await work.steps.add(step)
        return Draft((*draft.history, step), document)

    async def move(  # noqa: PLR0913 - a step is named by all of them
        self,
        work: LifecycleWork,
        draft: Draft,
        state: State,
        *,
        actor: str,
        note: str = "",
        report: str | None = None,
    ) -> Draft:
        """Submit, send back, approve or withdraw. Raises NotInThatState, OwnWork, GateNotPassed."""
        if state in {State.PUBLISHED, State.SUPERSEDED}:
            raise NotInThatState("a document is published with a release, and superseded by one")
        if draft.last.state is State.PUBLISHED:
            raise NotInThatState("what is published is withdrawn by a release that leaves it out")
        if state is State.APPROVED:
            await self._require_report(work, draft, report)
        named = report if state is State.APPROVED else None
        step = moved(draft.history, state, actor=actor, note=note, report=named, at=self._clock.now())
        await work.steps.add(step)
        return Draft((*draft.history, step), draft.document)

    @staticmethod
    async def _require_report(work: LifecycleWork, draft: Draft, report: str | None) -> None:
        """An approval rests on a report of the gate over a candidate with this very text."""
        if report is None or not await work.reports.covers(report, draft.document.hash):
            raise GateNotPassed("name the report of a gate that this text has passed", pointer="/report")
