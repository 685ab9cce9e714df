"""The events as an AsyncAPI 3.0 document, for people who subscribe with their own tools."""

from typing import Any

from shared.contracts.registry import CONTRACTS, EventContract

Json = dict[str, Any]

DESCRIPTION = (
    "Events go over NATS JetStream as CloudEvents 1.0 in binary mode: attributes in `ce-` headers,"
    " percent-encoded; the data alone as the body. Delivery is at least once; `ce-id` makes it count once,"
    " `ce-sequence` orders the events of one aggregate. No event carries personal data."
)
_TEXT = {"type": "string"}
_HEADERS: Json = {
    "type": "object",
    "required": [
        f"ce-{name}"
        for name in ("specversion", "id", "type", "source", "subject", "time", "tenant", "sequence")
    ],
    "properties": {
        "ce-specversion": {"const": "1.0"},
        "ce-id": {"type": "string", "format": "uuid"},
        "ce-source": _TEXT,
        "ce-subject": {"type": "string", "format": "uuid", "description": "the aggregate"},
        "ce-time": {"type": "string", "format": "date-time"},
        "ce-sequence": {"type": "string", "pattern": "^[0-9]+$"},
        "ce-tenant": _TEXT,
        "traceparent": {"type": "string", "description": "W3C trace context of the request that caused it"},
    },
}


def document() -> Json:
    """Give the AsyncAPI document of every contract."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Symbolon events", "version": "1", "description": DESCRIPTION},
        "defaultContentType": "application/json",
        "channels": {
            it.type: {"address": it.subject, "messages": {it.model.__name__: _message(it)}}
            for it in CONTRACTS.values()
        },
        "operations": {
            f"publish {it.type}": {
                "action": "send",
                "channel": {"$ref": f"#/channels/{it.type}"},
                "summary": f"{it.service} announces {it.type}",
            }
            for it in CONTRACTS.values()
        },
    }


def _message(contract: EventContract) -> Json:
    return {
        "name": contract.type,
        "summary": (contract.model.__doc__ or "").strip(),
        "headers": {
            **_HEADERS,
            "properties": {**_HEADERS["properties"], "ce-type": {"const": contract.type}},
        },
        "payload": contract.model.model_json_schema(mode="serialization"),
    }
