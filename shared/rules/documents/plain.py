"""Documents as canonical JSON: the form that is hashed, signed and carried. Days become ISO text."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from shared.kernel.canonical import Json
from shared.rules.documents.source import Plain

_EPOCH = date(1970, 1, 1).toordinal()


def as_json(value: Mapping[str, Plain]) -> dict[str, Json]:
    """Turn a document into plain JSON, so that YAML and JSON of the same content have the same hash."""
    return cast("dict[str, Json]", _json(cast("Plain", value)))


def _json(value: Plain) -> Json:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_json(item) for item in value]
    return value


def epoch_day(day: date) -> int:
    """Count the days since 1970-01-01, the form in which rules compare days."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """Turn a count of days since 1970-01-01 back into a day."""
    return date.fromordinal(number + _EPOCH)
