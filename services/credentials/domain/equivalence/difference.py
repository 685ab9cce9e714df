"""Where two answers differ, place by place: another host, another day, another purpose."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from shared.kernel.canonical import Json

PROVENANCE = "trace"
"""Names of contents; they differ whenever anything does."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One place (JSON Pointer into an answer) and what each answer has there; None where one has nothing."""

    pointer: str
    left: Json
    right: Json


def differences(left: Mapping[str, Any], right: Mapping[str, Any]) -> list[Difference]:
    """List the places in which two answers differ, in the order of the first; lists are compared whole."""
    return list(_between(_without_provenance(left), _without_provenance(right), ""))


def _without_provenance(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answer.items() if name != PROVENANCE}


def _between(left: Any, right: Any, pointer: str) -> Iterator[Difference]:
    if isinstance(left, Mapping) and isinstance(right, Mapping):
        for name in dict.fromkeys((*left, *right)):
            place = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            yield from _between(left.get(name), right.get(name), place)
    elif left != right:
        yield Difference(pointer, left, right)
