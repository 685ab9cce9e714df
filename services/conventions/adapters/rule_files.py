"""The rule documents beside the reference data: one YAML file for the vocabulary, one for each rule."""

from pathlib import Path
from typing import NamedTuple

from services.conventions.adapters.reference_files import DIRECTORY, ReferenceData, read_reference_data
from services.conventions.domain.authoring.readings import Reading, Texts
from services.conventions.domain.rulebook.assemble import (
    RuleDocuments,
    assemble,
    derived_parameters,
)
from shared.kernel.canonical import canonical_json
from shared.reference.located_yaml import read_yaml
from shared.rules.documents.rule_reading import load_rule
from shared.rules.release import RuleSet

RULES = DIRECTORY / "rules"
VOCABULARY = "vocabulary.yaml"
PARAMETERS = "parameters"


def read_rule_documents(directory: Path = RULES) -> RuleDocuments:
    """Read the texts; paths are relative to `directory`, for messages that an author can follow."""
    texts = {
        str(path.relative_to(directory)): path.read_text(encoding="utf-8")
        for path in sorted(directory.rglob("*.yaml"))
    }
    vocabulary = texts.pop(VOCABULARY)
    parameters = {path: text for path, text in texts.items() if path.startswith(f"{PARAMETERS}/")}
    rules = {path: text for path, text in texts.items() if path not in parameters}
    return RuleDocuments((VOCABULARY, vocabulary), rules, parameters)


def read_release(reference: ReferenceData | None = None) -> RuleSet:
    """Assemble the release of the reviewed files. Raises `Refused`, or ReferenceDataFault."""
    return assemble(read_rule_documents(), reference or read_reference_data())


def read_reasons(directory: Path = DIRECTORY) -> dict[str, dict[str, str]]:
    """Read why no rule encodes an article: by instrument, then by article. Raises ReferenceDataFault."""
    listed = read_yaml(directory / "not_encoded.yaml").fields
    return {
        instrument: {article: reason.text for article, reason in node.fields.items()}
        for instrument, node in listed.items()
    }


def read_readings(directory: Path = DIRECTORY) -> tuple[Reading, ...]:
    """Read the points on which a text can be read in two ways. Raises ReferenceDataFault."""
    texts = [it for it in Reading.__dataclass_fields__ if it != "rules"]
    return tuple(
        Reading(
            **{name: point.required(name).text for name in texts},
            rules=tuple(rule.text for rule in point.required("rules").items),
        )
        for point in read_yaml(directory / "readings.yaml").items
    )


def read_texts(directory: Path = DIRECTORY) -> Texts:
    """Read how far the text of an instrument was read. Raises ReferenceDataFault."""
    return {name: said.text for name, said in read_yaml(directory / "texts.yaml").fields.items()}


class RuleText(NamedTuple):
    """A document to be published."""

    path: str
    text: str


def rule_texts(reference: ReferenceData) -> list[RuleText]:
    """Give every document of the release as text, the derived parameters included."""
    documents = read_rule_documents()
    rules = [load_rule(text, path=path) for path, text in documents.rules.items()]
    derived = [
        RuleText(f"{it.id}@{it.version}", canonical_json(it.source).decode())
        for it in derived_parameters(rules, reference)
    ]
    written = (documents.vocabulary, *documents.parameters.items(), *documents.rules.items())
    return [*(RuleText(*it) for it in written), *derived]
