"""The vocabulary only grows: what was published is part of every later release, for its own days."""

from pathlib import Path

import yaml

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.rule_files import read_release
from shared.rules.documents.vocabulary import ListOf, Records

PUBLISHED = Path(__file__).with_name("published_names.yaml")


def written(kind: object) -> str:
    match kind:
        case ListOf(element=element):
            return f"list of {element}"
        case Records(fields=fields):
            return "records of " + ", ".join(f"{name} {of}" for name, of in fields)
        case _:
            return str(kind)


def test_no_published_name_is_taken_back_or_given_another_type() -> None:
    facts = read_release(read_reference_data()).vocabulary.facts
    present = {name: written(fact.type) for name, fact in facts.items()}
    for version, names in yaml.safe_load(PUBLISHED.read_text()).items():
        lost = {name: kind for name, kind in names.items() if present.get(name) != kind}
        assert not lost, f"published with version {version}"
