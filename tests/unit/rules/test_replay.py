"""A draft beside the release in force, over the same cases: what flips, and why rules do not apply."""

from collections import Counter
from random import Random

from shared.rules.batch.bitmaps import unpacked
from shared.rules.batch.comparison import rule_changes, transitions
from shared.rules.batch.program import Program
from shared.rules.batch.reading import from_facts
from shared.rules.batch.reasons import reasons, stopped_by
from shared.rules.evaluate.closures import Case
from shared.rules.language.polarity import decisive, open_names
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
    assert transitions(before.outcome, after.outcome) == alone
    changes = {it.rule: it for it in rule_changes(before, after)}
    assert changes.keys() == DRAFT.keys()
    moves: Counter[tuple[bool | None, bool | None]] = Counter()
    for it in cases:
        old, new = (law.values(it, forty.SLOT)["lrc.degree"] for law in laws)
        moves[old, new] += old is not new
    assert changes["lrc.degree"].moves == {move: count for move, count in moves.items() if count}


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
