"""What publication and loading cost: hostile rules refused, mutants tried, a release loaded and switched."""

import tracemalloc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from random import Random
from statistics import median
from time import process_time
from typing import Any

from shared.rules.bundle import read_bundle, write_bundle
from shared.rules.checked import CheckedRule
from shared.rules.documents.findings import Refused
from shared.rules.documents.parameter import load_parameter
from shared.rules.documents.rule import Example
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.vocabulary import load_vocabulary
from shared.rules.gate.examples import WORDS
from shared.rules.gate.mutation_check import check_mutants
from shared.rules.publication import check
from shared.rules.release import RuleSet
from tests.bench.rules import forty
from tests.bench.rules.forty import DAY, SLOT
from tests.support.hostile_rules import CONDITIONS, DOCUMENTS, with_condition
from tests.unit.rules.lisbon import PARTIES, VOCABULARY

EXAMPLES = 8


@dataclass(frozen=True)
class Publishing:
    """Hostile rules (milliseconds each, mebibytes at most), mutants (seconds), loading (milliseconds)."""

    hostile: int
    hostile_median: float
    hostile_slowest: float
    hostile_slowest_name: str
    hostile_memory: float
    mutants: int
    mutants_seconds: float
    check_forty: float
    load_forty: float
    switch_microseconds: float


def measure(rounds: int) -> Publishing:
    """Measure all of it."""
    times, memory = _hostile()
    slowest = max(times, key=lambda it: times[it])
    release = forty.release()
    rules, bundle = _with_examples(release), write_bundle(release)

    def loaded() -> object:
        slot = read_bundle(bundle, release.hash).compile(DAY, DAY).slots[SLOT]
        return slot.evaluate, slot.tracing

    start = process_time()
    report = check_mutants(rules, release.vocabulary, release.parameters)
    seconds = process_time() - start
    days = [date(2005 + year, 1, 1) for year in range(20)]
    for day in days:
        release.compile(day, DAY)
    return Publishing(
        len(times),
        median(times.values()),
        times[slowest],
        slowest,
        memory,
        report.tried,
        seconds,
        _milliseconds(1, forty.release),
        _milliseconds(rounds, loaded),
        _milliseconds(rounds, lambda: [release.compile(it, DAY) for it in days]) / len(days) * 1e3,
    )


def _hostile() -> tuple[dict[str, float], float]:
    vocabulary, known = load_vocabulary(VOCABULARY), [load_parameter(PARTIES)]
    texts = {name: with_condition(text) for name, (text, _) in CONDITIONS.items()}
    texts |= {name: text for name, (text, _) in DOCUMENTS.items()}

    def refused(text: str) -> None:
        try:
            check(load_rule(text), vocabulary, known)
        except Refused:
            return
        raise AssertionError("a hostile rule was accepted")

    times = {name: _milliseconds(3, partial(refused, text)) for name, text in texts.items()}
    tracemalloc.start()
    for text in texts.values():
        refused(text)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return times, peak / 2**20


def _with_examples(release: RuleSet) -> list[CheckedRule]:
    """Give every rule tests made of random facts and the values it has: enough to try mutants with."""
    law = release.compile(DAY, DAY)
    cases = forty.cases(Random(4), EXAMPLES, 0.15)
    values = [law.values(it, SLOT) for it in cases]
    return [
        replace(checked, rule=replace(checked.rule, examples=_examples(checked.rule.id, cases, values)))
        for checked in release.rules
    ]


def _examples(
    rule: str, cases: Sequence[dict[str, Any]], values: Sequence[dict[str, bool | None]]
) -> tuple[Example, ...]:
    return tuple(
        Example(str(number), DAY, facts, WORDS[value[rule]])
        for number, (facts, value) in enumerate(zip(cases, values, strict=True))
    )


def _milliseconds(rounds: int, run: Callable[[], object]) -> float:
    taken = []
    for _ in range(rounds):
        start = process_time()
        run()
        taken.append((process_time() - start) * 1e3)
    return median(taken)
