"""A case: an application for recognition, its decisions and appeals, as the sum of what happened to it.

A decision that gives less than full recognition rests on an evaluation that carries it: a refusal without the
ground that the law asks for cannot be issued (Lisbon III.3.5 and VI.1; Tokyo III.3.4; Addis IV.4). An appeal
lies against a decision, and against there being none in time (Lisbon III.5; Tokyo III.5; Addis IV.6; Buenos
Aires III.4.2; Directive 2005/36/EC 51(3)).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from services.credentials.domain.casework.time_to_decide import (
    Item,
    NotOverdue,
    NotOwed,
    TimeLimit,
    TimeToDecide,
)
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
    """How an appeal ended. Of one against silence: upheld means that there was still time to decide."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"
    REMITTED = "remitted"
    WITHDRAWN = "withdrawn"


AGAIN = frozenset({AppealResult.OVERTURNED, AppealResult.REMITTED})
"""Results after which another decision is due."""

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
    """The evaluation that a decision rests on, as far as the case must know it.

    `elsewhere` says that a decision of another application that gives less than was asked for rests on it.
    """

    evaluation_id: UUID
    outcome: Recommended
    qualification_country: str
    recognition_country: str
    qualification_type: str
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Opened:
    """The application was received; what is still `owed` of it, and in what time it is to be decided.

    Cases from before these were asked for were opened complete, and of no known limit.
    """

    profile: Profile
    at: datetime
    owed: tuple[Item, ...] = ()
    limit: TimeLimit | None = None


@dataclass(frozen=True, slots=True)
class Requested:
    """The authority asked the applicant for something without which it cannot decide."""

    items: tuple[Item, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Supplied:
    """The applicant supplied `items`, or said of the `unobtainable` that they cannot be had.

    Nobody owes what cannot be had: the authority goes on with what there is (Lisbon VII; Tokyo VII).
    """

    items: tuple[Item, ...]
    unobtainable: tuple[Item, ...]
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
    """An appeal was lodged: against the last decision, or (`decision_id` None) against there being none.

    `last_day` is then the day with which the time to decide ended; None where no limit was fixed beforehand.
    """

    appeal_id: UUID
    decision_id: UUID | None
    at: datetime
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class AppealEnded:
    """The appeal ended; where it was overturned or remitted, another decision is due."""

    appeal_id: UUID
    result: AppealResult
    at: datetime


CaseEvent = Opened | Requested | Supplied | Decided | Appealed | AppealEnded


@dataclass(frozen=True, slots=True)
class Case:
    """The present state; `version` counts what happened. `open_appeal` is the appeal that has not ended.

    `set_aside` are the evaluations on which decisions rested that an appeal has set aside.
    """

    id: UUID
    version: int
    profile: Profile
    due: bool
    time: TimeToDecide
    last_decision: Decided | None = None
    open_appeal: Appealed | None = None
    set_aside: frozenset[UUID] = frozenset()

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
            if basis.elsewhere:
                raise NotCarried("another application was decided on the evaluation: show it of this one")
            if basis.evaluation_id in self.set_aside:
                raise NotCarried("the decision that rested on the evaluation was set aside: evaluate anew")
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

    def request(self, items: Sequence[Item], at: datetime) -> Requested:
        """Ask the applicant for what is missing. Raises NotNow where no decision is due, and NotOwed."""
        if not self.due:
            raise NotNow(
                f"no decision is due, for which something could be missing: the case is {self.state}"
            )
        twice = [it for it in items if it in self.time.owed]
        if twice:
            raise NotOwed(f"the applicant was asked already and owes it still: {', '.join(twice)}")
        return Requested(tuple(dict.fromkeys(items)), at)

    def supply(self, items: Sequence[Item], unobtainable: Sequence[Item], at: datetime) -> Supplied:
        """Note what the applicant supplied, or cannot obtain. Raises NotOwed on what is not asked for."""
        strange = [it for it in (*items, *unobtainable) if it not in self.time.owed]
        if strange:
            raise NotOwed(f"nothing of the kind is asked for: {', '.join(strange)}")
        return Supplied(tuple(dict.fromkeys(items)), tuple(dict.fromkeys(unobtainable)), at)

    def appeal(self, appeal_id: UUID, at: datetime) -> Appealed:
        """Lodge an appeal against the last decision, or against there being none in time.

        Raises NotNow, and NotOverdue where a decision is due and the time for it has not passed. Where no
        limit was fixed beforehand none can be held against the applicant, and the appeal is taken.
        """
        if self.open_appeal is not None:
            raise NotNow("an appeal is lodged already and has not ended")
        decision = self.last_decision
        if self.due:
            if self.time.overdue(at) is False:
                raise NotOverdue(self._not_yet(at))
            return Appealed(appeal_id, None, at, self.time.last_day(at))
        if decision is None or decision.outcome is Decision.WITHDRAWN:
            raise NotNow("the application was withdrawn: there is no decision to appeal against")
        return Appealed(appeal_id, decision.decision_id, at)

    def _not_yet(self, at: datetime) -> str:
        owed = self.time.owed
        if owed:
            since = self.time.pauses[-1].since.date()
            return f"the time to decide stands still: since {since} the applicant owes {', '.join(owed)}"
        return f"the time to decide ends with {self.time.last_day(at)}"

    def end_appeal(self, result: AppealResult, at: datetime) -> AppealEnded:
        """End the open appeal. Raises NotNow where there is none, or nothing left for it to bring about."""
        if self.open_appeal is None:
            raise NotNow(f"there is no open appeal: the case is {self.state}")
        if self.open_appeal.decision_id is None and not self.due and result in AGAIN:
            raise NotNow(
                f"the case was decided meanwhile: an appeal against silence is not {result} any more"
            )
        return AppealEnded(self.open_appeal.appeal_id, result, at)

    def after(self, event: CaseEvent) -> "Case":
        """Give the state after `event`. Raises ValueError on a second opening."""
        version = self.version + 1
        match event:
            case Requested():
                return replace(self, version=version, time=self.time.asked(event.items, event.at))
            case Supplied():
                answered = (*event.items, *event.unobtainable)
                return replace(self, version=version, time=self.time.answered(answered, event.at))
            case Decided():
                return replace(self, version=version, due=False, last_decision=event)
            case Appealed():
                return replace(self, version=version, open_appeal=event)
            case AppealEnded():
                return self._after_appeal(event.result, event.at)
            case Opened():
                raise ValueError("a case is opened once")

    def _after_appeal(self, result: AppealResult, at: datetime) -> "Case":
        """End the appeal; one against silence leaves the decision due that is, whatever came of it.

        The time to decide begins anew with each finding. Who withdraws an appeal has found nothing, and may
        lodge another.
        """
        silence = self.open_appeal is not None and self.open_appeal.decision_id is None
        due = self.due if silence else result in AGAIN
        anew = due and result is not AppealResult.WITHDRAWN
        time = self.time.anew(at) if anew else self.time
        rested = (
            None if silence or not due or self.last_decision is None else self.last_decision.evaluation_id
        )
        return replace(
            self,
            version=self.version + 1,
            open_appeal=None,
            due=due,
            time=time,
            set_aside=self.set_aside | ({rested} if rested else set()),
        )


def _article(qualification_type: str) -> str:
    """Name the kind by which the treaties tell cases apart: a joint degree is a degree."""
    return "degree" if qualification_type == "joint_degree" else qualification_type


def fold(case_id: UUID, events: Iterable[CaseEvent]) -> Case:
    """Make the state out of everything that happened. Raises ValueError where it begins with no opening."""
    history = iter(events)
    first = next(history, None)
    if not isinstance(first, Opened):
        raise ValueError("a case begins with its opening")  # noqa: TRY004 - the history is wrong
    time = TimeToDecide.starting(first.limit, first.owed, first.at)
    case = Case(case_id, 1, first.profile, due=True, time=time)
    for event in history:
        case = case.after(event)
    return case
