"""The legal basis of a case: what binds, what does not and why, what governs, and how sure that is."""

from dataclasses import dataclass, field

from services.conventions.domain.vocabulary import Burden, OutcomeClass, Presumption, Reason
from shared.kernel.evidence import TrustMark


@dataclass(frozen=True, slots=True)
class Citation:
    """One article of one instrument, and the issue that it governs."""

    instrument: str
    article: str
    topic: str


@dataclass(frozen=True, slots=True)
class NotBinding:
    """An instrument that a reader expects to see named, and why it does not bind the two States."""

    id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class StateStanding:
    """One State's standing towards an instrument on the legal date, in words, with its first day if known."""

    state: str
    standing: str
    in_force: str | None
    trust: TrustMark


@dataclass(frozen=True, slots=True)
class Considered:
    """Every instrument that was looked at, named in the answer or not; `reason` is None when it binds."""

    id: str
    binds: bool
    reason: Reason | None
    named: bool
    trust: TrustMark
    states: tuple[StateStanding, ...]
    savings: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reasoning with the article that it rests on."""

    step: str
    instrument: str | None
    article: str | None
    text: str


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """The answer of the resolver; the first eleven fields carry the names of the worked scenarios."""

    binding_instruments: tuple[str, ...]
    not_binding: tuple[NotBinding, ...]
    soft_instruments: tuple[str, ...]
    governing: tuple[Citation, ...]
    presumption: Presumption
    burden_on: Burden
    authority_must: tuple[str, ...]
    deadline: str
    appeal: str
    outcome_class: OutcomeClass
    host_only_duties: tuple[str, ...]
    standing_host_duties: tuple[str, ...]
    considered: tuple[Considered, ...]
    trust: TrustMark
    reference_data: str
    warnings: tuple[str, ...] = ()
    reasons: tuple[Step, ...] = field(default=())
