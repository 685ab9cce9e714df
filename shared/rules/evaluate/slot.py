"""The rules of one slot, compiled for one segment of the law: values, decision, and what is needed."""

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache

from shared.rules.checked import CheckedRule
from shared.rules.decision import Decision, Need
from shared.rules.documents.rule import Supposition
from shared.rules.documents.vocabulary import LEGAL_DAY, Vocabulary
from shared.rules.evaluate.closures import Case, Traced, Truth3
from shared.rules.evaluate.generated import Evaluate, Generated, generate
from shared.rules.evaluate.law import Law
from shared.rules.evaluate.needs import Needs
from shared.rules.evaluate.order import Order
from shared.rules.evaluate.resolution import Resolution, State, resolve
from shared.rules.evaluate.tracing import Tracing
from shared.rules.trace_texts import RuleText

PATTERNS = 4_096
"""Outcomes kept a slot: they depend only on which rules are true and which unknown."""


class CompiledSlot:
    """Made by `CompiledRelease`; immutable, and safe to share between threads."""

    def __init__(self, name: str, order: Order, vocabulary: Vocabulary, law: Law) -> None:
        self.name = name
        self.order = order
        self.vocabulary = vocabulary
        self.law = law
        self.rules: tuple[CheckedRule, ...] = order.rules
        self.trees = tuple(it.tree for it in self.rules)
        self.resolve = lru_cache(maxsize=PATTERNS)(self._resolve)

    def supposing(self, suppositions: Sequence[Supposition]) -> "CompiledSlot":
        """Give the slot under a law in which more States belong than are on record."""
        if not suppositions:
            return self
        return CompiledSlot(self.name, self.order, self.vocabulary, self.law.supposing(suppositions))

    @cached_property
    def generated(self) -> Generated:
        """Give the rules as functions; made when first asked for, so that batches do without."""
        return generate(self.trees, self.vocabulary, self.law)

    @cached_property
    def evaluate(self) -> Evaluate:
        """Give the function that says which rules are true and which unknown, a bit a rule."""
        return self.generated.evaluate

    def decide(self, facts: Mapping[str, object], day: int) -> Decision:
        """Decide one case on `day` (epoch day). `facts` are flat and admitted."""
        resolution, decision = self.resolve(*self.evaluate(facts, day))
        if decision is not None:
            return decision
        return self.decision(resolution, self.needs(resolution, {**facts, LEGAL_DAY: day}))

    def decision(self, resolution: Resolution, needs: tuple[Need, ...]) -> Decision:
        """Say a resolution in the terms of the rules."""
        carried = tuple(self.rules[i].rule.id for i in resolution.supports)
        return Decision(
            self.name,
            resolution.state,
            resolution.act,
            resolution.possible,
            carried,
            resolution.principle,
            needs,
        )

    def values(self, facts: Mapping[str, object], day: int) -> dict[str, bool | None]:
        """Give the value of every rule by its id."""
        true, unknown = self.evaluate(facts, day)
        return {
            it.rule.id: True if true >> i & 1 else (None if unknown >> i & 1 else False)
            for i, it in enumerate(self.rules)
        }

    @cached_property
    def tracing(self) -> Tracing:
        """Give the conditions prepared for tracing; made when first asked for."""
        return Tracing(self.rules, self.law)

    @cached_property
    def traced(self) -> tuple[Mapping[str, Traced], ...]:
        """Give for each rule its named conditions, ready to trace."""
        conditions = self.tracing.conditions
        return tuple(
            {name: conditions[number].traced for name, number in numbers.items()}
            for numbers in self.tracing.names
        )

    @cached_property
    def texts(self) -> tuple[RuleText, ...]:
        """Give what the traces say of each rule in every case; written when first asked for."""
        tracing = self.tracing
        return tuple(
            RuleText(it, numbers, tracing) for it, numbers in zip(self.rules, tracing.names, strict=True)
        )

    @cached_property
    def needing(self) -> Needs:
        """Give what names the needs of open cases; made when first asked for."""
        return Needs(self.rules, self.vocabulary, self.tracing)

    def needs(
        self, resolution: Resolution, facts: Mapping[str, object], values: Sequence[Truth3] | None = None
    ) -> tuple[Need, ...]:
        """Name the facts for want of which the resolution is open; `facts` hold the legal day.

        `values` are those of the slot's conditions (`Tracing.values`) where they are already known.
        """
        return self.needing.of(resolution.open, Case(facts), values) if resolution.open else ()

    def trace_all(self, facts: Mapping[str, object]) -> list[bool | None]:
        """Give every rule's value by the tracing evaluator; `facts` hold the legal day."""
        tracing = self.tracing
        values = tracing.values(Case(facts))
        return [it.value(values) for it in tracing.whens]

    def _resolve(self, true: int, unknown: int) -> tuple[Resolution, Decision | None]:
        """Resolve a pattern; whatever asks for nothing is one decision for all cases that share it."""
        resolution = resolve(self.order, true, unknown)
        open_ = resolution.state is State.NEEDS
        return resolution, None if open_ else self.decision(resolution, ())
