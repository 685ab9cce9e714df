"""The conditions of a slot prepared for tracing: each distinct one once, with what it reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shared.rules.checked import CheckedRule
from shared.rules.documents.parameter import Parameter
from shared.rules.evaluate.closures import Case, Traced, Truth3, traced
from shared.rules.evaluate.combining import combination
from shared.rules.evaluate.law import Law
from shared.rules.language.syntax import Condition, facts_of, parameters_of


@dataclass(frozen=True, slots=True)
class TracedCondition:
    """A condition: its value and what it lacks, the facts it reads (sorted), the parameters it found."""

    traced: Traced
    facts: tuple[str, ...]
    parameters: Mapping[str, Parameter | None]


class Tracing:
    """The conditions of a slot's rules, and how each rule combines them.

    `names` gives for each rule the number of each named condition, `whens` its `when` over those numbers.
    """

    def __init__(self, rules: Sequence[CheckedRule], law: Law) -> None:
        numbers: dict[Condition, int] = {}
        self.names: tuple[Mapping[str, int], ...] = tuple(
            {name: numbers.setdefault(it, len(numbers)) for name, it in rule.conditions.items()}
            for rule in rules
        )
        self.conditions = tuple(
            TracedCondition(
                traced(it, law),
                tuple(sorted(facts_of(it))),
                {name: law.parameters.get(name) for name in sorted(parameters_of(it))},
            )
            for it in numbers
        )
        self.whens = tuple(
            combination(it.when, numbered) for it, numbered in zip(rules, self.names, strict=True)
        )
        self._values = tuple(it.traced.value for it in self.conditions)

    def values(self, case: Case) -> list[Truth3]:
        """Give the value of every condition by its number."""
        return [value(case) for value in self._values]

    def named(self, rule: int, values: Sequence[Truth3] | Mapping[int, Truth3]) -> dict[str, Truth3]:
        """Give the values of a rule's conditions by their names."""
        return {name: values[number] for name, number in self.names[rule].items()}
