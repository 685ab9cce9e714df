"""The bodies of `/v1/applications`: what is asked of a case, and how it stands."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from services.credentials.domain.casework.case import AppealResult, Case, Decision, Opened, Profile
from services.credentials.domain.casework.time_to_decide import (
    FixedBy,
    Item,
    TimeLimit,
    TimeToDecide,
    Unit,
)
from services.credentials.domain.evaluation.facts import QualificationType
from shared.contracts.casework import AgeBand, Documents, LegalStatus, Level, Sex
from shared.contracts.casework import Field as BroadField
from shared.http.schema import CountryCode, Schema, Words

Items = Annotated[list[Item], Field(max_length=len(Item), json_schema_extra={"uniqueItems": True})]


class LimitSchema(Schema):
    """The time to decide that the law or the authority fixed beforehand; it runs from the complete file.

    No convention names a number (Lisbon III.5); Directive 2005/36/EC 51(2) does.
    """

    number: int = Field(ge=1, le=1000, strict=True)
    unit: Unit
    fixed_by: FixedBy
    announced: Words = Field(
        min_length=1, max_length=200, description="where it can be read: an article, or an address"
    )


class ApplicationRequest(Schema):
    """By what the case will be counted. What is left out is not known. Send nothing that names a person."""

    qualification_country: CountryCode
    recognition_country: CountryCode
    qualification_type: QualificationType
    level: Level | None = None
    field: BroadField | None = None
    sex: Sex | None = None
    age_band: AgeBand | None = None
    legal_status: LegalStatus | None = None
    documents: Documents | None = None
    awarding_institution: str | None = Field(
        default=None, max_length=80, pattern=r"^[A-Za-z0-9._:-]+$", description="the register's id"
    )
    owed: Items = Field(default=[], description="what the applicant still owes; empty, the file is complete")
    limit: LimitSchema | None = Field(default=None, description="left out: none was fixed beforehand")

    @model_validator(mode="after")
    def _from_abroad(self) -> Self:
        if self.qualification_country == self.recognition_country:
            raise PydanticCustomError("same_country", "a qualification is foreign only in another country")
        return self

    def profile(self) -> Profile:
        """Give what the case is counted by."""
        return Profile(**self.model_dump(mode="json", exclude={"owed", "limit"}))

    def opened(self, at: datetime) -> Opened:
        """Give the opening of the case."""
        limit = None if self.limit is None else TimeLimit(**self.limit.model_dump())
        return Opened(self.profile(), at, tuple(dict.fromkeys(self.owed)), limit)


class RequestedItems(Schema):
    """What the applicant is asked for; what others owe stops no clock."""

    items: Items = Field(min_length=1)


class SuppliedItems(Schema):
    """What the applicant supplied, and what cannot be had; neither is owed any more."""

    items: Items = Field(default=[])
    unobtainable: Items = Field(default=[])

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.items and not self.unobtainable:
            raise PydanticCustomError("no_item", "name at least one item")
        both = sorted(set(self.items) & set(self.unobtainable))
        if both:
            named = {"items": ", ".join(both)}
            raise PydanticCustomError("both", "what is supplied can be had: {items}", named)
        return self


class DecisionRequest(Schema):
    """Less than full recognition names the evaluation that carries it."""

    outcome: Decision
    evaluation_id: UUID | None = None


class AppealResultRequest(Schema):
    """How the appeal ended; overturned and remitted make another decision due."""

    result: AppealResult


class PauseAnswer(Schema):
    """A time in which the applicant owed something; it is not over where `until` is null."""

    items: list[Item]
    since: datetime
    until: datetime | None


class TimeAnswer(Schema):
    """The time to decide, as it stands when it is read."""

    limit: LimitSchema | None
    began_at: datetime | None = Field(description="when the file was complete; null while it never was")
    owed: list[Item]
    pauses: list[PauseAnswer]
    last_day: date | None = Field(description="each pause puts it off; null where it is not known")
    overdue: bool | None = Field(
        description="whether silence is open to appeal; null where no limit was fixed beforehand: it is, then"
    )

    @classmethod
    def of(cls, time: TimeToDecide, now: datetime) -> "TimeAnswer":
        """Write the time as it stands now."""
        return cls(
            limit=time.limit and LimitSchema.model_validate(time.limit, from_attributes=True),
            began_at=time.began_at,
            owed=list(time.owed),
            pauses=[PauseAnswer.model_validate(it, from_attributes=True) for it in time.pauses],
            last_day=time.last_day(now),
            overdue=time.overdue(now),
        )


class CaseAnswer(Schema):
    """The present state of a case."""

    id: UUID
    version: int
    state: str = Field(description="open, decided or under_appeal")
    decision_due: bool
    last_decision_id: UUID | None
    last_outcome: Decision | None
    open_appeal_id: UUID | None
    open_appeal_against: Literal["decision", "silence"] | None
    time: TimeAnswer = Field(description="of the decision that is due, or was")

    @classmethod
    def of(cls, case: Case, now: datetime) -> "CaseAnswer":
        """Write a case as it stands now."""
        decision, appeal = case.last_decision, case.open_appeal
        return cls(
            id=case.id,
            version=case.version,
            state=case.state,
            decision_due=case.due,
            last_decision_id=decision.decision_id if decision else None,
            last_outcome=decision.outcome if decision else None,
            open_appeal_id=appeal.appeal_id if appeal else None,
            open_appeal_against=appeal and ("silence" if appeal.decision_id is None else "decision"),
            time=TimeAnswer.of(case.time, now),
        )
