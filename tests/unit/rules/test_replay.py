"""A draft beside the release in force, over the same cases: what flips, and why rules do not apply."""

from collections import Counter
from contextlib import suppress
from random import Random

import pytest

from shared.rules.batch.bitmaps import unpacked
from shared.rules.batch.comparison import flipped, outcomes, rule_changes, transitions
from shared.rules.batch.program import Program
from shared.rules.batch.reading import from_facts
from shared.rules.batch.reasons import reasons, stopped_by
from shared.rules.documents.findings import Refused
from shared.rules.evaluate.closures import Case
from shared.rules.language.polarity import decisive, open_names
from shared.rules.release import RuleSet
from tests.bench.rules import forty
from tests.support import random_rules
from tests.support.random_rules import DAY, SLOT

DRAFT = {
    "lrc.degree": {"level": "award.level_isced >= 7"},
    "lrc.overdue": {"undecided": "application.decided"},
}


def test_a_draft_and_the_release_share_what_they_have_in_common() -> None:
    before, after = (
        forty.release(it).compile(forty.DAY, forty.DAY).slots[forty.SLOT] for it in (None, DRAFT)
    )
    together = len(Program.of(before, after).steps.steps)
    alone = len(Program.of(before).steps.steps)
    assert alone < together < alone + 6


def test_flips_are_counted_as_deciding_each_case_twice_would() -> None:
    laws = [forty.release(it).compile(forty.DAY, forty.DAY) for it in (None, DRAFT)]
    cases = forty.cases(Random(3), 600, 0.1)
    columns = from_facts(cases, laws[0].segment.vocabulary).on(laws[0].day)
    before, after = Program.of(*(it.slots[forty.SLOT] for it in laws)).run(columns)
    alone: Counter[tuple[str, str]] = Counter(
        (laws[0].decide(it, forty.SLOT).outcome, laws[1].decide(it, forty.SLOT).outcome) for it in cases
    )
    assert transitions(*outcomes(before, after)) == alone
    changes = {it.rule: it for it in rule_changes(before, after)}
    assert changes.keys() == DRAFT.keys()
    moves: Counter[tuple[bool | None, bool | None]] = Counter()
    for it in cases:
        old, new = (law.values(it, forty.SLOT)["lrc.degree"] for law in laws)
        moves[old, new] += old is not new
    assert changes["lrc.degree"].moves == {move: count for move, count in moves.items() if count}


def changed(random: Random, release: RuleSet) -> RuleSet:
    """Change, add and leave out some rules, until the result is a release."""
    while True:
        other = random_rules.release(random, 10)
        swapped = set(random.sample([it.rule.id for it in other.rules], random.randint(0, 4)))
        rules = [it for it in release.rules if it.rule.id not in swapped]
        rules += [it for it in other.rules if it.rule.id in swapped and random.random() < 0.7]
        with suppress(Refused):  # a rule that another one overrides was left out
            return RuleSet(
                release.vocabulary, rules, parameters=release.parameters, precedence=release.precedence
            )


@pytest.mark.parametrize("seed", range(12))
def test_outcomes_worked_out_where_they_may_differ_are_those_worked_out_everywhere(seed: int) -> None:
    """Rules of one release are changed, added, left out and put in another order; the result is the same."""
    random = Random(seed)
    one = random_rules.release(random, 9)
    draft = changed(random, one)
    laws = [it.compile(DAY, DAY) for it in (one, draft)]
    cases = [random_rules.facts(random) for _ in range(400)]
    columns = from_facts(cases, one.vocabulary).on(laws[0].day)
    before, after = Program.of(*(it.slots[SLOT] for it in laws)).run(columns)
    old, new = outcomes(before, after)
    alone = [[law.decide(it, SLOT).outcome for it in cases] for law in laws]
    assert transitions(old, new) == Counter(zip(*alone, strict=True))
    flips = unpacked(flipped(old, new, len(cases)), len(cases)).tolist()
    assert flips == [one != two for one, two in zip(*alone, strict=True)]


def test_what_stops_a_rule_and_what_keeps_it_open_are_counted_as_a_trace_says() -> None:
    random = Random(5)
    law = random_rules.release(random, 8).compile(DAY, DAY)
    slot = law.slots[SLOT]
    cases = [random_rules.facts(random) for _ in range(300)]
    (answers,) = Program.of(slot).run(from_facts(cases, law.segment.vocabulary).on(law.day))
    for index, counted in enumerate(reasons(answers)):
        rule = slot.rules[index]
        stops: Counter[str] = Counter()
        keeps: Counter[str] = Counter()
        stopped = {name: unpacked(it, len(cases)) for name, it in stopped_by(answers, index).items()}
        for number, facts in enumerate(cases):
            case = Case({**facts, "decision.day": law.day})
            values = {name: it.value(case) for name, it in slot.traced[index].items()}
            because = decisive(rule.when, values)
            stops.update([because] if because else [])
            keeps.update(open_names(rule.when, values))
            assert {name for name, it in stopped.items() if it[number]} == ({because} if because else set())
        assert {it.name: it.stops for it in counted.conditions if it.stops} == stops
        assert {it.name: it.keeps_open for it in counted.conditions if it.keeps_open} == keeps
        assert counted.true + counted.false + counted.unknown == len(cases)
