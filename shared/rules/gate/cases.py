"""Cases made up for a slot: near the rules' own tests and at the edges of their constants, with holes.

Half of what a case says comes from one embedded test, the rest from others or from values drawn at the edges.
The same seed gives the same cases.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random

import numpy as np

from shared.kernel.errors import Invalid
from shared.rules.batch.columns import FactColumns
from shared.rules.batch.reading import from_facts
from shared.rules.checked import CheckedRule
from shared.rules.documents.vocabulary import LEGAL_DAY, ListOf, Scalar, Vocabulary
from shared.rules.evaluate.law import Law
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.facts import admit
from shared.rules.language.limits import WHOLE
from shared.rules.language.syntax import (
    Choice,
    Compare,
    Condition,
    ElementRef,
    FactRef,
    FieldRef,
    ListRef,
    Literal,
    Member,
    Node,
    Operand,
    ParamRef,
    ParamSet,
    Quantified,
    children,
    walk,
)

POOL = 2_000
"""Made-up facts from which cases are mixed."""
MEMBERS = 12
"""Members of a parameter that turn up; each has the same weight, so few are as good as all."""
OTHER = "another value"

Place = tuple[str, str | None]
"""A fact, or a list and the field of its records ("" for the elements themselves)."""


def make_cases(slot: CompiledSlot, count: int, seed: int, missing: float = 0.2) -> FactColumns:
    """Make up `count` cases of the facts that the rules of a slot read."""
    random = Random(seed)  # noqa: S311 - the same seed, the same cases
    edges = _edges(slot.rules, slot.law)
    names = sorted(frozenset().union(*(it.facts for it in slot.rules)) - {LEGAL_DAY})
    made = [_facts(random, names, slot.vocabulary, edges, missing) for _ in range(POOL)]
    examples = list(_examples(slot.rules, slot.vocabulary, frozenset(names)))
    return _mixed(from_facts([*examples, *made], slot.vocabulary), len(examples), count, seed)


def _mixed(pool: FactColumns, examples: int, count: int, seed: int) -> FactColumns:
    """Take each fact of a case from the case's base, or now and then from any other entry of the pool."""
    draw = np.random.default_rng(seed)
    near = draw.integers(0, max(examples, 1), count)
    base = np.where((draw.random(count) < 0.7) & (examples > 0), near, draw.integers(0, pool.rows, count))
    columns = {}
    for name, column in pool.columns.items():
        strays = draw.random(count) < draw.choice((0.05, 0.2, 0.4))
        columns[name] = column.take(np.where(strays, draw.integers(0, pool.rows, count), base))
    return FactColumns(pool.vocabulary, count, columns)


def _examples(
    rules: Sequence[CheckedRule], vocabulary: Vocabulary, names: frozenset[str]
) -> Iterator[dict[str, object]]:
    for checked in rules:
        for it in checked.rule.examples:
            try:
                facts = admit(it.facts, vocabulary)
            except Invalid:
                continue  # the test run reports it
            yield {name: value for name, value in facts.items() if name in names}


@dataclass(slots=True)
class _Edges:
    """The values at which the conditions of rules may turn, for each place that they read."""

    law: Law
    found: dict[Place, dict[object, None]] = field(default_factory=dict)

    def read(self, node: Node, over: str | None = None) -> None:
        """Gather from a condition and everything below it."""
        match node:
            case Compare(_, left, right):
                self._paired(left, right, over)
            case Member(item, container):
                self._listed(item, container, over)
            case Quantified(_, listed, body):
                self.read(body, listed.name)
                return
        for child in children(node):
            self.read(child, over)

    def _paired(self, left: Operand, right: Operand, over: str | None) -> None:
        places = [*_places(left, over), *_places(right, over)]
        constants = [*self._constants(left), *self._constants(right)]
        for place in places:
            self._add(place, constants)

    def _listed(self, item: Operand, container: Choice | ParamSet | ListRef, over: str | None) -> None:
        places = list(_places(item, over))
        constants: list[object] = []
        match container:
            case Choice(values):
                constants = list(values)
            case ParamSet(parameter):
                held = self.law.members.get(parameter)
                constants = [*sorted(held.known)[:MEMBERS], *sorted(held.unknown)[:2]] if held else []
            case ListRef(name):
                constants = [*self._constants(item)]
                places.append((name, ""))
        for place in places:
            self._add(place, constants)

    def _constants(self, node: Operand) -> Iterator[object]:
        for it in walk(node):
            if isinstance(it, Literal):
                yield it.value
            elif isinstance(it, ParamRef) and self.law.values.get(it.parameter) is not None:
                yield self.law.values[it.parameter]

    def _add(self, place: Place, values: Sequence[object]) -> None:
        known = self.found.setdefault(place, {})
        for value in values:
            known[value] = None
            if isinstance(value, int) and not isinstance(value, bool):
                known |= dict.fromkeys(it for it in (value - 1, value + 1) if abs(it) <= WHOLE)


def _places(node: Operand, over: str | None) -> Iterator[Place]:
    for it in walk(node):
        if isinstance(it, FactRef):
            yield it.name, None
        elif isinstance(it, FieldRef) and over is not None:
            yield over, it.name
        elif isinstance(it, ElementRef) and over is not None:
            yield over, ""


def _edges(rules: Sequence[CheckedRule], law: Law) -> _Edges:
    edges = _Edges(law)
    for checked in rules:
        conditions: list[Condition] = list(checked.conditions.values())
        for condition in conditions:
            edges.read(condition)
    return edges


def _facts(
    random: Random, names: Sequence[str], vocabulary: Vocabulary, edges: _Edges, missing: float
) -> dict[str, object]:
    found: dict[str, object] = {}
    for name in names:
        if random.random() < missing:
            continue
        kind = vocabulary[name].type
        if isinstance(kind, Scalar):
            found[name] = _value(random, edges, (name, None), kind)
            continue
        length = random.choice((0, 1, 1, 2, 3))
        if isinstance(kind, ListOf):
            found[name] = [_value(random, edges, (name, ""), kind.element) for _ in range(length)]
        else:
            found[name] = [
                {
                    key: _value(random, edges, (name, key), scalar)
                    for key, scalar in kind.fields
                    if random.random() >= missing
                }
                for _ in range(length)
            ]
    return found


def _value(random: Random, edges: _Edges, place: Place, kind: Scalar) -> object:
    if kind is Scalar.BOOL:
        return random.random() < 0.5
    known = [it for it in edges.found.get(place, ()) if isinstance(it, str) == (kind is Scalar.STR)]
    if known and random.random() < 0.85:
        return random.choice(known)
    if kind is Scalar.STR:
        return OTHER
    return random.randint(0, 10) if kind is Scalar.INT else random.randint(0, 25_000)
