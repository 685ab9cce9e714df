"""What the competent authority itself states beside the evaluation: nobody else can know it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.credentials.domain.evaluation.facts import Purpose


class LegalForce(StrEnum):
    """What the statement is in law: the same words are advice in one State and a decision in another."""

    ADVICE = "advice"
    DECISION = "decision"


class Softer(StrEnum):
    """What a refusal must have considered first."""

    ALTERNATIVE = "alternative"
    """another qualification or level than the one asked for"""
    PARTIAL = "partial"
    CONDITIONAL = "conditional"


@dataclass(frozen=True, slots=True)
class Authority:
    """The competent authority by its name, and where it can be reached."""

    name: str
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Comparable:
    """The qualification of the host that the award is compared with, and its level in a framework."""

    qualification: str
    level: str | None = None
    framework: str | None = None


@dataclass(frozen=True, slots=True)
class Right:
    """What the decision opens to the holder, and the text of national law that says so."""

    text: str
    law: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What has to be met, and by when where there is a day."""

    text: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Considered:
    """A softer outcome than refusal, and why it was not possible."""

    outcome: Softer
    reason: str


@dataclass(frozen=True, slots=True)
class Appeal:
    """Where to appeal, until when, and under which law.

    The term is a day (`until`), or a number of `days` that run from the notification, whose day the
    statement cannot know.
    """

    body: str
    law: str
    until: date | None = None
    days: int | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """All of it. `measures` are what the holder may do to obtain recognition later (Lisbon III.5)."""

    legal_force: LegalForce
    authority: Authority
    purpose: Purpose | None = None
    comparable: Comparable | None = None
    rights: tuple[Right, ...] = ()
    conditions: tuple[Condition, ...] = ()
    measures: tuple[str, ...] = ()
    considered: tuple[Considered, ...] = ()
    appeal: Appeal | None = None
