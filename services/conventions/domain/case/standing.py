"""Section 1 of every answer: which instruments bind the two States on the legal date.

    bound(i, s, d)  = a row exists, its kind binds, it is in force on d and not terminated
    pair(i, A, B)   = bound(i, A) and bound(i, B)
    displaced(j)    = some i that binds the pair supersedes j between States party to both

Supersession is per pair of States, never per State (Lisbon XI.4.1, Tokyo X.3.2, Addis V.3.1).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from services.conventions.domain.case.facts import Facts
from services.conventions.domain.instruments.book import Edition
from services.conventions.domain.instruments.membership import Membership, Standing, membership
from services.conventions.domain.instruments.model import (
    Established,
    Instrument,
    PartyFact,
    Provision,
)
from services.conventions.domain.vocabulary import QualificationType, Reason, Term
from shared.kernel.evidence import Evidence

_REASON_OF = {
    Standing.ABSENT: Reason.NOT_PARTY,
    Standing.UNCONFIRMED: Reason.NOT_PARTY,
    Standing.UNCERTAIN: Reason.NOT_PARTY,
    Standing.SIGNED: Reason.SIGNED_ONLY,
    Standing.DENOUNCED: Reason.DENOUNCED,
    Standing.NOT_YET: Reason.NOT_YET_IN_FORCE_FOR_STATE,
}


@dataclass(frozen=True, slots=True)
class Case:
    """The facts with the edition that answers them and the two States whose treaties count."""

    edition: Edition
    facts: Facts
    award: str
    recognition: str
    known: date
    reserved: frozenset[tuple[str, str]] = frozenset()
    """The (instrument, article) pairs that a reservation takes out of the relations of the two States."""

    @property
    def on(self) -> date:
        """The legal date."""
        return self.facts.decision_date

    def provisions(self, instrument: str, topic: str) -> tuple[Provision, ...]:
        """List the provisions of `instrument` on `topic` that apply between the two States."""
        found = self.edition.on(instrument, topic)
        if not self.reserved:
            return found
        return tuple(it for it in found if (instrument, it.article) not in self.reserved)

    def membership(self, state: str, instrument: str) -> Membership:
        """Read a State's standing, hypothetical parties of the request included."""
        facts = self.edition.by_state.get(state, {}).get(instrument, ())
        if is_hypothetical(state):
            facts = tuple(_assumed(self.facts, state, instrument))
        return membership(state, facts, on=self.on, known=self.known)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An instrument with the standing of both States; `reason` None means that it binds the pair."""

    instrument: Instrument
    award: Membership
    recognition: Membership
    reason: Reason | None
    displaced_since: date | None = None

    @property
    def id(self) -> str:
        """The id of the instrument."""
        return self.instrument.id

    @property
    def binds(self) -> bool:
        """Whether the instrument binds the two States in this case."""
        return self.reason is None

    @property
    def both_have_rows(self) -> bool:
        """Whether each State has taken some step towards the instrument that is on record."""
        return self.award.fact is not None and self.recognition.fact is not None

    def awaited(self, on: date) -> bool:
        """Say whether the pair waits only for the first day: each side is bound or has deposited."""
        return self.reason is Reason.NOT_YET_IN_FORCE_FOR_STATE and all(
            side.binds or (side.fact is not None and (side.fact.consent or date.max) <= on)
            for side in (self.award, self.recognition)
        )

    @property
    def certain(self) -> bool:
        """Whether the two standings rest on more than an undated belief as likely wrong as right."""
        facts = (self.award.fact, self.recognition.fact)
        return all(fact is not None and fact.evidence.confidence > 0.5 for fact in facts)


def candidates(case: Case) -> Mapping[str, Candidate]:
    """Weigh every instrument that reaches this kind of qualification and on which either State has a row."""
    rows = case.edition.by_state
    ids = {*rows.get(case.award, ()), *rows.get(case.recognition, ())}
    ids |= {party.instrument for party in case.facts.hypothetical_parties}
    ids |= {it.instrument for it in case.facts.reservations}
    if case.facts.is_joint:
        ids |= {instrument for state in case.facts.joint_partners for instrument in rows.get(state, ())}
    weighed = {
        instrument_id: _weigh(case, case.edition.instruments[instrument_id])
        for instrument_id in sorted(ids)
        if _reaches(case, case.edition.instruments[instrument_id])
    }
    return _displace(weighed)


def _reaches(case: Case, instrument: Instrument) -> bool:
    """Material scope at the level of the instrument: a directive on professions binds no degree."""
    kind = case.facts.qualification_type
    if kind in instrument.applies_to:
        return True
    return kind is QualificationType.JOINT_DEGREE and QualificationType.DEGREE in instrument.applies_to


def _weigh(case: Case, instrument: Instrument) -> Candidate:
    award = _awarding(case, instrument)
    recognition = case.membership(case.recognition, instrument.id)
    return Candidate(instrument, award, recognition, _reason(case, instrument, award, recognition))


def _awarding(case: Case, instrument: Instrument) -> Membership:
    """The awarding side; for a joint degree one State Party may be enough (Global V.3)."""
    award = case.membership(case.award, instrument.id)
    if award.binds or not case.facts.is_joint:
        return award
    one_is_enough = any(
        Term.ONE_STATE_PARTY_IS_ENOUGH in provision.terms
        for provision in case.provisions(instrument.id, "joint_degree")
    )
    if not one_is_enough:
        return award
    partners = (
        case.membership(state, instrument.id)
        for state in case.facts.joint_partners
        if state != case.recognition
    )
    return max((award, *partners), key=lambda it: it.standing)


def _reason(case: Case, instrument: Instrument, award: Membership, recognition: Membership) -> Reason | None:
    if not instrument.binding:
        return Reason.NON_BINDING
    if not instrument.entry.reached(case.on):
        return Reason.INSTRUMENT_NOT_IN_FORCE
    if award.state == recognition.state:
        return Reason.NOT_PARTY  # a treaty gives nothing against oneself
    weakest = min(award.standing, recognition.standing)
    return _REASON_OF.get(weakest)


def _displace(weighed: dict[str, Candidate]) -> Mapping[str, Candidate]:
    """Remove what a newer instrument displaces between States party to both.

    A newer membership that is only presumed does not displace a certain older one: both stay, and the
    rule kinder to recognition is taken.
    """
    binding = [it for it in weighed.values() if it.binds]
    for newer in binding:
        for supersession in newer.instrument.supersedes:
            older = weighed.get(supersession.displaced)
            if older is None or not older.binds or _firmness(newer) < _firmness(older):
                continue
            weighed[older.id] = replace(
                older, reason=Reason.SUPERSEDED_BETWEEN_PARTIES, displaced_since=_common_since(newer)
            )
    return weighed


def _firmness(candidate: Candidate) -> Standing:
    return min(candidate.award.standing, candidate.recognition.standing)


def _common_since(candidate: Candidate) -> date | None:
    """The day from which both States are bound, or None when it is not known."""
    days = []
    for side in (candidate.award, candidate.recognition):
        day = (side.fact.in_force or side.fact.party_by) if side.fact else None
        if day is None:
            return None
        days.append(day)
    if candidate.instrument.entry.established is Established.DATED and candidate.instrument.entry.day:
        days.append(candidate.instrument.entry.day)
    return max(days)


_ASSUMPTION = Evidence("assumed in the request", 1.0)


def _assumed(facts: Facts, state: str, instrument: str) -> Iterator[PartyFact]:
    """Yield the rows assumed for a hypothetical State; making a reservation implies being a party."""
    for party in facts.hypothetical_parties:
        if party.state == state and party.instrument == instrument:
            yield PartyFact(
                instrument, state, "ratification", _ASSUMPTION, in_force=party.in_force or date.min
            )
    for reservation in facts.reservations:
        if reservation.state == state and reservation.instrument == instrument:
            yield PartyFact(instrument, state, "ratification", _ASSUMPTION, in_force=date.min)


def is_hypothetical(state: str) -> bool:
    """Say whether the code is one of the user-assigned codes for hypothetical States."""
    return state in HYPOTHETICAL


HYPOTHETICAL = frozenset({"XAA", "XAB", "XAC", "XAD"})


def binding_of(weighed: Mapping[str, Candidate]) -> Sequence[Candidate]:
    """List the instruments that bind, by id."""
    return [it for it in weighed.values() if it.binds]
