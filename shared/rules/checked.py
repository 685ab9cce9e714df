"""A rule whose conditions have been parsed, typed and found inside the language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from shared.rules.documents.burden import Silence
from shared.rules.documents.rule import Burden, Rule
from shared.rules.language.syntax import (
    And,
    Condition,
    Named,
    Not,
    Or,
    Silenced,
    facts_of,
    parameters_of,
    walk,
)


@dataclass(frozen=True)
class CheckedRule:
    """A rule with its trees: each named condition, burden applied, and `when` over their names."""

    rule: Rule
    conditions: Mapping[str, Condition]
    when: Condition

    @property
    def tree(self) -> Condition:
        """Give the whole rule as one condition over facts."""
        return inlined(self.when, self.conditions)

    @cached_property
    def facts(self) -> frozenset[str]:
        """Give the facts that the rule reads."""
        return frozenset().union(*(facts_of(it) for it in self.conditions.values()))

    @cached_property
    def parameters(self) -> frozenset[str]:
        """Give the ids of the parameters that the rule reads, the deadline's included."""
        read = frozenset().union(*(parameters_of(it) for it in self.conditions.values()))
        return read | {it.parameter for it in self.rule.parameters}


def in_order(conditions: Mapping[str, Condition], when: Condition) -> dict[str, Condition]:
    """Put conditions in the order in which `when` names them.

    Keys of a mapping have no order in what a release's hash is taken of, the tree of `when` has: so a trace
    lists the conditions alike wherever the release was read.
    """
    named = dict.fromkeys(it.name for it in walk(when) if isinstance(it, Named))
    return {name: conditions[name] for name in named}


def inlined(when: Condition, conditions: Mapping[str, Condition]) -> Condition:
    """Put each named condition in the place of its name."""
    match when:
        case Named(name):
            return conditions[name]
        case Not(operand):
            return Not(inlined(operand, conditions))
        case And(operands):
            return And(tuple(inlined(it, conditions) for it in operands))
        case Or(operands):
            return Or(tuple(inlined(it, conditions) for it in operands))
        case _:
            return when


def with_burden(condition: Condition, burden: Burden | None) -> Condition:
    """Apply what silence means to a condition."""
    if burden is None or burden.silence is not Silence.NOT_SHOWN or burden.closed_by is None:
        return condition
    return Silenced(condition, burden.closed_by, condition.span)
