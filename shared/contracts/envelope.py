"""The envelope of an event: the CloudEvents 1.0 attributes that Symbolon uses, around typed data."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class EventData(BaseModel):
    """The body of an event. Never holds personal data: what is published cannot be taken back."""

    model_config = ConfigDict(frozen=True, extra="forbid")


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one aggregate.

    `sequence` is the aggregate's version after the event, so that readers see gaps and repeats.
    `traceparent` is the W3C trace context of the request that caused it; the relay publishes later,
    in no request at all.
    """

    id: UUID
    type: str
    source: str
    tenant: str
    aggregate_id: UUID
    sequence: int
    time: datetime
    data: EventData
    traceparent: str | None = None
