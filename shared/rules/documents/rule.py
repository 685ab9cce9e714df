"""A rule as its author writes it: `rule/1`. Conditions are still text here; publication checks them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from shared.kernel.canonical import Json
from shared.rules.documents.burden import Party, Silence
from shared.rules.documents.source import Plain


class Strength(StrEnum):
    """LegalRuleML's three strengths: never defeated; defeated by an override; only defeats, gives nothing."""

    STRICT = "strict"
    DEFEASIBLE = "defeasible"
    DEFEATER = "defeater"


class Modality(StrEnum):
    """What the effect is in deontic terms."""

    OBLIGATION = "obligation"
    PERMISSION = "permission"
    PROHIBITION = "prohibition"
    RIGHT = "right"
    STATUS = "status"


class Trust(StrEnum):
    """How far the encoding has been compared with the authentic text."""

    VERIFIED = "verified"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Instrument:
    """The legal instrument a rule comes from. `tier` and `concluded` count only where a release says so."""

    id: str
    name: str
    tier: str
    concluded: date | None = None


@dataclass(frozen=True, slots=True)
class Cite:
    """An article, its role for the rule, and which parts of the rule it covers."""

    article: str
    role: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Override:
    """A rule that this one defeats, and why (lex specialis is always explicit)."""

    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """A parameter under its short name in the rule, with the day on which it is read."""

    name: str
    parameter: str
    at: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows when the rule holds. `favour` ranks effects for the holder, 0 to 100; it is data."""

    act: str
    on: str
    modality: Modality
    favour: int
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Burden:
    """Who must show a condition, with which evidence, and what silence means once `closed_by` is true.

    While `closed_by` is not true, `open_list` behaves as if one more element, of which nothing is known,
    might still come.
    """

    on: Party
    evidence: tuple[str, ...] = ()
    silence: Silence = Silence.UNKNOWN
    open_list: str | None = None
    closed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """Within which time (a parameter, in months) from which day the effect is due."""

    within: str
    start: str
    on_expiry: str
    refusal_needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Supposition:
    """States that a test takes to belong to a membership besides those on record.

    A reservation that no State has made yet has consequences all the same; only so can a test show them.
    """

    parameter: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """An embedded test: facts on a day, the value expected, and why or what is needed."""

    name: str
    as_of: date
    facts: Mapping[str, Plain]
    expect: str
    because: str | None = None
    needs: tuple[str, ...] | None = None
    suppose: tuple[Supposition, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule document. `source` is it as plain JSON and `hash` names it; `text` keeps the writing."""

    id: str
    version: int
    title: str
    instrument: Instrument
    cites: tuple[Cite, ...]
    slot: str
    strength: Strength
    valid_from: date | None
    valid_to: date | None
    overrides: tuple[Override, ...]
    parameters: tuple[ParameterUse, ...]
    where: Mapping[str, str]
    when: str
    effect: Effect
    burden: Mapping[str, Burden]
    deadline: Deadline | None
    examples: tuple[Example, ...]
    trust: Trust
    source: Mapping[str, Json]
    hash: str
    text: str
    path: str

    @property
    def articles(self) -> tuple[str, ...]:
        """Give the articles of the norm itself, or all of them when none has that role."""
        norm = tuple(it.article for it in self.cites if it.role == "norm")
        return norm or tuple(it.article for it in self.cites)

    def in_force(self, day: date) -> bool:
        """Say whether the rule is valid on the legal date `day`."""
        after = self.valid_from is None or self.valid_from <= day
        return after and (self.valid_to is None or day < self.valid_to)
