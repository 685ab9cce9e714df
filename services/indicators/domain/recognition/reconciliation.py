"""Double entry: what is counted must agree with the log of events, and with itself."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.indicators.domain.recognition.cases import Appealed, AppealEnded, CaseEvent, Decided, Opened


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of each kind: in the log of received events, or in the projection."""

    opened: int
    decisions: int
    appeals_lodged: int
    appeals_ended: int


def tally(kinds: Mapping[type[CaseEvent], int]) -> Tally:
    """Tally events that were counted by their type."""
    return Tally(*(kinds.get(kind, 0) for kind in (Opened, Decided, Appealed, AppealEnded)))


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The log beside the projection, and the two sides of the cases.

    `unopened` counts decisions on applications whose opening has not arrived yet: events of one case may come
    in any order. They are kept, and count once the opening is there.
    """

    logged: Tally
    projected: Tally
    closed: int
    still_open: int
    unopened: int

    @property
    def balanced(self) -> bool:
        """Say whether everything agrees: log and projection, and opened with closed plus open."""
        return self.logged == self.projected and self.projected.opened == self.closed + self.still_open
