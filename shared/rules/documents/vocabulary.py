"""The vocabulary: every fact a rule may name, with its type, its meaning and who owes it. `vocabulary/1`.

kind: vocabulary/1
id: recognition
version: 1
facts:
award.country: {type: str, meaning: State that awarded, owed_by: applicant, evidence: [diploma]}
award.level_isced: int
substantial_differences: {type: records, fields: {grave: bool, shown_by: str}, owed_by: authority}
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.canonical import Json, sha256
from shared.rules.documents.burden import SPOKEN, Party
from shared.rules.documents.plain import as_json
from shared.rules.documents.reading import IDENTIFIER, NAME, Reading
from shared.rules.documents.source import Source, read

LEGAL_DAY = "decision.day"
"""The fact that always holds the legal date. Every vocabulary has it; nobody supplies it."""


class Scalar(StrEnum):
    """The types of single values. A day is kept as whole days since 1970-01-01."""

    BOOL = "bool"
    INT = "int"
    STR = "str"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of single values."""

    element: Scalar


@dataclass(frozen=True, slots=True)
class Records:
    """A list of records with named, typed fields."""

    fields: tuple[tuple[str, Scalar], ...]

    def field(self, name: str) -> Scalar | None:
        """Give the type of a field, None when there is no such field."""
        return dict(self.fields).get(name)


FactType = Scalar | ListOf | Records


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact: its dotted name, type and meaning, who owes it and which documents would settle it."""

    name: str
    type: FactType
    meaning: str = ""
    owed_by: Party | None = None
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Every fact that rules may name. `source` is the document as plain JSON; `hash` names its content."""

    id: str
    version: int
    facts: Mapping[str, Fact]
    source: Mapping[str, Json]
    hash: str

    def __contains__(self, name: str) -> bool:
        return name in self.facts

    def __getitem__(self, name: str) -> Fact:
        return self.facts[name]


def load_vocabulary(text: str, *, path: str = "vocabulary") -> Vocabulary:
    """Read a `vocabulary/1` document (YAML or JSON). Raises `Refused` with every fault found."""
    return vocabulary_of(read(text, path))


def vocabulary_of(document: Source) -> Vocabulary:
    """Take a document that has been read for a vocabulary. Raises `Refused`."""
    top = Reading.of(document)
    top.only("kind", "id", "version", "title", "facts")
    top.choice("kind", {"vocabulary/1"})
    name, version = top.identifier("id"), top.whole("version", 1)
    facts = {LEGAL_DAY: Fact(LEGAL_DAY, Scalar.DATE, "The legal date of the decision", Party.AUTHORITY)}
    listed = top.mapping("facts", required=True)
    for key in listed.value if listed else ():
        if listed is not None:
            facts[key] = _fact(listed, key)
    _refuse_overlaps(top, facts)
    top.done()
    source = as_json(document.value)
    return Vocabulary(name, version, facts, source, sha256(source))


def _fact(listed: Reading, key: str) -> Fact:
    if not IDENTIFIER.fullmatch(key):
        hint = "lower-case words joined by dots"
        listed.fault(key, "bad_name", f"{key!r} is not the name of a fact.", hint=hint)
    if isinstance(listed.value[key], str):
        return Fact(key, Scalar(listed.choice(key, set(Scalar))))
    entry = listed.mapping(key, required=True)
    if entry is None:
        return Fact(key, Scalar.STR)
    entry.only("type", "of", "fields", "meaning", "owed_by", "evidence")
    party = entry.choice("owed_by", SPOKEN, "") if "owed_by" in entry.value else ""
    owed_by = SPOKEN.get(party)
    return Fact(key, _type(entry), entry.text("meaning", ""), owed_by, entry.texts("evidence"))


def _type(entry: Reading) -> FactType:
    kind = entry.choice("type", {*Scalar, "list", "records"})
    if kind == "list":
        return ListOf(Scalar(entry.choice("of", set(Scalar))))
    if kind != "records":
        return Scalar(kind)
    fields = entry.mapping("fields", required=True)
    if fields is None:
        return Records(())
    for name in fields.value:
        if not NAME.fullmatch(name):
            fields.fault(name, "bad_name", f"{name!r} is not the name of a field.")
    return Records(tuple((name, Scalar(fields.choice(name, set(Scalar)))) for name in fields.value))


def _refuse_overlaps(top: Reading, facts: Mapping[str, Fact]) -> None:
    """A name must not be both a value and the beginning of another: flattening could not tell them apart."""
    for name in facts:
        steps = name.split(".")
        for length in range(1, len(steps)):
            shorter = ".".join(steps[:length])
            if shorter in facts:
                top.fault("facts", "overlapping_names", f"{shorter!r} is a fact and also begins {name!r}.")
        if steps[0] == "p":
            top.fault("facts", "reserved_name", f"{name!r}: names that begin with p. are parameters.")
