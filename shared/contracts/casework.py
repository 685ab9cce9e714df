"""What is announced about cases: an application opened, decided, appealed against. Codes only, no person.

All events of a case have the application as their aggregate. A reader must not count on their order of
arrival: each says by itself what it is about.
"""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from shared.contracts.envelope import EventData

Level = Literal["L3", "L4", "L5", "L6", "L7", "L8"]
"""ISCED 2011."""
Field = Literal["F00", "F01", "F02", "F03", "F04", "F05", "F06", "F07", "F08", "F09", "F10"]
"""Broad fields of ISCED-F 2013."""
Sex = Literal["F", "M", "X"]
AgeBand = Literal["Y_LT25", "Y25T34", "Y35T44", "Y45T54", "Y_GE55"]
"""Age at application."""
LegalStatus = Literal["refugee", "refugee_like", "internally_displaced", "stateless", "none"]
Documents = Literal["full", "partial", "none"]
DecisionOutcome = Literal["full", "partial", "conditional", "refusal", "withdrawn"]
AppealResult = Literal["upheld", "overturned", "remitted", "withdrawn"]
"""Upheld: the decision stands. Overturned: it is replaced at once. Remitted: it must be taken again.

Of an appeal against silence: upheld, there was still time; overturned or remitted, there was none."""
Item = Literal[
    "qualification",
    "transcript",
    "diploma_supplement",
    "programme_description",
    "earlier_qualification",
    "professional_experience",
    "identity",
    "translation",
    "consent_to_ask_the_issuer",
    "explanation",
]
"""What an applicant may owe; the time to decide stands still meanwhile."""


class CaseProfile(EventData):
    """By what a case may be counted. None is not known; it is never read as "no"."""

    qualification_country: str
    recognition_country: str
    qualification_type: str
    level: Level | None = None
    field: Field | None = None
    sex: Sex | None = None
    age_band: AgeBand | None = None
    legal_status: LegalStatus | None = None
    documents: Documents | None = None
    awarding_institution: str | None = None
    """The register's id of the institution that awarded the qualification."""


class CaseOpened(EventData):
    """An application was received. `owed` is what was missing from the file; empty, it was complete."""

    application_id: UUID
    profile: CaseProfile
    opened_at: datetime
    owed: tuple[Item, ...] = ()


class InformationRequested(EventData):
    """The applicant was asked for something: the time to decide stands still from here."""

    application_id: UUID
    items: tuple[Item, ...]
    requested_at: datetime


class InformationSupplied(EventData):
    """The applicant supplied `items`, or said that the `unobtainable` cannot be had; neither is owed more."""

    application_id: UUID
    items: tuple[Item, ...]
    unobtainable: tuple[Item, ...]
    supplied_at: datetime


class CaseDecided(EventData):
    """A decision was issued, or the applicant withdrew. After an appeal there may be another."""

    application_id: UUID
    decision_id: UUID
    outcome: DecisionOutcome
    decided_at: datetime


class CaseAppealed(EventData):
    """An appeal against a decision was lodged."""

    application_id: UUID
    decision_id: UUID
    appeal_id: UUID
    lodged_at: datetime


class CaseAppealedV2(EventData):
    """An appeal was lodged, against a decision or against there being none in time (`decision_id` null).

    `last_day` is the day with which the time to decide ended, null where no limit was fixed beforehand.
    Each appeal is announced once, by the lowest version that can say it: one against a decision by version 1.
    """

    application_id: UUID
    decision_id: UUID | None
    appeal_id: UUID
    lodged_at: datetime
    last_day: date | None = None


class AppealDecided(EventData):
    """An appeal came to its end. A decision that replaces the one appealed against is announced by itself."""

    application_id: UUID
    appeal_id: UUID
    result: AppealResult
    decided_at: datetime
