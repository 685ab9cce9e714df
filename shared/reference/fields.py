"""Typed reading of single fields of the reference data, each fault with its place."""

from datetime import date
from enum import Enum
from typing import TypeVar

from shared.kernel.evidence import Evidence
from shared.reference.located_yaml import Node

_E = TypeVar("_E", bound=Enum)


def text(node: Node | None) -> str | None:
    """Return the text, or None where the field is absent."""
    return None if node is None else node.text


def day(node: Node | None) -> date | None:
    """Return the day; None where the field is absent. Raises ReferenceDataFault."""
    return None if node is None else required_day(node)


def required_day(node: Node) -> date:
    """Return the day of a field that must carry one. Raises ReferenceDataFault."""
    try:
        return date.fromisoformat(node.text)
    except ValueError:
        raise node.fault(f"{node.text!r} is not a day (YYYY-MM-DD)") from None


def code(kind: type[_E], node: Node) -> _E:
    """Return the member of a closed vocabulary. Raises ReferenceDataFault."""
    try:
        return kind(node.text)
    except ValueError:
        known = ", ".join(str(it.value) for it in kind)
        raise node.fault(f"{node.text!r} is none of: {known}") from None


def codes(kind: type[_E], node: Node | None) -> frozenset[_E]:
    """Return the members of a list of codes; empty where the field is absent. Raises ReferenceDataFault."""
    return frozenset() if node is None else frozenset(code(kind, it) for it in node.items)


def flag(node: Node) -> bool:
    """Return true or false. Raises ReferenceDataFault."""
    if node.text not in ("true", "false"):
        raise node.fault(f"{node.text!r} is neither true nor false")
    return node.text == "true"


def share(node: Node) -> float:
    """Return a number from 0 to 1. Raises ReferenceDataFault."""
    try:
        value = float(node.text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise node.fault(f"{node.text!r} is not a confidence between 0 and 1")
    return value


def evidence(row: Node, sources: Node) -> Evidence:
    """Return the source, looked up by its key, and the confidence of a row. Raises ReferenceDataFault."""
    key = row.required("source")
    source = sources.get(key.text)
    if source is None:
        raise key.fault(f"{key.text!r} is not among the sources of this file")
    return Evidence(source.text, share(row.required("confidence")))
