"""What an open outcome waits for: each fact, who owes it, what would settle it, which rules wait for it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shared.rules.checked import CheckedRule
from shared.rules.decision import Need
from shared.rules.documents.burden import Party
from shared.rules.documents.vocabulary import Vocabulary
from shared.rules.evaluate.closures import Case, Truth3
from shared.rules.evaluate.tracing import Tracing

GAP = "parameter:"

Values = Sequence[Truth3] | Mapping[int, Truth3]


@dataclass(slots=True)
class _Gathered:
    """What is known of one need while rules are gone through; the dictionaries drop repeats in order."""

    evidence: dict[str, None] = field(default_factory=dict)
    decides: dict[str, None] = field(default_factory=dict)
    cite: dict[str, None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Terms:
    """Who owes a fact for one condition of one rule, by which evidence, under which articles."""

    party: Party | None
    evidence: Mapping[str, None]
    cites: Mapping[str, None]


class Needs:
    """Gathers the needs of a slot's cases. What a rule says about a fact is looked up once."""

    def __init__(self, rules: Sequence[CheckedRule], vocabulary: Vocabulary, tracing: Tracing) -> None:
        self.rules = rules
        self.vocabulary = vocabulary
        self.tracing = tracing
        self._known: dict[tuple[int, str, str], _Terms] = {}

    def of(self, rules: Iterable[int], case: Case, values: Values | None = None) -> tuple[Need, ...]:
        """Name the facts for want of which the numbered rules are unknown.

        `values` are those of the slot's conditions (`Tracing.values`) where they are already known.
        """
        tracing = self.tracing
        found: Values = _Lazily(tracing, case) if values is None else values
        lacking: dict[int, tuple[str, ...]] = {}

        def lacks(number: int) -> tuple[str, ...]:
            if number not in lacking:
                lacking[number] = tuple(dict.fromkeys(tracing.conditions[number].traced.missing(case)))
            return lacking[number]

        return self.gathered(rules, found, lacks)

    def gathered(
        self, rules: Iterable[int], values: Values, lacks: Callable[[int], Iterable[str]]
    ) -> tuple[Need, ...]:
        """Gather the needs of the numbered rules, from what each condition that keeps one open lacks."""
        gathered: dict[tuple[str, Party | None], _Gathered] = {}
        for index in rules:
            rule, numbers = self.rules[index].rule.id, self.tracing.names[index]
            for name in self.tracing.whens[index].open(values):
                for fact in lacks(numbers[name]):
                    terms = self._terms(index, name, fact.partition("[")[0])
                    held = gathered.setdefault((fact, terms.party), _Gathered())
                    held.evidence |= terms.evidence
                    held.decides[rule] = None
                    held.cite |= terms.cites
        return tuple(
            Need(fact, party, tuple(held.evidence), tuple(held.decides), tuple(held.cite))
            for (fact, party), held in gathered.items()
        )

    def _terms(self, index: int, name: str, fact: str) -> _Terms:
        key = index, name, "" if fact.startswith(GAP) else fact
        terms = self._known.get(key)
        if terms is None:
            checked = self.rules[index]
            party, evidence = self._owed(checked, name, fact)
            cites = [it.article for it in checked.rule.cites if name in it.covers] or checked.rule.articles
            terms = self._known[key] = _Terms(party, dict.fromkeys(evidence), dict.fromkeys(cites))
        return terms

    def _owed(self, checked: CheckedRule, name: str, fact: str) -> tuple[Party | None, Iterable[str]]:
        if fact.startswith(GAP):
            return None, ()
        burden = checked.rule.burden.get(name)
        declared = self.vocabulary[fact]
        if burden is None or fact == burden.closed_by:  # who closes an inquiry is said in the vocabulary
            return declared.owed_by, declared.evidence
        return burden.on, burden.evidence or declared.evidence


class _Lazily(dict[int, Truth3]):
    """The values of conditions, each computed when it is first asked for."""

    def __init__(self, tracing: Tracing, case: Case) -> None:
        self.tracing, self.case = tracing, case

    def __missing__(self, number: int) -> Truth3:
        value = self[number] = self.tracing.conditions[number].traced.value(self.case)
        return value
