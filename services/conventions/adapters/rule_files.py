"""The rule documents beside the reference data: one YAML file for the vocabulary, one for each rule."""

from pathlib import Path

from services.conventions.adapters.reference_files import DIRECTORY, ReferenceData, read_reference_data
from services.conventions.domain.rulebook.assemble import RuleDocuments, assemble
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
    data = reference or read_reference_data()
    return assemble(read_rule_documents(), data.instruments, data.parties)
