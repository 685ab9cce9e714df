"""What an author's draft is held against: the vocabulary, the parameters and the shipped rules."""

from collections.abc import Iterable
from dataclasses import replace
from difflib import get_close_matches, unified_diff

from services.conventions.domain.ports import ReviewedData
from services.conventions.domain.rulebook.assemble import RuleDocuments, derived_parameters
from services.conventions.domain.rulebook.examples import failures
from shared.kernel.errors import NotFound
from shared.rules.checked import CheckedRule
from shared.rules.documents.findings import Finding, Refused
from shared.rules.documents.parameter import Parameter, load_parameter
from shared.rules.documents.rule import Rule
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.source import read
from shared.rules.documents.vocabulary import Vocabulary, load_vocabulary
from shared.rules.publication import check
from shared.rules.release import RuleSet


class UnknownInstrument(NotFound):
    """There is no such instrument."""

    code = "unknown_instrument"
    title = "No such instrument"


class Desk:
    """Checks drafts, one at a time. Raises `Refused` where the documents that are there are damaged."""

    def __init__(self, documents: RuleDocuments, data: ReviewedData) -> None:
        path, text = documents.vocabulary
        self.vocabulary: Vocabulary = load_vocabulary(text, path=path)
        self.data = data
        self.instruments = {it.id: it for it in data.instruments}
        self._shipped = documents.rules
        self._written = [load_parameter(text, path=path) for path, text in documents.parameters.items()]

    def check(self, text: str, *, path: str) -> CheckedRule:
        """Check a draft as publication will. Raises `Refused` with every fault, each at its place."""
        rule = load_rule(text, path=path)
        unknown = self._instrument_fault(rule)
        if unknown is not None:
            raise Refused([unknown])
        return check(rule, self.vocabulary, self._parameters(rule))

    def test(self, draft: CheckedRule) -> tuple[Finding, ...]:
        """Run the tests that stand in a draft; give those that fail, and the values that no test expects.

        Tests are about the rule's own value, so the rules that it goes before stay out.
        """
        alone = replace(draft, rule=replace(draft.rule, overrides=()))
        release = RuleSet(self.vocabulary, [alone], parameters=self._parameters(draft.rule))
        return failures(release, [alone.rule])

    def shipped(self, rule: str) -> Rule | None:
        """Give the rule of that id that is there already."""
        likely = ((path, text) for path, text in self._shipped.items() if f"id: {rule}\n" in text)
        found = (load_rule(text, path=path) for path, text in likely)  # reading all of them takes seconds
        return next((it for it in found if it.id == rule), None)

    def changes(self, draft: Rule) -> str:
        """Show line by line how a draft differs from the rule of its id; empty where it does not."""
        before = self.shipped(draft.id)
        old = before.text.splitlines() if before else []
        name = before.path if before else "(new)"
        return "\n".join(unified_diff(old, draft.text.splitlines(), name, draft.path, lineterm=""))

    def _parameters(self, rule: Rule) -> list[Parameter]:
        derived = derived_parameters([rule], self.data)
        return [*derived, *self._written]

    def _instrument_fault(self, rule: Rule) -> Finding | None:
        if rule.instrument.id in self.instruments:
            return None
        hint = meant(rule.instrument.id, self.instruments)
        message = f"There is no instrument {rule.instrument.id!r}."
        source = read(rule.text, rule.path)
        return source.finding("/instrument/id", "unknown_instrument", message, hint=hint)


def meant(word: str, known: Iterable[str]) -> str:
    """Suggest what may have been meant."""
    close = get_close_matches(word, list(known), n=3, cutoff=0.5)
    return f"did you mean {' or '.join(close)}?" if close else ""
