"""From documents to a release: read, checked, tested. What a lawyer wrote and what the code decides meet here."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from services.conventions.domain.instruments.model import Instrument, PartyFact
from services.conventions.domain.rulebook.examples import failures
from services.conventions.domain.rulebook.parties import party_parameters, reservation_parameters
from shared.rules.documents.findings import Finding, Refused
from shared.rules.documents.parameter import parameter_of
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.source import read
from shared.rules.documents.vocabulary import load_vocabulary
from shared.rules.publication import check
from shared.rules.release import RuleSet


@dataclass(frozen=True, slots=True)
class RuleDocuments:
    """The texts of the rule documents by their path; `parameters` are those that no instrument file gives."""

    vocabulary: tuple[str, str]
    rules: Mapping[str, str]
    parameters: Mapping[str, str]


def assemble(
    documents: RuleDocuments, instruments: Sequence[Instrument], parties: Iterable[PartyFact]
) -> RuleSet:
    """Build the release and run every embedded test. Raises `Refused` with all that is wrong."""
    path, text = documents.vocabulary
    vocabulary = load_vocabulary(text, path=path)
    derived = (*party_parameters(instruments, parties), *reservation_parameters(instruments))
    written = [parameter_of(read(text, path)) for path, text in documents.parameters.items()]
    parameters = [*(it.parameter for it in derived), *written]
    latest = {it.id: it for it in parameters}
    checked, findings = [], list[Finding]()
    for path, text in documents.rules.items():
        try:
            checked.append(check(load_rule(text, path=path), vocabulary, latest.values()))
        except Refused as refused:
            findings += refused.findings
    if findings:
        raise Refused(findings)
    used = {name for it in checked for name in it.parameters}
    release = RuleSet(
        vocabulary,
        checked,
        parameters=[it for it in parameters if it.id in used],
        published={
            it.parameter.hash: it.known_from
            for it in derived
            if it.known_from is not None and it.parameter.id in used
        },
    )
    if failed := failures(release, (it.rule for it in checked)):
        raise Refused(failed)
    return release
