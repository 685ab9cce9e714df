"""Cases as statistics see them: opened, decided, appealed against. No field can name a person."""

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from uuid import UUID

UNKNOWN = "_U"
"""What is not known is a code of its own, counted like any other; it is never left out."""


class Outcome(StrEnum):
    """How a case was closed."""

    FULL = "full"
    PARTIAL = "partial"
    CONDITIONAL = "conditional"
    REFUSAL = "refusal"
    WITHDRAWN = "withdrawn"


RECOGNISED = frozenset({Outcome.FULL, Outcome.PARTIAL, Outcome.CONDITIONAL})
"""Outcomes that recognise at least a part."""


class AppealResult(StrEnum):
    """How an appeal ended; None elsewhere stands for an appeal that is still open."""

    UPHELD = "upheld"
    OVERTURNED = "overturned"
    REMITTED = "remitted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Profile:
    """By what cases are counted; UNKNOWN where it is not known."""

    origin: str
    host: str
    qualification_type: str
    level: str = UNKNOWN
    field: str = UNKNOWN
    sex: str = UNKNOWN
    age: str = UNKNOWN
    legal_status: str = UNKNOWN
    documents: str = UNKNOWN
    institution: str = UNKNOWN


class CaseDimension(StrEnum):
    """The ways to group cases: each is a field of the profile."""

    ORIGIN = "origin"
    HOST = "host"
    QUALIFICATION_TYPE = "qualification_type"
    LEVEL = "level"
    FIELD = "field"
    SEX = "sex"
    AGE = "age"
    LEGAL_STATUS = "legal_status"
    DOCUMENTS = "documents"


PROFILE_FIELDS = tuple(field.name for field in fields(Profile))


@dataclass(frozen=True, slots=True)
class Opened:
    """An application was received; the time to its decision runs from here."""

    application_id: UUID
    tenant: str
    profile: Profile
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision was issued; after an appeal there may be another, and the last one is the outcome."""

    application_id: UUID
    tenant: str
    decision_id: UUID
    outcome: Outcome
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class Appealed:
    """An appeal was lodged: against a decision, or (`decision_id` None) against there being none in time."""

    application_id: UUID
    tenant: str
    appeal_id: UUID
    decision_id: UUID | None
    lodged_at: datetime


@dataclass(frozen=True, slots=True)
class AppealEnded:
    """An appeal ended."""

    application_id: UUID
    tenant: str
    appeal_id: UUID
    result: AppealResult
    decided_at: datetime


CaseEvent = Opened | Decided | Appealed | AppealEnded
