"""A document as text: YAML or JSON turned into plain values, each remembered with its line and column.

The reading is stricter than YAML on purpose. Only ``true``, ``false``, ``null``, whole numbers and ISO
dates are anything but text, so the country code NO stays a country; anchors, tags and repeated keys are
refused; size and depth are bounded, so that no document can exhaust its reader.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

import yaml

from shared.rules.documents.findings import Finding, Refused, excerpt

Plain = None | bool | int | str | date | list["Plain"] | dict[str, "Plain"]

SIZE = 1_000_000
"""Characters of the largest document read (a parameter with the parties of every convention is 60,000)."""
DEPTH = 12
YAML = "indent with spaces, quote text that holds a colon, a bracket or a quote"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
HIDDEN = (
    "Characters that change the order of reading could show a reviewer another text than is evaluated.",
    "take out the invisible characters",
)
_WORDS: Mapping[str, Plain] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value starts in the text, from 1; `plain` when its characters stand there one to one."""

    line: int
    column: int
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """A document that has been read: its plain `value`, and the place of every value by JSON Pointer."""

    path: str
    text: str
    value: dict[str, Plain]
    places: Mapping[str, Place] = field(repr=False)

    def finding(
        self, pointer: str, code: str, message: str, *, hint: str = "", offset: int | None = None
    ) -> Finding:
        """Name a fault at `pointer`; `offset` counts characters into a text value (an expression)."""
        place = self._nearest(pointer)
        line, column = place.line, place.column
        lines = self.text.splitlines() or [""]
        shown = lines[line - 1] if line <= len(lines) else ""
        if offset is not None and place.plain and column + offset <= len(shown):
            column += offset
            return Finding(self.path, pointer, line, column, code, message, excerpt(shown, column), hint)
        if offset is not None:
            value = self._text_at(pointer)
            before = value[:offset]
            row = value.splitlines()[before.count("\n")] if value else ""
            at = offset - (before.rfind("\n") + 1) + 1
            return Finding(self.path, pointer, line, column, code, message, excerpt(row, at), hint)
        return Finding(self.path, pointer, line, column, code, message, excerpt(shown, column), hint)

    def _nearest(self, pointer: str) -> Place:
        while pointer and pointer not in self.places:
            pointer = pointer.rpartition("/")[0]
        return self.places.get(pointer, Place(1, 1))

    def _text_at(self, pointer: str) -> str:
        value: Plain = self.value
        for step in pointer.split("/")[1:]:
            if isinstance(value, dict):
                value = value.get(step.replace("~1", "/").replace("~0", "~"))
            elif isinstance(value, list):
                value = value[int(step)]
        return value if isinstance(value, str) else ""


def read(text: str, path: str) -> Source:
    """Read one document. Raises `Refused` when it is no mapping, or breaks the stricter rules above."""
    if len(text) > SIZE:
        said = f"The document is longer than {SIZE} characters."
        raise Refused(
            [Finding(path, "", 1, 1, "too_long", said, excerpt(text[:200], 1), "make it several documents")]
        )
    reader = _Reader(path, text)
    try:
        value = reader.document()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        lines = text.splitlines() or [""]
        shown = excerpt(lines[min(line, len(lines)) - 1], column)
        message = f"This is not YAML: {error.problem or error}."
        raise Refused([Finding(path, "", line, column, "not_yaml", message, shown, YAML)]) from error
    except yaml.YAMLError as error:
        raise Refused(
            [Finding(path, "", 1, 1, "not_yaml", f"This is not YAML: {error}.", "", YAML)]
        ) from error
    if not isinstance(value, dict):
        said, hint = "A document is a mapping of names to values.", "begin with kind: and id:"
        raise Refused([Finding(path, "", 1, 1, "not_a_mapping", said, excerpt(text[:200], 1), hint)])
    return Source(path, text, value, reader.places)


def already_read(value: Mapping[str, Plain], path: str) -> Source:
    """Take a document that arrives as plain JSON; faults in it have pointers but no lines."""
    return Source(path, "", dict(value), {})


def escaped(key: str) -> str:
    """Write a key as one step of a JSON Pointer (RFC 6901)."""
    return key.replace("~", "~0").replace("/", "~1")


class _Reader:
    """Walks the YAML events once. They come from a loop, so depth costs no stack until it is checked."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.places: dict[str, Place] = {}
        self.events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=_LOADER))

    def document(self) -> Plain:
        next(self.events)  # the stream starts
        if isinstance(next(self.events), yaml.StreamEndEvent):
            return None
        value = self._value(next(self.events), "", 0)
        next(self.events)  # the document ends
        after = next(self.events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise self._refused(
                after, "", "many_documents", "One file holds one document.", "make it two files"
            )
        return value

    def _value(self, event: yaml.Event, pointer: str, depth: int) -> Plain:
        if (
            isinstance(event, yaml.AliasEvent)
            or getattr(event, "anchor", None)
            or getattr(event, "tag", None)
        ):
            raise self._refused(
                event,
                pointer,
                "anchor_or_tag",
                "Anchors, aliases and tags are not used here.",
                "repeat the value",
            )
        if depth > DEPTH:
            raise self._refused(
                event,
                pointer,
                "too_deep",
                f"Values nest deeper than {DEPTH} levels.",
                "no document nests that deep",
            )
        line, column = _position(event)
        if isinstance(event, yaml.ScalarEvent):
            if _REORDERING.search(event.value):
                raise self._refused(event, pointer, "hidden_order", *HIDDEN)
            bare = event.style is None or event.style == ""
            self.places[pointer] = Place(line, column, plain=bare)
            return _scalar(event.value) if bare else str(event.value)
        self.places[pointer] = Place(line, column)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(pointer, depth)
        return self._mapping(pointer, depth)

    def _sequence(self, pointer: str, depth: int) -> list[Plain]:
        items: list[Plain] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, f"{pointer}/{len(items)}", depth + 1))
        return items

    def _mapping(self, pointer: str, depth: int) -> dict[str, Plain]:
        items: dict[str, Plain] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                raise self._refused(event, pointer, "bad_key", "A key is a word.", "quote it")
            key = str(event.value)
            if key in items:
                raise self._refused(
                    event, pointer, "repeated_key", f"The key {key!r} stands here twice.", "keep one"
                )
            items[key] = self._value(next(self.events), f"{pointer}/{escaped(key)}", depth + 1)
        return items

    def _refused(self, event: yaml.Event, pointer: str, code: str, message: str, hint: str = "") -> Refused:
        line, column = _position(event)
        lines = self.text.splitlines() or [""]
        shown = excerpt(lines[min(line, len(lines)) - 1], column)
        return Refused([Finding(self.path, pointer, line, column, code, message, shown, hint)])


def _position(event: yaml.Event) -> tuple[int, int]:
    """Give line and column, from 1. Every event that is read from a text has its mark."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _scalar(text: str) -> Plain:
    """Tell a bare word: the three words of JSON, a whole number of up to 18 digits, a day, or else text."""
    if text in _WORDS:
        return _WORDS[text]
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DAY.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            return text
    return text
