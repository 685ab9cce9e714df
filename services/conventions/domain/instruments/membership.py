"""Whether one State is bound by one instrument on one day, as far as was known on another day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from services.conventions.domain.instruments.kinds import CONSENTS, SIGNATURE, UNCONFIRMED
from services.conventions.domain.instruments.model import PartyFact
from shared.kernel.evidence import PROVISIONAL_FROM


class Standing(IntEnum):
    """A State's standing towards an instrument, from nothing at all to bound."""

    ABSENT = 0
    UNCONFIRMED = 1
    SIGNED = 2
    DENOUNCED = 3
    UNCERTAIN = 4
    """It joined between two known days, and the day asked about lies between them."""
    NOT_YET = 5
    PRESUMED = 6
    """It is a party; the first day is unknown and nothing speaks against the day asked about."""
    BOUND = 7


@dataclass(frozen=True, slots=True)
class Membership:
    """The standing of `state`, and the fact that it rests on (None: no row at all)."""

    state: str
    standing: Standing
    fact: PartyFact | None = None

    @property
    def binds(self) -> bool:
        """Say whether the State is bound, be it presumed for want of a date."""
        return self.standing >= Standing.PRESUMED


def membership(state: str, facts: Sequence[PartyFact], *, on: date, known: date) -> Membership:
    """Read the standing of `state` from all its spells of membership: the best of them counts."""
    best = Membership(state, Standing.ABSENT)
    for fact in facts:
        standing = _standing(fact, on=on, known=known)
        if standing > best.standing or best.fact is None:
            best = Membership(state, standing, fact)
    return best


def _standing(fact: PartyFact, *, on: date, known: date) -> Standing:
    knowable = fact.knowable_from
    if fact.kind not in CONSENTS or (knowable is not None and knowable > known):
        return _before_consent(fact, on=on, known=known)
    if fact.evidence.confidence < PROVISIONAL_FROM:
        return Standing.UNCONFIRMED
    if fact.terminated is not None and fact.terminated <= on:
        notified = fact.denunciation_notified or fact.terminated
        if notified <= known:
            return Standing.DENOUNCED
    if fact.in_force is not None:
        return Standing.BOUND if on >= fact.in_force else _waiting(fact, on)
    return _undated(fact, on)


def _before_consent(fact: PartyFact, *, on: date, known: date) -> Standing:
    """A signature is known without its day (signature-only rows) or by its day; it never binds."""
    if fact.kind in UNCONFIRMED:
        return Standing.UNCONFIRMED
    if fact.signed is None:
        return Standing.SIGNED if fact.kind == SIGNATURE else Standing.ABSENT
    return Standing.SIGNED if fact.signed <= min(on, known) else Standing.ABSENT


def _waiting(fact: PartyFact, on: date) -> Standing:
    """Before its first day a State has only signed until it deposits; then it waits."""
    signed = fact.signed is not None and fact.signed <= on
    deposited = fact.consent is not None and fact.consent <= on
    return Standing.SIGNED if signed and not deposited else Standing.NOT_YET


def _undated(fact: PartyFact, on: date) -> Standing:
    if fact.party_by is not None and on >= fact.party_by:
        return Standing.BOUND
    if fact.not_party_on is None:
        return Standing.PRESUMED
    return Standing.NOT_YET if on <= fact.not_party_on else Standing.UNCERTAIN
