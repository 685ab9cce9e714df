"""The UIS Data API's answer in JSON, and `data.json` of its export: the same records as `data.csv`.

Form: ``{"hints": [], "records": [{indicatorId, geoUnit, year, value, magnitude, qualifier, footnotes?}],
"indicatorMetadata": []}``; the export has no hints. A request that the service refuses is answered by
``message`` and ``statusCode``. Source: api.uis.unesco.org/api/public/documentation, operations
getIndicatorData and exportIndicatorData.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.decode import text_pieces
from services.indicators.domain.loading.json_text import BrokenJson, JsonText, Number
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.publishers.uis_record import INDICATORS, UisRecord, observe

FIELDS = ("indicatorId", "geoUnit", "year", "value", "magnitude", "qualifier")
_MESSAGE = ("message", "error", "statusCode")


def parse(chunks: Iterable[bytes], *, release: str, known_at: datetime) -> Iterator[Parsed]:
    """Read an answer. Yields observations and findings in its order; raises Unreadable.

    A record with an unknown indicator, area, qualifier or magnitude is refused, and with it the whole file.
    What the service hints at is a warning; its message instead of records a refusal.
    """
    text = JsonText(text_pieces(chunks))
    try:
        yield from _answer(text, release, known_at)
    except BrokenJson as fault:
        yield Finding("broken_json", Severity.REFUSAL, f"the answer is not whole JSON: {fault}")


def _answer(text: JsonText, release: str, known_at: datetime) -> Iterator[Parsed]:
    if text.next() != "{":
        yield Finding("wrong_columns", Severity.REFUSAL, "the answer is no object that holds records")
        return
    found, said = False, dict[str, Any]()
    for name in text.members():
        if name == "records":
            found = True
            for number, _ in enumerate(text.elements(), start=1):
                yield from _record(text.value(), number, release, known_at)
        elif name == "hints":
            for _ in text.elements():
                yield Finding("service_hint", Severity.WARNING, f"the service says: {_hint(text.value())}")
        elif name in _MESSAGE:
            said[name] = text.value()
        else:
            text.skip()
    text.end()
    if said:
        detail = ", ".join(f"{name} {value}" for name, value in said.items())
        yield Finding("service_message", Severity.REFUSAL, f"instead of data: {detail}"[:500])
    elif not found:
        yield Finding("wrong_columns", Severity.REFUSAL, "the answer holds no records")


def _hint(hint: Any) -> str:
    return str(hint.get("message", hint) if isinstance(hint, Mapping) else hint)[:200]


def _record(record: Any, number: int, release: str, known_at: datetime) -> Iterator[Parsed]:
    fault = _fault(record)
    if fault is not None:
        yield Finding("broken_row", Severity.REFUSAL, f"record {number}: {fault}", Where(number))
        return
    fields = {name: record[name] or "" for name in FIELDS}
    read = UisRecord(
        number,
        fields["indicatorId"],
        fields["geoUnit"],
        fields["year"],
        fields["value"],
        fields["magnitude"],
        fields["qualifier"],
        "; ".join(_footnote(it) for it in record.get("footnotes") or ()) or None,
    )
    yield from observe(read, INDICATORS.get(read.indicator), release=release, known_at=known_at)


def _fault(record: Any) -> str | None:
    """Say why an element is no record of the service."""
    if not isinstance(record, dict):
        return f"{str(record)[:60]!r} is no record"
    missing = [name for name in FIELDS if name not in record]
    if missing:
        return f"it has no {', '.join(missing)}"
    numbers, texts = ("year", "value"), (it for it in FIELDS if it not in {"year", "value"})
    odd = [it for it in numbers if not isinstance(record[it], Number | None)]
    odd += [it for it in texts if not isinstance(record[it], str | None)]
    if odd:
        return f"{odd[0]} is {str(record[odd[0]])[:60]!r}, which is of another kind"
    footnotes = record.get("footnotes") or []
    whole = isinstance(footnotes, list) and all(isinstance(it, Mapping) for it in footnotes)
    return None if whole else "its footnotes are no list of footnotes"


def _footnote(it: Mapping[str, Any]) -> str:
    kind = ", ".join(str(it[name]) for name in ("type", "subtype") if it.get(name))
    return f"{kind}: {it.get('value', '')}" if kind else str(it.get("value", ""))
