"""A case: an application for recognition, its decisions and appeals, as the sum of what happened to it.

A decision that gives less than full recognition rests on an evaluation that carries it: a refusal without the
ground that the law asks for cannot be issued (Lisbon III.3.5 and VI.1; Tokyo III.3.4; Addis IV.4).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from services.credentials.domain.evaluation.recommendation import Outcome as Recommended
from shared.kernel.errors import Conflict


class Decision(StrEnum):
    """What was decided; or that the applicant withdrew."""

    FULL = "full"
    PARTIAL = "partial"
    CONDITIONAL = "conditional"
    REFUSAL = "refusal"
    WITHDRAWN = "withdrawn"


class AppealResult(StrEnum):
    """How an appeal ended."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"
    REMITTED = "remitted"
    WITHDRAWN = "withdrawn"


CARRIED_BY = {
    Decision.REFUSAL: frozenset({Recommended.REFUSE}),
    Decision.PARTIAL: frozenset({Recommended.PARTIAL, Recommended.REFUSE}),
    Decision.CONDITIONAL: frozenset({Recommended.PARTIAL, Recommended.REFUSE}),
}
"""Which recommendation carries a decision that gives less than was asked for."""


class NotCarried(Conflict):
    """The decision gives less than the law presumes, and no evaluation of this case carries it."""

    code = "decision_not_carried"
    title = "The law does not carry this decision"


class NotNow(Conflict):
    """The case is in another state than the step needs."""

    code = "not_in_this_state"
    title = "The case is in another state"


@dataclass(frozen=True, slots=True)
class Profile:
    """By what a case is counted. None is not known. No field can name a person."""

    qualification_country: str
    recognition_country: str
    qualification_type: str
    level: str | None = None
    field: str | None = None
    sex: str | None = None
    age_band: str | None = None
    legal_status: str | None = None
    documents: str | None = None
    awarding_institution: str | None = None


@dataclass(frozen=True, slots=True)
class Basis:
    """The evaluation that a decision rests on, as far as the case must know it."""

    evaluation_id: UUID
    outcome: Recommended
    qualification_country: str
    recognition_country: str
    qualification_type: str


@dataclass(frozen=True, slots=True)
class Opened:
    """The application was received."""

    profile: Profile
    at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision was issued."""

    decision_id: UUID
    outcome: Decision
    evaluation_id: UUID | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Appealed:
    """An appeal against the last decision was lodged."""

    appeal_id: UUID
    decision_id: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class AppealEnded:
    """The appeal ended; where it was overturned or remitted, another decision is due."""

    appeal_id: UUID
    result: AppealResult
    at: datetime


CaseEvent = Opened | Decided | Appealed | AppealEnded


@dataclass(frozen=True, slots=True)
class Case:
    """The present state; `version` counts what happened. `open_appeal` is the appeal that has not ended."""

    id: UUID
    version: int
    profile: Profile
    due: bool
    last_decision: Decided | None = None
    open_appeal: UUID | None = None

    @property
    def state(self) -> str:
        """Name the state: open, decided, or under appeal."""
        if self.open_appeal is not None:
            return "under_appeal"
        return "open" if self.due else "decided"

    def decide(self, decision_id: UUID, outcome: Decision, basis: Basis | None, at: datetime) -> Decided:
        """Issue a decision. Raises NotNow where none is due, and NotCarried without the law's ground."""
        if not self.due:
            raise NotNow(f"no decision is due: the case is {self.state}")
        carriers = CARRIED_BY.get(outcome)
        if carriers is not None:
            if basis is None:
                raise NotCarried(f"a decision of {outcome} names the evaluation that it rests on")
            if basis.outcome not in carriers:
                raise NotCarried(f"the evaluation recommends {basis.outcome}; it carries no {outcome}")
        if basis is not None:
            self._is_about_this(basis)
        return Decided(decision_id, outcome, basis.evaluation_id if basis else None, at)

    def _is_about_this(self, basis: Basis) -> None:
        profile = self.profile
        ours = (profile.qualification_country, profile.recognition_country)
        if (basis.qualification_country, basis.recognition_country) != ours:
            raise NotCarried(f"the evaluation is about another case than {' to '.join(ours)}")
        if _article(basis.qualification_type) != _article(profile.qualification_type):
            kinds = f"{basis.qualification_type} and not {profile.qualification_type}"
            raise NotCarried(f"the evaluation is about another case: its qualification is {kinds}")

    def appeal(self, appeal_id: UUID, at: datetime) -> Appealed:
        """Lodge an appeal against the last decision. Raises NotNow."""
        decision = self.last_decision
        if decision is None or self.due or self.open_appeal is not None:
            raise NotNow(f"there is no decision to appeal against: the case is {self.state}")
        if decision.outcome is Decision.WITHDRAWN:
            raise NotNow("the application was withdrawn: there is no decision to appeal against")
        return Appealed(appeal_id, decision.decision_id, at)

    def end_appeal(self, result: AppealResult, at: datetime) -> AppealEnded:
        """End the open appeal. Raises NotNow where there is none."""
        if self.open_appeal is None:
            raise NotNow(f"there is no open appeal: the case is {self.state}")
        return AppealEnded(self.open_appeal, result, at)

    def after(self, event: CaseEvent) -> "Case":
        """Give the state after `event`. Raises ValueError on a second opening."""
        version = self.version + 1
        match event:
            case Decided():
                return replace(self, version=version, due=False, last_decision=event)
            case Appealed():
                return replace(self, version=version, open_appeal=event.appeal_id)
            case AppealEnded():
                again = event.result in {AppealResult.OVERTURNED, AppealResult.REMITTED}
                return replace(self, version=version, open_appeal=None, due=again)
            case Opened():
                raise ValueError("a case is opened once")


def _article(qualification_type: str) -> str:
    """Name the kind by which the treaties tell cases apart: a joint degree is a degree."""
    return "degree" if qualification_type == "joint_degree" else qualification_type


def fold(case_id: UUID, events: Iterable[CaseEvent]) -> Case:
    """Make the state out of everything that happened. Raises ValueError where it begins with no opening."""
    history = iter(events)
    first = next(history, None)
    if not isinstance(first, Opened):
        raise ValueError("a case begins with its opening")  # noqa: TRY004 - the history is wrong
    case = Case(case_id, 1, first.profile, due=True)
    for event in history:
        case = case.after(event)
    return case
