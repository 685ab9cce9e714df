"""Do the embedded tests of a rule tell it from its mutants? All of them at once, by the batch evaluator."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shared.rules.batch.bitmaps import Truths, unpacked
from shared.rules.batch.columns import FactColumns
from shared.rules.batch.compiling import Compiling, Steps
from shared.rules.batch.frames import Frame, Ref
from shared.rules.batch.program import computed
from shared.rules.batch.reading import from_facts
from shared.rules.checked import CheckedRule
from shared.rules.documents.parameter import Parameter
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.rule import Example
from shared.rules.documents.vocabulary import Vocabulary
from shared.rules.evaluate.closures import Truth3
from shared.rules.facts import admit
from shared.rules.gate.examples import WORDS, law_of
from shared.rules.gate.mutants import Mutant, mutants
from shared.rules.language.polarity import decisive


@dataclass(frozen=True, slots=True)
class MutationReport:
    """How many mutants were tried, and those for which every embedded test passes."""

    tried: int
    survivors: tuple[Mutant, ...]


def check_mutants(
    rules: Iterable[CheckedRule], vocabulary: Vocabulary, parameters: Iterable[Parameter]
) -> MutationReport:
    """Try every mutant of every rule against the rule's own tests.

    A mutant is killed when a test ends in another value than expected, or false because of another condition
    than it names. The tests themselves must pass (see `run_examples`), and their facts be admissible.
    """
    known = tuple(parameters)
    tried, survivors = 0, list[Mutant]()
    for checked in rules:
        candidates = list(mutants(checked))
        tried += len(candidates)
        killed = np.zeros(len(candidates), np.bool_)
        for examples in _by_law(checked.rule.examples):
            law = law_of(examples[0], known)
            columns = from_facts([admit(it.facts, vocabulary) for it in examples], vocabulary)
            trial = _Trial(checked, candidates, Compiling(law, Steps()))
            killed |= trial.killed(columns.on(epoch_day(law.day)), examples)
        survivors += [it for it, dead in zip(candidates, killed, strict=True) if not dead]
    return MutationReport(tried, tuple(survivors))


def _by_law(examples: Sequence[Example]) -> Iterable[list[Example]]:
    laws: dict[object, list[Example]] = {}
    for it in examples:
        laws.setdefault((it.as_of, it.suppose), []).append(it)
    return laws.values()


class _Trial:
    """All mutants of one rule compiled into one program; they share what they did not change."""

    def __init__(self, checked: CheckedRule, candidates: Sequence[Mutant], compiling: Compiling) -> None:
        self.checked = checked
        self.candidates = candidates
        self.steps = compiling.steps
        self.named = {name: compiling.condition(it) for name, it in checked.conditions.items()}
        self.changed: list[tuple[Ref, Mapping[str, Ref]]] = []
        for it in candidates:
            if it.place == "when":
                named, when = self.named, compiling.when(it.condition, self.named)
            else:
                named = {**self.named, it.place: compiling.condition(it.condition)}
                when = compiling.when(checked.when, named)
            self.changed.append((when, named))

    def killed(self, columns: FactColumns, examples: Sequence[Example]) -> np.typing.NDArray[np.bool_]:
        """Say of each mutant whether some test tells it from the rule."""
        frame = computed(self.steps, columns)
        expected = [it.expect for it in examples]
        found = np.zeros(len(self.candidates), np.bool_)
        for number, (when, named) in enumerate(self.changed):
            values = _words(frame.answer(when), len(examples))
            found[number] = values != expected or self._other_reason(number, named, frame, examples)
        return found

    def _other_reason(
        self, number: int, named: Mapping[str, Ref], frame: Frame, examples: Sequence[Example]
    ) -> bool:
        when = (
            self.candidates[number].condition
            if self.candidates[number].place == "when"
            else self.checked.when
        )
        for row, it in enumerate(examples):
            if it.because is not None:
                values = {name: _value(frame.answer(ref), row) for name, ref in named.items()}
                if decisive(when, values) != it.because:
                    return True
        return False


def _words(answer: Truths, rows: int) -> list[str]:
    yes, no = unpacked(answer.true, rows), unpacked(answer.false, rows)
    return [WORDS[True if it else (False if other else None)] for it, other in zip(yes, no, strict=True)]


def _value(answer: Truths, row: int) -> Truth3:
    word, bit = divmod(row, 64)
    if int(answer.true[word]) >> bit & 1:
        return True
    return False if int(answer.false[word]) >> bit & 1 else None
