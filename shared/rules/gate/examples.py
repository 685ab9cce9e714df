"""The tests that a rule carries, run by every evaluator and compared: value, reason, needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from shared.kernel.errors import Invalid
from shared.rules.batch.program import evaluate
from shared.rules.batch.reading import from_facts
from shared.rules.checked import CheckedRule
from shared.rules.documents.parameter import Parameter
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.rule import Example
from shared.rules.documents.vocabulary import LEGAL_DAY, Vocabulary
from shared.rules.evaluate.closures import Case, Truth3, traced
from shared.rules.evaluate.generated import generate
from shared.rules.evaluate.law import Law
from shared.rules.facts import admit
from shared.rules.language.polarity import decisive, open_names, value_of

WORDS: Mapping[Truth3, str] = {True: "true", False: "false", None: "unknown"}


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """What became of one embedded test. `faults` says in words what differs; empty when it passed."""

    rule: str
    example: Example
    value: Truth3
    because: str | None
    needs: tuple[str, ...]
    conditions: Mapping[str, Truth3]
    faults: tuple[str, ...]


def run_examples(
    checked: CheckedRule, vocabulary: Vocabulary, parameters: Iterable[Parameter]
) -> tuple[ExampleResult, ...]:
    """Run the embedded tests of a rule, each on its own day of law."""
    known = tuple(parameters)
    laws: dict[object, _Prepared] = {}
    results = []
    for example in checked.rule.examples:
        key = (example.as_of, example.suppose)
        if key not in laws:
            laws[key] = _Prepared(checked, vocabulary, law_of(example, known))
        try:
            results.append(_run(laws[key], example, admit(example.facts, vocabulary)))
        except Invalid as error:
            faults = tuple(f"{it.pointer}: {it.detail}" for it in error.violations)
            results.append(ExampleResult(checked.rule.id, example, None, None, (), {}, faults))
    return tuple(results)


def law_of(example: Example, parameters: Iterable[Parameter]) -> Law:
    """Give the law that a test supposes, on its day, each parameter in its highest version."""
    latest: dict[str, Parameter] = {}
    for it in parameters:
        if it.id not in latest or latest[it.id].version < it.version:
            latest[it.id] = it
    return Law.on(example.as_of, latest.values()).supposing(example.suppose)


class _Prepared:
    """A rule under the law of one day, ready for every evaluator."""

    def __init__(self, checked: CheckedRule, vocabulary: Vocabulary, law: Law) -> None:
        self.checked = checked
        self.vocabulary = vocabulary
        self.law = law
        self.day = epoch_day(law.day)
        self.traced = {name: traced(it, law) for name, it in checked.conditions.items()}
        self.compiled = generate([checked.tree], vocabulary, law).evaluate

    def others(self, facts: Mapping[str, object]) -> Mapping[str, Truth3]:
        """Give the values of the evaluators that do not trace."""
        true, unknown = self.compiled(facts, self.day)
        columns = from_facts([facts], self.vocabulary).on(self.day)
        batch = evaluate({"rule": self.checked.tree}, self.law, columns)["rule"]
        return {
            "compiled": True if true else (None if unknown else False),
            "batch": True if batch.true.any() else (False if batch.false.any() else None),
        }


def _run(prepared: _Prepared, example: Example, facts: Mapping[str, object]) -> ExampleResult:
    checked = prepared.checked
    case = Case({**facts, LEGAL_DAY: prepared.day})
    values = {name: it.value(case) for name, it in prepared.traced.items()}
    value = value_of(checked.when, values)
    lacks = (it for name in open_names(checked.when, values) for it in prepared.traced[name].missing(case))
    needs = tuple(dict.fromkeys(lacks))
    because = decisive(checked.when, values)
    found = list(_differences(example, value, because, needs))
    if not checked.rule.in_force(example.as_of):
        found.append(f"the rule is not in force on {example.as_of}")
    for name, other in prepared.others(facts).items():
        if other is not value:
            found.append(f"the {name} evaluator says {WORDS[other]}, the trace {WORDS[value]}")
    return ExampleResult(checked.rule.id, example, value, because, needs, values, tuple(found))


def _differences(
    example: Example, value: Truth3, because: str | None, needs: tuple[str, ...]
) -> Iterable[str]:
    if WORDS[value] != example.expect:
        yield f"expected {example.expect}, found {WORDS[value]}"
    if example.because is not None and because != example.because:
        yield f"expected because of {example.because!r}, found {because!r}"
    if example.needs is not None and set(needs) != set(example.needs):
        yield f"expected to need {', '.join(example.needs)}; needs {', '.join(needs) or 'nothing'}"
