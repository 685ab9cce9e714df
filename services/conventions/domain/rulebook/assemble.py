"""From documents to a release: read, checked, tested; the lawyer's rules beside the parties on record."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from services.conventions.domain.ports import ReviewedData
from services.conventions.domain.rulebook.examples import failures
from services.conventions.domain.rulebook.parties import (
    party_parameters,
    reservation_parameters,
)
from shared.rules.checked import CheckedRule
from shared.rules.documents.findings import Finding, Refused
from shared.rules.documents.parameter import Parameter, load_parameter
from shared.rules.documents.rule import Rule
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.vocabulary import Vocabulary, load_vocabulary
from shared.rules.publication import check
from shared.rules.release import RuleSet


@dataclass(frozen=True, slots=True)
class RuleDocuments:
    """The texts of the rule documents by their path; `parameters` are those that no instrument file gives."""

    vocabulary: tuple[str, str]
    rules: Mapping[str, str]
    parameters: Mapping[str, str]


def assemble(documents: RuleDocuments, data: ReviewedData) -> RuleSet:
    """Build the release and run every embedded test. Raises `Refused` with all that is wrong."""
    path, text = documents.vocabulary
    vocabulary = load_vocabulary(text, path=path)
    rules = [load_rule(text, path=path) for path, text in documents.rules.items()]
    derived = derived_parameters(rules, data)
    written = [load_parameter(text, path=path) for path, text in documents.parameters.items()]
    parameters = [*derived, *written]
    release = RuleSet(
        vocabulary,
        _checked(rules, vocabulary, {it.id: it for it in parameters}),
        parameters=parameters,
    )
    if failed := failures(release, rules):
        raise Refused(failed)
    return release


def derived_parameters(rules: Iterable[Rule], data: ReviewedData) -> tuple[Parameter, ...]:
    """Give the parameters that the reviewed data yield, as far as the rules read them."""
    read = {use.parameter for rule in rules for use in rule.parameters}
    found = (
        *party_parameters(data.instruments, data.parties, data.as_of),
        *reservation_parameters(data.instruments, data.as_of),
    )
    return tuple(it for it in found if it.id in read)


def _checked(
    rules: Iterable[Rule], vocabulary: Vocabulary, parameters: Mapping[str, Parameter]
) -> list[CheckedRule]:
    checked: list[CheckedRule] = []
    findings: list[Finding] = []
    for rule in rules:
        try:
            checked.append(check(rule, vocabulary, parameters.values()))
        except Refused as refused:
            findings += refused.findings
    if findings:
        raise Refused(findings)
    return checked
