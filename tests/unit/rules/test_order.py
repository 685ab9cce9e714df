"""Who defeats whom: overrides first, then tier, then date, and never in a circle."""

from dataclasses import replace
from datetime import date

import pytest

from shared.rules.checked import CheckedRule
from shared.rules.documents.rule import Instrument, Override
from shared.rules.evaluate.order import Precedence, order
from shared.rules.evaluate.resolution import State, resolve
from tests.unit.rules.lisbon import release


def rule(name: str, year: int, tier: str, *overrides: str) -> CheckedRule:
    (example,) = release().rules
    document = replace(
        example.rule,
        id=name,
        instrument=Instrument(name, name, tier, date(year, 1, 1)),
        overrides=tuple(Override(it, "lex specialis") for it in overrides),
        effect=replace(example.rule.effect, act=f"act of {name}", favour=50),
    )
    return replace(example, rule=document)


def test_an_exception_to_an_exception_stands_over_the_rule() -> None:
    found = order([rule("a", 1990, "t", "b"), rule("b", 1990, "t", "c"), rule("c", 1990, "t")], Precedence())
    assert found.above == (0b000, 0b001, 0b011)


def test_what_overrides_say_goes_before_the_later_treaty() -> None:
    found = order([rule("old", 1990, "t", "new"), rule("new", 2019, "t")], Precedence(later=True))
    assert found.above == (0b00, 0b01)


@pytest.mark.parametrize("true", range(1, 8))
def test_overrides_and_dates_that_form_a_circle_leave_one_rule_standing(true: int) -> None:
    """a overrides b, b is later than c, and c is later than a."""
    rules = [rule("a", 1990, "t", "b"), rule("b", 2019, "t"), rule("c", 2000, "t")]
    found = order(rules, Precedence(later=True))
    assert not any(above >> number & 1 for number, above in enumerate(found.above))
    assert resolve(found, true, 0).state is State.SETTLED


def test_a_higher_tier_goes_before_the_later_treaty() -> None:
    rules = [rule("old", 1990, "constitution"), rule("new", 2019, "treaty")]
    found = order(rules, Precedence(("constitution", "treaty"), later=True))
    assert found.above == (0b00, 0b01)
