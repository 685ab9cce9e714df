"""An instrument as the depositary and its text give it: final clauses, parties, provisions."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from services.conventions.domain.instruments.dates import DenunciationRule, EntryFormula
from services.conventions.domain.instruments.kinds import CONSENTS
from services.conventions.domain.vocabulary import Effect, QualificationType, Term
from shared.kernel.evidence import Evidence, TrustMark


class Openness(StrEnum):
    """Which States may join an instrument."""

    EVERY_STATE = "every_state"
    REGION = "region"
    MEMBERS = "members"


class PartyList(StrEnum):
    """Whether the absence of a row means that the State is outside."""

    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    NOT_COLLECTED = "not_collected"


class Established(StrEnum):
    """What is known of the instrument's own entry into force."""

    DATED = "dated"
    DAY_UNKNOWN = "in_force_day_unknown"
    NO = "not_established"


@dataclass(frozen=True, slots=True)
class EntryIntoForce:
    """When the instrument itself began; `day` is None where it is unknown or not established."""

    day: date | None
    established: Established
    article: str | None
    formula: EntryFormula | None
    not_before: date | None = None

    def reached(self, on: date) -> bool:
        """Say whether the instrument can bind anybody `on` a day."""
        if self.established is Established.DATED:
            return self.day is not None and on >= self.day
        if self.established is Established.DAY_UNKNOWN:
            return self.not_before is not None and on >= self.not_before
        return False


@dataclass(frozen=True, slots=True)
class Supersession:
    """The older instrument that this one displaces between States party to both."""

    displaced: str
    article: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class ReservationClause:
    """The closed list of articles to which a reservation may be made, with reciprocity."""

    article: str
    allowed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Denunciation:
    """How a State leaves, and what its leaving does not touch."""

    article: str
    rule: DenunciationRule
    saves: str | None


@dataclass(frozen=True, slots=True)
class SubsidiaryText:
    """A text adopted under an instrument; guidance by best endeavours, never a ground of decision."""

    id: str
    title: str
    adopted: str


@dataclass(frozen=True, slots=True)
class Addressees:
    """The States a soft instrument speaks to, read from the parties of another one by their kind."""

    instrument: str
    kind: str


@dataclass(frozen=True, slots=True)
class Instrument:
    """A treaty, declaration or recommendation; `guidance` maps an issue to the subsidiary text on it."""

    id: str
    short: str
    name: str
    title: str
    generation: str
    type: str
    region: str
    binding: bool
    adopted: date
    entry: EntryIntoForce
    applies_to: frozenset[QualificationType]
    open_to: Openness
    party_list: PartyList
    evidence: Evidence
    supersedes: tuple[Supersession, ...] = ()
    more_favourable: str | None = None
    reservations: ReservationClause | None = None
    denunciation: Denunciation | None = None
    subsidiary: tuple[SubsidiaryText, ...] = ()
    guidance: tuple[tuple[str, str], ...] = ()
    addressees: Addressees | None = None
    accompanies: str | None = None


@dataclass(frozen=True, slots=True)
class PartyFact:
    """What is known of one State's relation to one instrument, for one spell of membership.

    `consent` is the deposit (for a succession: its notification); empty dates are unknown, never "no".
    `party_by` and `not_party_on` bound an unknown first day from what sources say of other days.
    `known_from` overrides the day from which the fact could be known; it is the deposit otherwise.
    """

    instrument: str
    state: str
    kind: str
    evidence: Evidence
    signed: date | None = None
    consent: date | None = None
    in_force: date | None = None
    terminated: date | None = None
    party_by: date | None = None
    not_party_on: date | None = None
    known_from: date | None = None
    denunciation_notified: date | None = None
    also_for: tuple[str, ...] = ()
    note: str | None = None

    @property
    def knowable_from(self) -> date | None:
        """The day from which this consent could be known; None when no day limits it."""
        return self.known_from or self.consent or self.in_force

    @property
    def mark(self) -> TrustMark:
        """Grade the row; a consent without its first day is never verified."""
        if self.in_force is None and self.kind in CONSENTS:
            return TrustMark.weakest(self.evidence.mark, TrustMark.PROVISIONAL)
        return self.evidence.mark


@dataclass(frozen=True, slots=True)
class Provision:
    """One duty, power or silence of an instrument on one issue, in our own words."""

    instrument: str
    article: str
    topic: str
    owed_by: str
    effect: Effect
    gist: str
    evidence: Evidence
    condition: str | None = None
    applies_to: frozenset[QualificationType] = frozenset()
    terms: frozenset[Term] = field(default_factory=frozenset)

    def speaks_to(self, kind: QualificationType) -> bool:
        """Say whether the provision covers this kind of qualification (an empty list means every kind)."""
        return not self.applies_to or kind in self.applies_to
