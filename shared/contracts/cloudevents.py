"""CloudEvents 1.0 over NATS in binary mode: attributes in `ce-` headers, the data alone as the body."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote
from uuid import UUID

from pydantic import ValidationError

from shared.contracts.envelope import Event
from shared.contracts.registry import CONTRACTS

SPEC_VERSION = "1.0"
JSON = "application/json"
_SAFE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) not in '%"')


class NotAnEvent(ValueError):
    """The message is not an event that Symbolon knows; sending it again will not help."""


@dataclass(frozen=True, slots=True)
class EncodedEvent:
    """An event as it goes over the wire."""

    subject: str
    headers: Mapping[str, str]
    body: bytes


def encode(event: Event) -> EncodedEvent:
    """Write `event` out. `Nats-Msg-Id` is the event's id, so that the stream drops repeats in its window."""
    contract = CONTRACTS[event.type]
    attributes = {
        "specversion": SPEC_VERSION,
        "id": str(event.id),
        "type": event.type,
        "source": event.source,
        "subject": str(event.aggregate_id),
        "time": event.time.isoformat(),
        "datacontenttype": JSON,
        "dataschema": f"/schemas/{event.type}.json",
        "partitionkey": str(event.aggregate_id),
        "sequence": str(event.sequence),
        "tenant": event.tenant,
    }
    headers = {f"ce-{name}": quote(value, safe=_SAFE) for name, value in attributes.items()}
    headers["Nats-Msg-Id"] = str(event.id)
    if event.traceparent is not None:
        headers["traceparent"] = event.traceparent
    return EncodedEvent(contract.subject, headers, event.data.model_dump_json().encode())


def decode(headers: Mapping[str, str], body: bytes) -> Event:
    """Read an event. Raises NotAnEvent where an attribute is missing or the data break the contract.

    Members that the contract does not name are left aside: the sender may be of a later version.
    """
    attributes = {
        name.lower().removeprefix("ce-"): unquote(value)
        for name, value in headers.items()
        if name.lower().startswith("ce-")
    }
    if attributes.get("specversion") != SPEC_VERSION:
        raise NotAnEvent("the message is no CloudEvent of version 1.0")
    contract = CONTRACTS.get(attributes.get("type", ""))
    if contract is None:
        raise NotAnEvent("the event's type is not known here")
    try:
        return Event(
            id=UUID(attributes["id"]),
            type=contract.type,
            source=attributes["source"],
            tenant=attributes["tenant"],
            aggregate_id=UUID(attributes["subject"]),
            sequence=int(attributes["sequence"]),
            time=datetime.fromisoformat(attributes["time"]),
            data=contract.model.model_validate_json(body, extra="ignore"),
            traceparent=headers.get("traceparent"),
        )
    except (KeyError, ValueError, ValidationError) as error:
        raise NotAnEvent(f"the event breaks its contract ({type(error).__name__})") from error
