"""Releases of the Lisbon Recognition Convention alone: as shipped, or with a change."""

from functools import cache

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.rule_files import rule_texts
from services.conventions.domain.lifecycle.document import read_document
from services.conventions.domain.lifecycle.release import Entry, assemble
from shared.rules.release import RuleSet

DEGREE = "lrc_1997/outcome/vi_1.yaml"
PARTIES = "lrc_1997.parties@2026112300"


@cache
def lisbon(path: str = "", old: str = "", new: str = "") -> RuleSet:
    """The rules of Lisbon, with one text changed where `path` says which."""
    entries = []
    for it in rule_texts(read_reference_data()):
        if it.path.startswith("lrc_1997") or it.path == "vocabulary.yaml" or not it.path.endswith(".yaml"):
            if it.path == path:
                assert old in it.text
            text = it.text.replace(old, new) if it.path == path else it.text
            entries.append(Entry(read_document(text, path=it.path), it.known_from))
    return assemble(entries, previous=None)


def quality_asked_for() -> RuleSet:
    """A draft: the degree is recognised only where the institution's quality assurance is known as well."""
    documented = "documented: documents.complete && award.verified_with_issuer"
    return lisbon(DEGREE, documented, f"{documented} && award.quality_assured")
