"""Answers as a person reads them: names in words, lists as dashes, nothing left out that was said."""

import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

import typer

_INSTEAD = frozenset({"key", "no_match", "refusal", "band"})
"""Members that stand there instead of others, or beside them: their absence tells a person nothing."""

AsJson = Annotated[bool, typer.Option("--json", help="print the answer as JSON, for programs")]


def show(answer: Any, *, as_json: bool) -> None:
    """Print an answer."""
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for line in _lines(answer, ""):
        typer.echo(line)


def _lines(value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, member in value.items():
            if member is None and name in _INSTEAD:
                continue
            words = str(name).replace("_", " ")
            if isinstance(member, Mapping | list) and member:
                yield f"{indent}{words}"
                yield from _lines(member, indent + "  ")
            else:
                yield f"{indent}{words}: {_word(member)}"
    elif isinstance(value, list):
        for item in value:
            first, *rest = list(_lines(item, "")) or [_word(item)]
            yield f"{indent}- {first}"
            yield from (f"{indent}  {line}" for line in rest)
    else:
        yield f"{indent}{_word(value)}"


def _word(value: Any) -> str:
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value in ([], {}) else str(value)
