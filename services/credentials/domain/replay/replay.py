"""A draft release over decided cases: what would come out otherwise, by which rule, through which condition.

Both releases decide every case on its own legal date, as known today. What flips is counted by outcome before
and after, and by reason; the flips themselves are listed, up to `LISTED`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from services.credentials.domain.replay.cases import GROUPS, Cases
from services.credentials.domain.replay.comparing import Compared, Laws, compare
from services.credentials.domain.replay.flips import Reason, flipped_cases, reasons
from shared.rules.batch.bitmaps import Rows, count, rows_in
from shared.rules.batch.comparison import transitions
from shared.rules.batch.deciding import decisions
from shared.rules.conclusions import concluding_slots
from shared.rules.documents.plain import day_of, epoch_day
from shared.rules.evaluate.resolution import State
from shared.rules.release import RuleSet

LISTED = 10_000
"""As many flips are listed one by one; all are counted."""


@dataclass(frozen=True, slots=True)
class Flip:
    """A stored evaluation that would come out otherwise, and why. Nothing of the person."""

    evaluation: UUID
    legal_date: date
    before: str
    after: str
    reasons: tuple[Reason, ...]


@dataclass
class Replay:
    """Counts of one replay, and its flips. `add` takes cases in pieces; the counts add up."""

    base: RuleSet
    draft: RuleSet
    slot: str
    known: date
    cases: int = 0
    matrix: Counter[tuple[str, str]] = field(default_factory=Counter)
    reasons: Counter[Reason] = field(default_factory=Counter)
    undecidable: Counter[str] = field(default_factory=Counter)
    in_group: dict[str, Counter[str]] = field(default_factory=lambda: {it: Counter() for it in GROUPS})
    flipped_in_group: dict[str, Counter[str]] = field(
        default_factory=lambda: {it: Counter() for it in GROUPS}
    )
    listed: list[Flip] = field(default_factory=list)

    def add(self, cases: Cases) -> None:
        """Decide more cases by both releases, and count."""
        concluding = sorted({it for release in (self.base, self.draft) for it in concluding_slots(release)})
        for rows, laws in self._stretches(cases.days):
            columns = cases.columns.take(rows).on(cases.days[rows])
            for found in compare(laws, self.slot, concluding, columns):
                self._count(cases, rows[found.rows], found)
                self._list(cases, rows, found)

    @property
    def flips(self) -> int:
        """Count the cases that come out otherwise."""
        return sum(number for (old, new), number in self.matrix.items() if old != new)

    def _stretches(self, days: NDArray[np.int64]) -> Iterator[tuple[Rows, Laws]]:
        """Give the cases of each stretch in which neither release's law changes, with both laws."""
        changes = sorted({epoch_day(it) for release in (self.base, self.draft) for it in release.legal_days})
        places = np.searchsorted(np.array(changes, np.int64), days, side="right")
        for place in np.unique(places):
            rows = np.flatnonzero(places == place)
            day = day_of(int(days[rows[0]]))
            yield rows, (self.base.compile(day, self.known), self.draft.compile(day, self.known))

    def _count(self, cases: Cases, rows: Rows, found: Compared) -> None:
        self.cases += len(rows)
        self.matrix.update(transitions(found.old, found.new))
        for reason, cases_of_it in reasons(found):
            self.reasons[reason] += count(cases_of_it)
        self._count_undecidable(found)
        flipped = rows[rows_in(found.flips, len(rows))]
        for name in GROUPS:
            self.in_group[name].update(cases.groups[name].counts(rows))
            self.flipped_in_group[name].update(cases.groups[name].counts(flipped))

    def _count_undecidable(self, found: Compared) -> None:
        """Name the facts for want of which the draft cannot decide what the release could: never recorded."""
        _, after = found.slots[self.slot]
        if after is None or State.NEEDS.value not in found.new:
            return
        opened = rows_in(found.flips & found.new[State.NEEDS.value], len(found.rows))
        decided = decisions(after, opened)
        asked = [{it.fact.partition("[")[0] for it in decision.needs} for decision in decided.distinct]
        for code, number in enumerate(np.bincount(decided.codes, minlength=len(asked)).tolist()):
            self.undecidable.update(dict.fromkeys(asked[code], number))

    def _list(self, cases: Cases, rows: Rows, found: Compared) -> None:
        for it in flipped_cases(found, LISTED - len(self.listed)):
            row = int(rows[it.case])
            day = day_of(int(cases.days[row]))
            self.listed.append(Flip(cases.id(row), day, it.before, it.after, it.reasons))
