"""Structured logs: one JSON object a line, and only fields on the allow-list.

Personal data get into logs through fields that nobody thought of, so the list says what may pass, not
what may not. A field that is not on it is dropped, and its name is kept under `dropped`.
"""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import orjson
import structlog

ALLOWED = frozenset(
    """
    event level timestamp logger service request_id trace_id span_id tenant method route status duration_ms
    error error_type stack event_id event_type consumer stream subject sequence delivery batch count port host
    version revision reference_data release outcome process exit_code signal attempt wait_seconds state reason
    upstream dropped
    """.split()
)

Fields = MutableMapping[str, Any]


def keep_allowed(_logger: object, _method: str, fields: Fields) -> Fields:
    """Drop every field that is not on the allow-list (a structlog processor)."""
    dropped = sorted(fields.keys() - ALLOWED)
    for name in dropped:
        del fields[name]
    if dropped:
        fields["dropped"] = dropped
    return fields


def render_exception(_logger: object, _method: str, fields: Fields) -> Fields:
    """Keep the type and the places of an exception, never its message: messages quote their input."""
    exception = fields.pop("exc_info", None)
    if exception is True:
        exception = sys.exc_info()[1]
    if isinstance(exception, BaseException):
        fields["error_type"] = f"{type(exception).__module__}.{type(exception).__qualname__}"
        frames = []
        trace = exception.__traceback__
        while trace is not None:
            frames.append(f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}")
            trace = trace.tb_next
        fields["stack"] = frames[-12:]
    return fields


def _to_json(fields: Fields, **_: object) -> str:
    return orjson.dumps(fields, default=str).decode()


def configure_logging(service: str, *, level: str = "INFO") -> None:
    """Set structlog and the standard library's loggers to JSON lines on standard output."""
    numeric = logging.getLevelNamesMapping()[level]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        render_exception,
        keep_allowed,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer(serializer=_to_json)],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.PrintLoggerFactory(),
        cache_logger_on_first_use=True,
    )
    structlog.contextvars.bind_contextvars(service=service)
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(serializer=_to_json),
            ],
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)


def get_logger() -> structlog.typing.FilteringBoundLogger:
    """Give the logger that every module uses."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger()
    return logger
