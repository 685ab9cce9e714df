"""What the embedded tests of a rule must show: every value, and every condition at work."""

from collections.abc import Sequence

from shared.rules.checked import CheckedRule
from shared.rules.evaluate.closures import Truth3
from shared.rules.gate.examples import WORDS, ExampleResult
from shared.rules.language.polarity import value_of


def missing_values(results: Sequence[ExampleResult]) -> tuple[str, ...]:
    """Name the values (true, false, unknown) that no embedded test of a rule ends in."""
    shown = {WORDS[it.value] for it in results}
    return tuple(word for word in WORDS.values() if word not in shown)


def idle_conditions(checked: CheckedRule, results: Sequence[ExampleResult]) -> tuple[str, ...]:
    """Name the conditions that decide no embedded test: none would end otherwise had they another value."""
    tried = [it for it in results if it.conditions]
    return tuple(name for name in checked.conditions if not any(_decides(checked, name, it) for it in tried))


def _decides(checked: CheckedRule, name: str, result: ExampleResult) -> bool:
    others: list[Truth3] = [it for it in (True, False) if it is not result.conditions[name]]
    return any(
        value_of(checked.when, {**result.conditions, name: other}) is not result.value for other in others
    )
