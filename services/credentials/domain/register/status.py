"""The status of an institution on a day, as far as was known on another day.

Three rules carry it. Silence is `unknown`: no entry, an expired entry, or an entry that decides nothing never
means "not recognised". Only an official decision about the institution itself speaks; a voluntary review and
the accreditation of a single programme are shown beside it. Official sources that contradict each other
leave the answer `unknown`, and both are named.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date
from enum import StrEnum

from services.credentials.domain.register.facts import Decision, Mark, Scope, Standing, StatusFact
from services.credentials.domain.register.institution import Existence, Institution, Link, Relation
from shared.kernel.intervals import UNKNOWN


class Verdict(StrEnum):
    """The answer."""

    RECOGNISED = "recognised"
    NOT_RECOGNISED = "not_recognised"
    UNKNOWN = "unknown"


class Says(StrEnum):
    """What one fact says on the day asked about."""

    YES = "recognised"
    NO = "not_recognised"
    NOTHING = "nothing"


class Reason(StrEnum):
    """Why a fact says nothing, or why the whole answer is what it is."""

    OFFICIAL_DECISION = "official_decision"
    NOT_VALID_ON_THE_DAY = "not_valid_on_the_day"
    VALIDITY_NOT_KNOWN = "validity_not_known"
    VOLUNTARY_REVIEW = "voluntary_review"
    STANDING_NOT_STATED = "standing_not_stated"
    PROGRAMME_ONLY = "programme_only"
    NO_DECISION = "no_decision"
    SOURCES_DISAGREE = "sources_disagree"
    REGISTERS_SILENT = "registers_silent"


class Note(StrEnum):
    """What should be looked at beside the answer."""

    NOT_YET_ESTABLISHED = "not_yet_established"
    HAD_CEASED = "had_ceased"
    RECORD_WITHDRAWN = "record_withdrawn"
    PREDECESSOR = "predecessor_in_the_register"
    SUCCESSOR = "successor_in_the_register"


@dataclass(frozen=True, slots=True)
class Voice:
    """One fact, and what it says on the day."""

    fact: StatusFact
    says: Says
    reason: Reason
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """The answer with everything that it rests on."""

    verdict: Verdict
    reason: Reason
    on: date
    known: date
    voices: tuple[Voice, ...]
    notes: tuple[Note, ...]
    kin: tuple[Link, ...]
    """Predecessors and successors that the notes point to."""

    @property
    def disagree(self) -> bool:
        """Say whether official sources contradict each other."""
        return self.reason is Reason.SOURCES_DISAGREE

    @property
    def provisional(self) -> bool:
        """Say whether the verdict rests on facts that still have to be checked."""
        speaking = [it for it in self.voices if it.says is not Says.NOTHING]
        return any(Mark.PROVISIONAL in it.marks for it in speaking)


def status(institution: Institution, facts: Iterable[StatusFact], *, on: date, known: date) -> Status:
    """Weigh the facts about `institution` for the day `on`, with what was known on the day `known`."""
    voices = tuple(voice_of(fact, on) for fact in facts if fact.is_known_on(known))
    verdict, reason = _verdict({voice.says for voice in voices})
    notes = tuple(_notes(institution, on))
    kin = tuple(
        it
        for it in institution.links
        if (it.relation is Relation.PREDECESSOR and Note.PREDECESSOR in notes)
        or (it.relation is Relation.SUCCESSOR and Note.SUCCESSOR in notes)
    )
    return Status(verdict, reason, on, known, voices, notes, kin)


def days_of_change(institution: Institution, facts: Iterable[StatusFact]) -> tuple[set[date], set[date]]:
    """List the days asked about, and the days of knowledge, from which on `status` may answer otherwise."""
    every = tuple(facts)
    valid = {it for fact in every for it in (fact.valid.start, fact.valid.end)}
    known = {it for fact in every for it in (fact.known.start, fact.known.end)}
    years = {institution.established, None if institution.ceased is None else institution.ceased + 1}
    return (
        {it for it in valid if isinstance(it, date)}
        | {date(it, 1, 1) for it in years if it is not None and MINYEAR <= it <= MAXYEAR},
        {it for it in known if isinstance(it, date)},
    )


def voice_of(fact: StatusFact, on: date) -> Voice:
    """Say what one fact says on a day."""
    return Voice(fact, *_says(fact, on), _marks(fact))


def _says(fact: StatusFact, on: date) -> tuple[Says, Reason]:
    reason = _silence(fact, on)
    if reason is not None:
        return Says.NOTHING, reason
    granted = fact.decision in {Decision.GRANTED, Decision.CONDITIONAL}
    return (Says.YES if granted else Says.NO), Reason.OFFICIAL_DECISION


def _silence(fact: StatusFact, on: date) -> Reason | None:
    if fact.decision is Decision.NONE:
        return Reason.NO_DECISION
    if fact.scope is Scope.PROGRAMME:
        return Reason.PROGRAMME_ONLY
    if fact.standing is Standing.VOLUNTARY:
        return Reason.VOLUNTARY_REVIEW
    if fact.standing is Standing.NOT_STATED:
        return Reason.STANDING_NOT_STATED
    inside = covers(fact, on)
    if inside is None:
        return Reason.VALIDITY_NOT_KNOWN
    return None if inside else Reason.NOT_VALID_ON_THE_DAY


def covers(fact: StatusFact, on: date) -> bool | None:
    """Say whether the fact is valid on a day. An end that nobody stated is open, and marked."""
    valid = fact.valid
    if valid.end is UNKNOWN and isinstance(valid.start, date):
        return on >= valid.start
    return valid.contains(on)


def _marks(fact: StatusFact) -> tuple[Mark, ...]:
    marks = {
        Mark.END_NOT_STATED: fact.valid.end is UNKNOWN,
        Mark.START_NOT_STATED: fact.valid.start is UNKNOWN,
        Mark.STANDING_NOT_STATED: fact.standing is Standing.NOT_STATED,
        Mark.PROVISIONAL: fact.provenance.provisional,
    }
    return tuple(mark for mark, holds in marks.items() if holds)


def _verdict(said: set[Says]) -> tuple[Verdict, Reason]:
    if {Says.YES, Says.NO} <= said:
        return Verdict.UNKNOWN, Reason.SOURCES_DISAGREE
    if Says.YES in said:
        return Verdict.RECOGNISED, Reason.OFFICIAL_DECISION
    if Says.NO in said:
        return Verdict.NOT_RECOGNISED, Reason.OFFICIAL_DECISION
    return Verdict.UNKNOWN, Reason.REGISTERS_SILENT


def _notes(institution: Institution, on: date) -> Iterator[Note]:
    kin = {link.relation for link in institution.links}
    if institution.existence is Existence.WITHDRAWN:
        yield Note.RECORD_WITHDRAWN
    if institution.established is not None and on.year < institution.established:
        yield Note.NOT_YET_ESTABLISHED
        if Relation.PREDECESSOR in kin:
            yield Note.PREDECESSOR
    if institution.ceased is not None and on.year > institution.ceased:
        yield Note.HAD_CEASED
    if institution.existence is not Existence.ACTIVE and Relation.SUCCESSOR in kin:
        yield Note.SUCCESSOR
