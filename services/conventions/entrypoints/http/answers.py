"""The answers on instruments, parties and provisions."""

from datetime import date
from typing import Any

from pydantic import Field

from services.conventions.application.consult import Party
from services.conventions.domain.instruments.model import Instrument, Provision
from shared.http.schema import Schema


class InstrumentAnswer(Schema):
    """One instrument."""

    id: str
    short: str
    name: str
    title: str
    generation: str
    type: str
    region: str
    binding: bool
    adopted: date
    in_force: date | None = Field(description="None: not known, or not in force")
    established: str
    applies_to: list[str]
    supersedes: list[str] = Field(description="displaced between States party to both")
    more_favourable_clause: str | None
    source: str
    confidence: float
    trust: str

    @classmethod
    def of(cls, instrument: Instrument) -> "InstrumentAnswer":
        """Write an instrument."""
        return cls(
            id=instrument.id,
            short=instrument.short,
            name=instrument.name,
            title=instrument.title,
            generation=instrument.generation,
            type=instrument.type,
            region=instrument.region,
            binding=instrument.binding,
            adopted=instrument.adopted,
            in_force=instrument.entry.day,
            established=instrument.entry.established.value,
            applies_to=sorted(it.value for it in instrument.applies_to),
            supersedes=[it.displaced for it in instrument.supersedes],
            more_favourable_clause=instrument.more_favourable,
            source=instrument.evidence.source,
            confidence=instrument.evidence.confidence,
            trust=instrument.evidence.mark.value,
        )


class PartyAnswer(Schema):
    """One State's relation to an instrument; an empty date is unknown, never "no"."""

    state: str
    kind: str
    signed: date | None
    consent: date | None
    in_force: date | None
    terminated: date | None
    standing: str = Field(description="on the day asked about, as far as was known")
    binds: bool
    source: str
    confidence: float
    trust: str
    note: str | None

    @classmethod
    def of(cls, party: Party) -> "PartyAnswer":
        """Write a party."""
        fact = party.fact
        return cls(
            state=fact.state,
            kind=fact.kind,
            signed=fact.signed,
            consent=fact.consent,
            in_force=fact.in_force,
            terminated=fact.terminated,
            standing=party.membership.standing.name.lower(),
            binds=party.membership.binds,
            source=fact.evidence.source,
            confidence=fact.evidence.confidence,
            trust=fact.mark.value,
            note=fact.note,
        )


class ProvisionAnswer(Schema):
    """One duty, power or silence on one issue, in our own words."""

    article: str
    topic: str
    owed_by: str
    effect: str
    condition: str | None
    gist: str
    source: str
    confidence: float
    trust: str

    @classmethod
    def of(cls, provision: Provision) -> "ProvisionAnswer":
        """Write a provision."""
        return cls(
            article=provision.article,
            topic=provision.topic,
            owed_by=provision.owed_by,
            effect=provision.effect.value,
            condition=provision.condition,
            gist=provision.gist,
            source=provision.evidence.source,
            confidence=provision.evidence.confidence,
            trust=provision.evidence.mark.value,
        )


class PageAnswer(Schema):
    """One page of a list, and the name of the reference data that it was read from."""

    items: list[Any]
    next: str | None = Field(description="cursor of the next page; None on the last")
    reference_data: str


class InstrumentsAnswer(PageAnswer):
    """A page of instruments."""

    items: list[InstrumentAnswer]


class PartiesAnswer(PageAnswer):
    """A page of parties."""

    items: list[PartyAnswer]


class ProvisionsAnswer(PageAnswer):
    """A page of provisions."""

    items: list[ProvisionAnswer]


class ReferenceDataAnswer(Schema):
    """The state of the law that is used now."""

    reference_data: str
    as_of: date
    instruments: int
    editions: int
