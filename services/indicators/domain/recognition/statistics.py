"""Live statistics: what cohorts of cases say about outcomes, appeals and time to a decision."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.indicators.domain.recognition.cases import RECOGNISED, AppealResult, Outcome
from services.indicators.domain.uncertainty.proportions import Estimate, wilson
from services.indicators.domain.uncertainty.survival import Curve, Duration, kaplan_meier

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cohort:
    """Cases that are alike: the group, the present outcome (None while open), and days until the first event.

    The first event is a decision or the withdrawal; `withdrawn_first` tells them apart. For an open case
    `days` is its age, unless it is `reopened`: decided once, and to be decided again after an appeal.
    """

    key: Key
    outcome: Outcome | None
    withdrawn_first: bool
    days: int
    cases: int
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class Appeals:
    """Appeals of one group against decisions: how they ended (None: still open), of how many decided cases.

    `against_silence` counts the appeals against there being no decision in time.
    """

    key: Key
    results: Mapping[AppealResult | None, int]
    cases_appealed: int
    against_silence: int = 0


@dataclass(frozen=True, slots=True)
class GroupStatistics:
    """One group of cases. `opened` is always `closed` plus `still_open`.

    recognition: share of decisions (withdrawals aside) that recognise at least a part.
    appealed: share of decided cases with an appeal against a decision. overturned: share of those appeals
    decided on the merits that overturned or remitted it. Rates are None without any trial. silence_appeals:
    appeals against there being no decision in time.
    """

    key: Key
    opened: int
    outcomes: Mapping[Outcome, int]
    still_open: int
    recognition: Estimate | None
    appealed: Estimate | None
    overturned: Estimate | None
    time_to_decision: Curve
    silence_appeals: int = 0

    @property
    def closed(self) -> int:
        """How many cases are closed, by decision or withdrawal."""
        return sum(self.outcomes.values())


def summarise(cohorts: Iterable[Cohort], appeals: Iterable[Appeals]) -> tuple[GroupStatistics, ...]:
    """Make the statistics of each group, ordered by key.

    In the curve of the time to a decision, open cases are censored at their age, and withdrawn ones at their
    withdrawal: the authority might have decided later, so neither counts as a decision.
    """
    by_key: dict[Key, list[Cohort]] = {}
    for cohort in cohorts:
        by_key.setdefault(cohort.key, []).append(cohort)
    ended = {it.key: it for it in appeals}
    return tuple(_group(key, by_key[key], ended.get(key)) for key in sorted(by_key))


def _group(key: Key, cohorts: list[Cohort], appeals: Appeals | None) -> GroupStatistics:
    outcomes: Counter[Outcome] = Counter()
    still_open = decided_ever = 0
    durations: list[Duration] = []
    for it in cohorts:
        if it.outcome is None:
            still_open += it.cases
        else:
            outcomes[it.outcome] += it.cases
        decided = (it.outcome is not None or it.reopened) and not it.withdrawn_first
        decided_ever += it.cases * decided
        durations += it.cases * [Duration(it.days, decided)]
    decisions = outcomes.total() - outcomes[Outcome.WITHDRAWN]
    results = appeals.results if appeals else {}
    changed = results.get(AppealResult.OVERTURNED, 0) + results.get(AppealResult.REMITTED, 0)
    return GroupStatistics(
        key=key,
        opened=outcomes.total() + still_open,
        outcomes=dict(outcomes),
        still_open=still_open,
        recognition=wilson(sum(outcomes[it] for it in RECOGNISED), decisions),
        appealed=wilson(appeals.cases_appealed if appeals else 0, decided_ever),
        overturned=wilson(changed, changed + results.get(AppealResult.UPHELD, 0)),
        time_to_decision=kaplan_meier(durations),
        silence_appeals=appeals.against_silence if appeals else 0,
    )
