"""W3C Trace Context (level 1): read, make and pass on `traceparent`."""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})")


@dataclass(frozen=True, slots=True)
class TraceContext:
    """The trace that the present work belongs to, and the span that stands for it."""

    trace_id: str
    span_id: str
    flags: str = "01"

    @property
    def traceparent(self) -> str:
        """The header value for what is called next."""
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"

    def child(self) -> "TraceContext":
        """Open a span below this one."""
        return TraceContext(self.trace_id, secrets.token_hex(8), self.flags)


def continue_trace(traceparent: str | None) -> TraceContext:
    """Continue the trace named in the header, or begin one where there is none or it is malformed."""
    match = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
    if match is None or set(match[1]) == {"0"} or set(match[2]) == {"0"}:
        return TraceContext(secrets.token_hex(16), secrets.token_hex(8))
    return TraceContext(match[1], secrets.token_hex(8), match[3])


current_trace: ContextVar[TraceContext | None] = ContextVar("current_trace", default=None)


def current_traceparent() -> str | None:
    """Give the header value of the present work; None outside any request or message."""
    trace = current_trace.get()
    return trace.traceparent if trace else None
