"""Releases of the Lisbon Recognition Convention alone: as shipped, or with a change."""

from functools import cache

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.rule_files import RuleText, rule_texts
from services.conventions.domain.lifecycle.document import read_document
from services.conventions.domain.lifecycle.release import Entry, assemble
from shared.rules.release import RuleSet

DEGREE = "lrc_1997/outcome/vi_1.yaml"
DOCUMENTED = "documented: documents.complete && award.verified_with_issuer"
PARTIES = "lrc_1997.parties@2026112450"


def lisbon_texts() -> list[RuleText]:
    """The documents themselves."""
    return [
        it
        for it in rule_texts(read_reference_data())
        if it.path.startswith("lrc_1997") or it.path == "vocabulary.yaml" or not it.path.endswith(".yaml")
    ]


@cache
def lisbon(path: str = "", old: str = "", new: str = "") -> RuleSet:
    """The rules of Lisbon, with one text changed where `path` says which."""
    entries = []
    for it in lisbon_texts():
        if it.path == path:
            assert old in it.text
        text = it.text.replace(old, new) if it.path == path else it.text
        entries.append(Entry(read_document(text, path=it.path), None))
    return assemble(entries, previous=None)


def quality_asked_for() -> RuleSet:
    """A draft: the degree is recognised only where the institution's quality assurance is known as well."""
    return lisbon(DEGREE, DOCUMENTED, f"{DOCUMENTED} && award.quality_assured")


def quality_asked_for_text() -> str:
    """The same as the next version of its document, its tests included."""
    (text,) = (it.text for it in lisbon_texts() if it.path == DEGREE)
    for old, new in (
        ("version: 1\n", "version: 2\n"),
        (DOCUMENTED, f"{DOCUMENTED} && award.quality_assured"),
        ("given: {\n", "given: {\n  award.quality_assured: true,\n"),
    ):
        assert old in text
        text = text.replace(old, new, 1)
    return text
