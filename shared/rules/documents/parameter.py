"""Parameters: values of the law that change with time, apart from the rules that use them. `parameter/1`.

Two forms. A *membership* says from when to when each key belongs (the parties to a convention):

    kind: parameter/1
    id: lrc.parties
    version: 61
    type: membership
    values:
      FRA: [{from: 1999-12-01, to: null, cite: "CETS 165, chart of signatures"}]

A *dated value* changes on given days: `type` is int, str, bool or date, and each value has `from` and `to`.
An end may be `unknown`: on days that it decides, membership is unknown, never guessed.

A stretch may say from which day it could be `known` (the deposit of a consent, a succession notified late),
and from which day its end could be (`end_known`, the notice of a denunciation). As known on an earlier day it
is not there, or has no end.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from shared.kernel.canonical import Json, sha256
from shared.kernel.intervals import UNBOUNDED, UNKNOWN, Bound, Interval
from shared.rules.documents.plain import as_json, epoch_day
from shared.rules.documents.reading import Reading
from shared.rules.documents.source import Plain, Source, read
from shared.rules.documents.vocabulary import Scalar

MEMBERSHIP = "membership"

Value = bool | int | str


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of time of a parameter, the value it gives, and the citation that carries it."""

    valid: Interval
    cite: str
    value: Value | None = None
    known: date = date.min
    end_known: date = date.min

    def as_known(self, day: date) -> "Span | None":
        """Give the stretch as it was known on `day`; None where it was not."""
        if self.known > day:
            return None
        return replace(self, valid=Interval(self.valid.start)) if self.end_known > day else self


@dataclass(frozen=True, slots=True)
class Members:
    """A membership on one day: who belongs, and of whom it is not known."""

    known: frozenset[str]
    unknown: frozenset[str]


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter document. `type` is None for a membership; `spans` has one key, "", for a dated value."""

    id: str
    version: int
    type: Scalar | None
    spans: Mapping[str, tuple[Span, ...]]
    source: Mapping[str, Json]
    hash: str

    def as_known(self, day: date) -> "Parameter":
        """Give the parameter as far as it was known on `day`; the same where all of it was."""
        if day >= max(self.days_of_knowledge(), default=date.min):
            return self
        spans = {
            key: tuple(known for it in held if (known := it.as_known(day)) is not None)
            for key, held in self.spans.items()
        }
        return replace(self, spans=spans)

    def days_of_knowledge(self) -> frozenset[date]:
        """Give every day on which more of the parameter came to be known."""
        return frozenset(
            day
            for spans in self.spans.values()
            for it in spans
            for day in (it.known, it.end_known)
            if day != date.min
        )

    def members(self, day: date) -> Members:
        """Say who belongs on `day`."""
        answers = {key: _belongs(spans, day) for key, spans in self.spans.items()}
        return Members(
            frozenset(key for key, answer in answers.items() if answer is True),
            frozenset(key for key, answer in answers.items() if answer is None),
        )

    def span(self, key: str, day: date) -> Span | None:
        """Give the stretch that decides `key` ("" for a dated value) on `day`; None when none surely does."""
        return next((it for it in self.spans.get(key, ()) if it.valid.contains(day) is True), None)

    def value(self, day: date) -> Value | None:
        """Give the dated value on `day`; None when it is not known. Days come as epoch days."""
        found = self.span("", day)
        return found.value if found else None

    def days_of_change(self) -> frozenset[date]:
        """Give every day on which the parameter may begin to mean something else."""
        bounds = (b for spans in self.spans.values() for it in spans for b in (it.valid.start, it.valid.end))
        return frozenset(bound for bound in bounds if isinstance(bound, date))


def segment_of(days: tuple[date, ...], day: date) -> int:
    """Number the stretch between ascending days of change in which `day` lies."""
    return bisect_right(days, day)


def load_parameter(text: str, *, path: str = "parameter") -> Parameter:
    """Read a `parameter/1` document (YAML or JSON). Raises `Refused` with every fault found."""
    return parameter_of(read(text, path))


def parameter_of(document: Source) -> Parameter:
    """Take a document that has been read for a parameter. Raises `Refused`."""
    top = Reading.of(document)
    top.only("kind", "id", "version", "title", "type", "unit", "values")
    top.choice("kind", {"parameter/1"})
    name, version = top.identifier("id"), top.whole("version", 1)
    kind = top.choice("type", {*Scalar, MEMBERSHIP})
    scalar = None if kind == MEMBERSHIP else Scalar(kind)
    spans: dict[str, tuple[Span, ...]] = {}
    if scalar is not None:
        spans[""] = _spans(top, "values", scalar)
    else:
        members = top.mapping("values", required=True)
        for key in members.value if members else ():
            if members is not None:
                spans[key] = _spans(members, key, None)
    top.done()
    source = as_json(document.value)
    return Parameter(name, version, scalar, spans, source, sha256(source))


def _spans(holder: Reading, key: str, scalar: Scalar | None) -> tuple[Span, ...]:
    found = []
    for entry in holder.mappings(key):
        entry.only("from", "to", "cite", "confidence", "known", "end_known", *(("value",) if scalar else ()))
        cite = entry.text("cite", "")
        if not cite:
            entry.fault(None, "uncited", "A value of the law carries its citation.", hint="add cite: ...")
        start, end = _bound(entry, "from"), _bound(entry, "to")
        if isinstance(start, date) and isinstance(end, date) and end < start:
            entry.fault("to", "ends_before_start", f"This ends ({end}) before it starts ({start}).")
            continue
        value = _value(entry, scalar) if scalar else None
        known, end_known = entry.day("known") or date.min, entry.day("end_known") or date.min
        if end_known != date.min and not isinstance(end, date):
            entry.fault("end_known", "no_end_to_know", "Only an end on a given day can become known.")
        found.append(Span(Interval(start, end), cite, value, known, end_known))
    _refuse_overlaps(holder, key, found)
    return tuple(found)


def _bound(entry: Reading, key: str) -> Bound:
    """Read an end: a day, null for none, or the word unknown."""
    if entry.value.get(key) == "unknown":
        return UNKNOWN
    return entry.day(key) or UNBOUNDED


def _value(entry: Reading, scalar: Scalar) -> Value | None:
    value: Plain = entry.value.get("value")
    if scalar is Scalar.DATE:
        day = entry.day("value")
        return epoch_day(day) if day else None
    if scalar is Scalar.INT and isinstance(value, int) and not isinstance(value, bool):
        return value
    if scalar is Scalar.BOOL and isinstance(value, bool):
        return value
    if scalar is Scalar.STR and isinstance(value, str):
        return value
    entry.fault(
        "value" if "value" in entry.value else None, "wrong_type", f"A value of type {scalar} is due."
    )
    return None


def _belongs(spans: tuple[Span, ...], day: date) -> bool | None:
    answers = [it.valid.contains(day) for it in spans]
    if True in answers:
        return True
    return None if None in answers else False


def _refuse_overlaps(holder: Reading, key: str, spans: list[Span]) -> None:
    """Refuse stretches that overlap for certain; one with an unknown end gives way to the next."""
    dated = sorted(
        ((it.valid.start, it.valid.end) for it in spans if isinstance(it.valid.start, date)),
        key=lambda pair: pair[0],
    )
    for (_, end), (start, _) in pairwise(dated):
        if end is UNBOUNDED or (isinstance(end, date) and start < end):
            holder.fault(key, "overlapping_spans", f"Two stretches of {key!r} overlap.")
