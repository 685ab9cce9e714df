"""A release compiled for one legal date and one knowledge date: what a service decides with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from shared.rules.decision import Decision
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.vocabulary import Vocabulary
from shared.rules.evaluate.law import Law
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.trace import Trace, trace
from shared.rules.trace_texts import CaseFacts


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of days on which neither the rules in force nor the parameters change, compiled once."""

    release: str
    vocabulary: Vocabulary
    law: Law
    slots: Mapping[str, CompiledSlot]


@dataclass(frozen=True, slots=True)
class CompiledRelease:
    """A segment on one of its days. `facts` are flat and admitted (see `admit`); the legal day is added here.

    A slot in which no rule is in force raises KeyError: `slots` names those that answer.
    """

    segment: Segment
    legal_date: date
    knowledge_date: date
    day: int

    @classmethod
    def on(cls, segment: Segment, legal_date: date, knowledge_date: date) -> "CompiledRelease":
        """Take a segment on one day."""
        return cls(segment, legal_date, knowledge_date, epoch_day(legal_date))

    @property
    def slots(self) -> Mapping[str, CompiledSlot]:
        """Give the slots by name."""
        return self.segment.slots

    def decide(self, facts: Mapping[str, object], slot: str) -> Decision:
        """Decide one slot of one case."""
        return self.segment.slots[slot].decide(facts, self.day)

    def values(self, facts: Mapping[str, object], slot: str) -> dict[str, bool | None]:
        """Give the value of each rule of a slot: True, False, or None for unknown."""
        return self.segment.slots[slot].values(facts, self.day)

    def trace(self, facts: Mapping[str, object], slot: str) -> Trace:
        """Decide one slot and say how: every rule of the slot, every condition, no holes."""
        (found,) = self.traces(facts, (slot,))
        return found

    def traces(self, facts: Mapping[str, object], slots: Iterable[str]) -> tuple[Trace, ...]:
        """Trace several slots of one case."""
        found, case = self.segment, CaseFacts(facts, self.legal_date)
        return tuple(
            trace(found.slots[it], case, self.legal_date, self.knowledge_date, found.release) for it in slots
        )
