"""Metrics in the Prometheus form: rate, errors and duration by route template."""

from functools import lru_cache

from prometheus_client import CONTENT_TYPE_LATEST, Counter, Gauge, Histogram, generate_latest

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)

_REQUESTS = Counter("symbolon_http_requests_total", "Requests answered", ["method", "route", "status"])
_SECONDS = Histogram("symbolon_http_request_seconds", "Time to answer", ["method", "route"], buckets=BUCKETS)

OUTBOX_WAITING = Gauge("symbolon_outbox_waiting", "Events committed and not yet published")
OUTBOX_OLDEST_SECONDS = Gauge("symbolon_outbox_oldest_seconds", "Age of the oldest event not yet published")
EVENTS_PUBLISHED = Counter("symbolon_events_published_total", "Events published by the relay")
EVENTS_HANDLED = Counter(
    "symbolon_events_handled_total", "Deliveries by what became of them", ["consumer", "result"]
)
EVENTS_UNSETTLED = Gauge(
    "symbolon_events_unsettled", "Events on the stream that a consumer has not settled", ["consumer"]
)
DEAD_LETTERS = Gauge("symbolon_dead_letters", "Messages that wait for a person", ["consumer"])


@lru_cache(maxsize=1024)
def _children(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return _REQUESTS.labels(method, route, str(status)), _SECONDS.labels(method, route)


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one answered request. `route` is the template, so that the number of series stays bounded."""
    requests, duration = _children(method, route, status)
    requests.inc()
    duration.observe(seconds)


def exposition() -> tuple[bytes, str]:
    """Give all metrics in the text format, and its media type."""
    return generate_latest(), CONTENT_TYPE_LATEST
