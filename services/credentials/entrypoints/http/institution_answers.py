"""The answers on institutions and their status."""

from datetime import date
from typing import Any

from pydantic import Field

from services.credentials.domain.register.institution import Institution, Name
from services.credentials.domain.register.status import Status, Voice
from shared.http.schema import Schema
from shared.kernel.intervals import Bound


class NameAnswer(Schema):
    """One name; a bound that is None is not known."""

    text: str
    kind: str
    language: str | None
    valid_from: date | None
    valid_to: date | None

    @classmethod
    def of(cls, name: Name) -> "NameAnswer":
        """Write a name."""
        return cls(
            text=name.text,
            kind=name.kind,
            language=name.language,
            valid_from=day(name.valid.start),
            valid_to=day(name.valid.end),
        )


class SeatAnswer(Schema):
    """A seat."""

    country: str
    city: str | None
    region: str | None


class LinkAnswer(Schema):
    """A relation to another institution, in the register or not."""

    relation: str
    to: str
    name: str | None


class RecordAnswer(Schema):
    """One register that speaks of the institution."""

    register_: str = Field(alias="register")
    key: str
    source: str
    confidence: float
    provisional: bool
    known_from: date


class InstitutionSummary(Schema):
    """An institution in a list."""

    id: str
    name: str
    countries: list[str]
    cities: list[str]
    existence: str = Field(description="what registers say of its present; no statement on recognition")
    identifiers: list[str]

    @classmethod
    def of(cls, it: Institution) -> "InstitutionSummary":
        """Write a summary."""
        return cls(
            id=it.id,
            name=it.name,
            countries=sorted(it.countries),
            cities=[seat.city for seat in it.seats if seat.city],
            existence=it.existence,
            identifiers=[str(name) for name in it.identifiers],
        )


class InstitutionAnswer(InstitutionSummary):
    """Everything that the registers say of one institution."""

    names: list[NameAnswer]
    seats: list[SeatAnswer]
    domains: list[str]
    links: list[LinkAnswer]
    established: int | None
    ceased: int | None
    records: list[RecordAnswer]
    revision: str = Field(description="the state of the register that this was read from")

    @classmethod
    def whole(cls, it: Institution, revision: str) -> "InstitutionAnswer":
        """Write an institution."""
        return cls(
            **InstitutionSummary.of(it).model_dump(),
            names=[NameAnswer.of(name) for name in it.names],
            seats=[SeatAnswer(country=s.country, city=s.city, region=s.region) for s in it.seats],
            domains=list(it.domains),
            links=[LinkAnswer(relation=k.relation, to=str(k.to), name=k.name) for k in it.links],
            established=it.established,
            ceased=it.ceased,
            records=[
                RecordAnswer(
                    register=record.provenance.register,
                    key=record.key,
                    source=record.provenance.source,
                    confidence=record.provenance.confidence,
                    provisional=record.provenance.provisional,
                    known_from=record.provenance.known_from,
                )
                for record in it.records
            ],
            revision=revision,
        )


class InstitutionsAnswer(Schema):
    """A page of institutions."""

    items: list[InstitutionSummary]
    next: str | None = Field(description="cursor of the next page; None on the last")
    revision: str


class VoiceAnswer(Schema):
    """One decision, and what it says on the day asked about."""

    says: str = Field(description="recognised, not_recognised or nothing")
    reason: str
    marks: list[str] = Field(description="what to know before using it; end_not_stated is read as open")
    authority: str
    scope: str
    standing: str
    decision: str
    valid_from: date | None
    valid_to: date | None = Field(description="the first day on which it no longer holds; None: not stated")
    programmes: list[dict[str, Any]]
    register_: str = Field(alias="register")
    source: str
    confidence: float
    known_from: date

    @classmethod
    def of(cls, voice: Voice) -> "VoiceAnswer":
        """Write what one fact says."""
        fact = voice.fact
        return cls(
            says=voice.says,
            reason=voice.reason,
            marks=list(voice.marks),
            authority=fact.authority,
            scope=fact.scope,
            standing=fact.standing,
            decision=fact.decision,
            valid_from=day(fact.valid.start),
            valid_to=day(fact.valid.end),
            programmes=[
                {"name": it.name, "qualification": it.qualification, "level": it.level}
                for it in fact.programmes
            ],
            register=fact.provenance.register,
            source=fact.provenance.source,
            confidence=fact.provenance.confidence,
            known_from=fact.provenance.known_from,
        )


class StatusAnswer(Schema):
    """The status on a day, as known on a day, with every source and their disagreements."""

    institution: str
    name: str
    on: date
    known: date
    status: str = Field(description="recognised, not_recognised or unknown; silence is unknown, never no")
    reason: str
    disagree: bool
    provisional: bool
    sources: list[VoiceAnswer]
    notes: list[str]
    kin: list[LinkAnswer]
    revision: str

    @classmethod
    def of(cls, institution: Institution, status: Status, revision: str) -> "StatusAnswer":
        """Write a status."""
        return cls(
            institution=institution.id,
            name=institution.name,
            on=status.on,
            known=status.known,
            status=status.verdict,
            reason=status.reason,
            disagree=status.disagree,
            provisional=status.provisional,
            sources=[VoiceAnswer.of(it) for it in status.voices],
            notes=list(status.notes),
            kin=[LinkAnswer(relation=it.relation, to=str(it.to), name=it.name) for it in status.kin],
            revision=revision,
        )


def day(bound: Bound) -> date | None:
    """Give a bound as a date; None where there is none or nobody knows it."""
    return bound if isinstance(bound, date) else None
