"""Facts on their way in: flattened to dotted names, checked against the vocabulary, days as epoch days.

Absent and null both mean missing. The evaluators take facts in the form `admit` gives.
"""

from collections.abc import Mapping
from datetime import date
from typing import cast

from shared.kernel.errors import Invalid, Violation
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.vocabulary import LEGAL_DAY, FactType, ListOf, Records, Scalar, Vocabulary
from shared.rules.language.limits import WHOLE

FlatFacts = Mapping[str, object]

LIST = 1_000
"""The longest list a fact may hold."""


def flatten(nested: Mapping[str, object]) -> dict[str, object]:
    """Turn nested mappings into dotted names; lists stay; null disappears; days become epoch days.

    >>> flatten({"award": {"country": "FRA", "level": None}, "award.verified": True})
    {'award.country': 'FRA', 'award.verified': True}
    """
    flat: dict[str, object] = {}
    _flatten(nested, "", flat)
    return flat


def admit(nested: Mapping[str, object], vocabulary: Vocabulary) -> dict[str, object]:
    """Flatten facts and check every one against the vocabulary.

    Days may come as `date` or as ISO text. Raises `Invalid` naming each fact that is unknown, of another type
    than declared, or out of range; and the legal day, which only the decision itself sets.
    """
    violations: list[Violation] = []
    admitted: dict[str, object] = {}
    for name, value in flatten(nested).items():
        fact = vocabulary.facts.get(name)
        if fact is None or name == LEGAL_DAY:
            detail = f"{name!r} is set by the legal date" if fact else f"{name!r} is not in the vocabulary"
            violations.append(Violation(f"/{name}", "unknown_fact", detail))
            continue
        try:
            admitted[name] = _value(value, fact.type)
        except _WrongType as error:
            violations.append(Violation(f"/{name}{error.place}", "wrong_type", f"{name!r}: {error}"))
    if violations:
        raise Invalid(*violations)
    return admitted


class _WrongType(ValueError):
    def __init__(self, message: str, place: str = "") -> None:
        super().__init__(message)
        self.place = place


_PLAIN = frozenset({bool, int, str})
"""The types of values that stay as they are; asked first, since almost every value is of one."""


def _flatten(value: Mapping[str, object], prefix: str, flat: dict[str, object]) -> None:
    for key, item in value.items():
        kind = type(item)
        if kind in _PLAIN:
            flat[prefix + key] = item
        elif kind is dict or isinstance(item, Mapping):
            _flatten(cast("Mapping[str, object]", item), f"{prefix}{key}.", flat)
        elif item is not None:
            flat[prefix + key] = _plain(item)


def _plain(item: object) -> object:
    if isinstance(item, list | tuple):
        return [_element_plain(it) for it in item]
    return epoch_day(item) if isinstance(item, date) else item


def _element_plain(item: object) -> object:
    kind = type(item)
    if kind in _PLAIN:
        return item
    if kind is dict or isinstance(item, Mapping):
        record = cast("Mapping[str, object]", item)
        return {
            key: value if type(value) in _PLAIN else _plain(value)
            for key, value in record.items()
            if value is not None
        }
    return _plain(item)


def _value(value: object, kind: FactType) -> object:
    if isinstance(kind, Scalar):
        return _scalar(value, kind)
    if not isinstance(value, list):
        raise _WrongType(f"a list is expected, not {value!r}")
    if len(value) > LIST:
        raise _WrongType(f"a list holds at most {LIST} elements")
    return [_element(item, kind, index) for index, item in enumerate(value)]


def _element(item: object, kind: ListOf | Records, index: int) -> object:
    try:
        if isinstance(kind, ListOf):
            return _scalar(item, kind.element)
    except _WrongType as error:
        raise _WrongType(str(error), f"/{index}") from error
    if not isinstance(item, Mapping):
        raise _WrongType(f"a record is expected, not {item!r}", f"/{index}")
    types = dict(kind.fields)
    record = {}
    for name, value in item.items():
        if name not in types:
            raise _WrongType(f"the record has no field {name!r}", f"/{index}/{name}")
        try:
            record[name] = _scalar(value, types[name])
        except _WrongType as error:
            raise _WrongType(str(error), f"/{index}/{name}") from error
    return record


def _scalar(value: object, kind: Scalar) -> object:
    if kind is Scalar.BOOL and isinstance(value, bool):
        return value
    if kind is Scalar.STR and isinstance(value, str):
        return value
    if kind in {Scalar.INT, Scalar.DATE} and isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > WHOLE:
            raise _WrongType(f"a whole number goes to {WHOLE} either side of zero, not {value}")
        return value
    if kind is Scalar.DATE and isinstance(value, str):
        try:
            return epoch_day(date.fromisoformat(value))
        except ValueError:
            raise _WrongType(f"a day such as 2024-05-01 is expected, not {value!r}") from None
    raise _WrongType(f"a value of type {kind} is expected, not {value!r}")
