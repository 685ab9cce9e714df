"""The law for many cases at once, by the batch evaluator: the same answers as `Knowledge.law` gives each."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from services.credentials.domain.equivalence import legal
from services.credentials.domain.equivalence.legal import LegalBasis, LegalCase
from shared.rules.batch.columns import FactColumns
from shared.rules.batch.deciding import Decisions
from shared.rules.batch.reading import from_arrow, from_facts
from shared.rules.batch.segments import decide_all
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.rule import Rule
from shared.rules.evaluate.resolution import State
from shared.rules.release import RuleSet

_MEANS = {State.SETTLED: True, State.OUT_OF_SCOPE: False}


def law_of_all(
    release: RuleSet,
    cases: Sequence[LegalCase],
    *,
    binding_slots: Iterable[str],
    rules: Mapping[str, Rule],
) -> list[LegalBasis]:
    """Say the law of each case, in order. Cases known on different days are taken apart."""
    found: dict[int, LegalBasis] = {}
    for known in {it.known_at for it in cases}:
        places = [place for place, it in enumerate(cases) if it.known_at == known]
        bulk = _Bulk(release, [cases[it] for it in places], known, tuple(binding_slots), rules)
        found |= dict(zip(places, bulk.answers(), strict=True))
    return [found[place] for place in range(len(cases))]


class _Bulk:
    def __init__(
        self,
        release: RuleSet,
        cases: Sequence[LegalCase],
        known: date,
        binding_slots: tuple[str, ...],
        rules: Mapping[str, Rule],
    ) -> None:
        self._release = release
        self._cases = cases
        self._known = known
        self._rules = rules
        self._binding_slots = binding_slots
        self._days: NDArray[np.int64] = np.array([epoch_day(it.legal_date) for it in cases], np.int64)
        vocabulary = release.vocabulary.facts
        self._given = [
            {name: value for name, value in it.facts().items() if name in vocabulary} for it in cases
        ]

    def answers(self) -> list[LegalBasis]:
        """Decide what binds, then everything that rests on it; put each distinct result together once."""
        given = from_facts(self._given, self._release.vocabulary)
        binding = {it: self._decide(it, given) for it in self._binding_slots}
        facts = self._joined(given, {name: _meant(it) for name, it in binding.items()})
        closed = self._joined(facts, {legal.CLOSED: pa.repeat(pa.scalar(True), facts.rows)})  # noqa: FBT003
        decided = {slot: self._decide(slot, closed) for slot in legal.SLOTS}
        still_open = self._decide(legal.DUTY, facts)
        every = (*binding.values(), *decided.values(), still_open)
        made: dict[tuple[object, ...], LegalBasis] = {}
        answers: list[LegalBasis] = []
        for case, codes in zip(
            self._cases, zip(*(it.codes.tolist() for it in every), strict=True), strict=True
        ):
            key = *codes, *((case.former, case.award_state) if case.former else ())
            if key not in made:
                made[key] = self._conclude(len(answers), binding, decided, still_open)
            answers.append(made[key])
        return answers

    def _decide(self, slot: str, columns: FactColumns) -> Decisions:
        return decide_all(self._release, slot, columns, self._days, self._known)

    def _joined(self, columns: FactColumns, flags: Mapping[str, Any]) -> FactColumns:
        added = from_arrow(flags, columns.vocabulary, rows=columns.rows)
        return FactColumns(columns.vocabulary, columns.rows, {**columns.columns, **added.columns})

    def _conclude(
        self,
        place: int,
        binding: Mapping[str, Decisions],
        decided: Mapping[str, Decisions],
        still_open: Decisions,
    ) -> LegalBasis:
        return legal.conclude(
            self._cases[place],
            rules=self._rules,
            binding={legal.instrument(name): _MEANS.get(it[place].state) for name, it in binding.items()},
            closed={slot: it[place] for slot, it in decided.items()},
            still_open=still_open[place],
            assumed={
                name: value for name, value in legal.ASSUMED.items() if name in self._release.vocabulary.facts
            },
        )


def _meant(decisions: Decisions) -> Any:
    """Give what each case's decision concludes, as an array of flags; null where it concludes nothing."""
    means = pa.array([_MEANS.get(it.state) for it in decisions.distinct], pa.bool_())
    return means.take(pa.array(decisions.codes))
