"""The life of a document: draft, in review, approved, published, then superseded or withdrawn. Only added to.

The database refuses what this module refuses (migration 0002); here it gets words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from shared.kernel.errors import Conflict, Forbidden


class State(StrEnum):
    """Where a document stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


FOLLOWING = {
    State.DRAFT: {State.DRAFT, State.IN_REVIEW, State.WITHDRAWN},
    State.IN_REVIEW: {State.IN_REVIEW, State.DRAFT, State.APPROVED, State.WITHDRAWN},
    State.APPROVED: {State.IN_REVIEW, State.PUBLISHED, State.WITHDRAWN},
    State.PUBLISHED: {State.SUPERSEDED, State.WITHDRAWN},
    State.SUPERSEDED: set(),
    State.WITHDRAWN: set(),
}
"""From each state to those that may come next; staying in draft or in review is an edit."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step in a document's life. `authored`: `actor` changed the text; `report` names the gate's."""

    draft: UUID
    sequence: int
    state: State
    document: str
    authored: bool
    actor: str
    note: str
    report: str | None
    recorded_at: datetime


class NotInThatState(Conflict):
    """The document stands where this cannot be done to it."""

    code = "not_in_that_state"
    title = "The document is in another state"


class OwnWork(Forbidden):
    """Who wrote a text does not approve it."""

    code = "own_work"
    title = "A second person approves"


class GateNotPassed(Conflict):
    """A document is approved on a report of the publish gate that it passed, and on no other."""

    code = "gate_not_passed"
    title = "The publish gate is not passed"


def opened(draft: UUID, document: str, *, actor: str, at: datetime) -> Step:
    """Begin a draft."""
    return Step(draft, 1, State.DRAFT, document, True, actor, "", None, at)  # noqa: FBT003 - authored


def edited(history: Sequence[Step], document: str, *, actor: str, note: str, at: datetime) -> Step:
    """Change the text. In review it stays there; approved, it goes back there. Raises NotInThatState."""
    last = history[-1]
    state = State.DRAFT if last.state is State.DRAFT else State.IN_REVIEW
    if document == last.document:
        raise NotInThatState("the text is the one that is there already")
    _require(last, state)
    return Step(last.draft, last.sequence + 1, state, document, True, actor, note, None, at)  # noqa: FBT003


def moved(  # noqa: PLR0913 - a step is named by all of them
    history: Sequence[Step],
    state: State,
    *,
    actor: str,
    note: str = "",
    report: str | None = None,
    at: datetime,
) -> Step:
    """Move on without changing the text. Raises NotInThatState, or OwnWork where an author would approve."""
    last = history[-1]
    if state is last.state:
        raise NotInThatState(f"the document is {state.value} already")
    _require(last, state)
    if state is State.APPROVED and actor in authors(history):
        raise OwnWork("you changed this text since it was last approved; somebody else approves it")
    return Step(last.draft, last.sequence + 1, state, last.document, False, actor, note, report, at)  # noqa: FBT003


def authors(history: Sequence[Step]) -> frozenset[str]:
    """Name everybody who changed the text since it was last approved."""
    approved = max((it.sequence for it in history if it.state is State.APPROVED), default=0)
    return frozenset(it.actor for it in history if it.authored and it.sequence > approved)


def _require(last: Step, state: State) -> None:
    if state not in FOLLOWING[last.state]:
        raise NotInThatState(f"what is {last.state.value} cannot become {state.value}")
