"""What a slot answers for one case."""

from dataclasses import dataclass

from shared.rules.documents.burden import Party
from shared.rules.evaluate.order import Principle
from shared.rules.evaluate.resolution import State


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that keeps an outcome open: who owes it, what would settle it, and which rules wait for it.

    `fact` is a dotted name, a field of an element (``differences[0].grave``), or ``parameter:...`` where the
    law itself is not known. `by` is None only for such a gap in the law.
    """

    fact: str
    by: Party | None
    evidence: tuple[str, ...]
    decides: tuple[str, ...]
    cite: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The outcome of a slot.

    `outcome` is the act when it is settled (``recognise``, ``partial``, ``refuse`` ...), else the state:
    ``needs``, ``conflict``, ``out_of_scope``. `rules` are the ids of all rules that carry it, `possible` the
    effects still possible, `needs` is empty unless the state is NEEDS.
    """

    slot: str
    state: State
    act: str | None
    possible: tuple[str, ...]
    rules: tuple[str, ...]
    principle: Principle | None
    needs: tuple[Need, ...] = ()

    @property
    def outcome(self) -> str:
        """Give the outcome in one word."""
        return self.act if self.act is not None else self.state.value
