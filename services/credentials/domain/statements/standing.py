"""Whether a decision still stands: an appeal that succeeds, or sends it back, sets it aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.credentials.domain.casework.case import AGAIN, AppealEnded, CaseEvent, Decided, Opened, Profile
from shared.kernel.errors import Conflict, NotFound


class UnknownDecision(NotFound):
    """The case has no such decision."""

    code = "unknown_decision"
    title = "No such decision"


class DecisionSetAside(Conflict):
    """The decision was set aside on appeal, and is stated no more."""

    code = "decision_set_aside"
    title = "The decision no longer stands"


@dataclass(frozen=True, slots=True)
class Standing:
    """A decision that stands, of a case of that profile; `version` is its number in the case's history."""

    profile: Profile
    version: int
    decision: Decided


def standing(history: Sequence[CaseEvent], decision_id: UUID) -> Standing:
    """Find a decision in the history of its case. Raises UnknownDecision, DecisionSetAside."""
    opening, found = history[0], None
    for version, event in enumerate(history, 1):
        if isinstance(event, Decided) and event.decision_id == decision_id and isinstance(opening, Opened):
            found = Standing(opening.profile, version, event)
        elif found and isinstance(event, AppealEnded) and event.result in AGAIN:
            raise DecisionSetAside(f"decision {decision_id} was {event.result} on appeal")
    if found is None:
        raise UnknownDecision(f"the case has no decision {decision_id}")
    return found
