"""The statement of a decision, built so that one that the law finds wanting cannot exist.

A statement that gives less than was asked for carries the evaluation that carries the decision, says what the
holder may do later, and how to appeal (Lisbon III.5; Tokyo III.5; Addis IV.6). A refusal says why the softer
outcomes were not possible, unless fraud is established.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.credentials.domain.casework.case import CARRIED_BY, Decided, Decision, NotCarried, Profile
from services.credentials.domain.evaluation.evaluation import Caveat
from services.credentials.domain.evaluation.facts import Application, FraudFinding, Purpose
from services.credentials.domain.evaluation.provisions import Provision
from services.credentials.domain.evaluation.recommendation import Outcome, Reason, Recommendation
from services.credentials.domain.statements.stated import LegalForce, Softer, Stated
from shared.kernel.errors import Conflict, Invalid, Violation


class NothingDecided(Conflict):
    """The application was withdrawn: there is no decision to state."""

    code = "nothing_decided"
    title = "There is no decision to state"


@dataclass(frozen=True, slots=True)
class Replay:
    """The hashes by which whoever has the case decides it again. None: older than releases of the rules."""

    facts_hash: str
    reference_data: str
    release: str | None = None
    knowledge_date: str | None = None
    trace_hash: str | None = None
    ruling: str | None = None


@dataclass(frozen=True, slots=True)
class Carrying:
    """The evaluation that a decision rests on, as far as its statement tells it."""

    evaluation_id: UUID
    application: Application
    recommendation: Recommendation
    provisions: tuple[Provision, ...]
    caveats: tuple[Caveat, ...]
    replay: Replay


@dataclass(frozen=True, slots=True)
class Statement:
    """What is stated of one decision. `at` is the moment of issue.

    Raises NothingDecided for a withdrawn application, NotCarried where the decision gives less than the law
    presumes and no evaluation carries it, and Invalid where the authority leaves out what the law asks of it.
    """

    id: UUID
    application_id: UUID
    profile: Profile
    decision: Decided
    carrying: Carrying | None
    stated: Stated
    at: datetime

    def __post_init__(self) -> None:
        outcome = self.decision.outcome
        if outcome is Decision.WITHDRAWN:
            raise NothingDecided("the application was withdrawn: there is no decision to state")
        _carried(self.decision, self.carrying)
        wanting = [*_purpose(self), *_owed(self), *_term(self)]
        if wanting:
            raise Invalid(*wanting)

    @property
    def purpose(self) -> Purpose:
        """What recognition was asked for: by the evaluation, or as the authority states it."""
        carrying = self.carrying
        purpose = carrying.application.purpose if carrying else self.stated.purpose
        assert purpose is not None  # noqa: S101 - made sure of when the statement was made
        return purpose

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """The reasons of the evaluation, where it carries the decision: one that is kinder has its own."""
        carrying = self.carrying
        if carrying is None:
            return ()
        carriers = CARRIED_BY.get(self.decision.outcome, frozenset({Outcome.RECOGNISE}))
        return carrying.recommendation.reasons if carrying.recommendation.outcome in carriers else ()


def _carried(decision: Decided, carrying: Carrying | None) -> None:
    if (carrying.evaluation_id if carrying else None) != decision.evaluation_id:
        raise NotCarried("the decision rests on another evaluation")
    carriers = CARRIED_BY.get(decision.outcome)
    if carriers is not None and (carrying is None or carrying.recommendation.outcome not in carriers):
        raise NotCarried(f"no evaluation carries the {decision.outcome}: it cannot be stated")


def _purpose(it: Statement) -> Iterator[Violation]:
    stated, carrying = it.stated.purpose, it.carrying
    if carrying is None and stated is None:
        yield Violation("/purpose", "required", "the decision names no evaluation: state its purpose")
    if carrying is not None and stated not in {None, carrying.application.purpose}:
        detail = f"the decision is for the purpose {carrying.application.purpose}"
        yield Violation("/purpose", "another_purpose", detail)


def _owed(it: Statement) -> Iterator[Violation]:
    outcome, stated = it.decision.outcome, it.stated
    if outcome is Decision.CONDITIONAL and not stated.conditions:
        yield Violation("/conditions", "required", "a conditional decision states its conditions")
    if outcome is not Decision.CONDITIONAL and stated.conditions:
        detail = f"a decision of {outcome} has no conditions"
        yield Violation("/conditions", "not_conditional", detail)
    if outcome is Decision.REFUSAL:
        yield from _considered(it)
    if outcome is Decision.FULL:
        return
    if not stated.measures:
        detail = "say what the holder may do to obtain recognition later, or that nothing can be done"
        yield Violation("/measures", "required", detail)
    if stated.appeal is None and stated.legal_force is LegalForce.DECISION:
        detail = "a decision that gives less than was asked for says how to appeal against it"
        yield Violation("/appeal", "required", detail)


def _considered(it: Statement) -> Iterator[Violation]:
    grounds = it.carrying.recommendation.grounds if it.carrying else ()
    if any(isinstance(ground, FraudFinding) for ground in grounds):
        return
    missing = set(Softer) - {one.outcome for one in it.stated.considered}
    if missing:
        named = ", ".join(sorted(missing))
        yield Violation("/considered", "required", f"say why not, before refusing: {named}")


def _term(it: Statement) -> Iterator[Violation]:
    appeal = it.stated.appeal
    if appeal is None:
        return
    if (appeal.until is None) == (appeal.days is None):
        yield Violation("/appeal", "one_term", "the term is either a day (until) or a number of days")
    elif appeal.until is not None and appeal.until < it.at.date():
        yield Violation("/appeal/until", "past", "the term ends before the statement is issued")
