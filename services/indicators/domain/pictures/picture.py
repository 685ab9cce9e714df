"""A picture: a specification in JSON, the same content as a table, and what a reader must know beside it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from services.indicators.domain.pictures.language import Language

Spec = dict[str, Any]
Value = str | float | int | None


class Grammar(StrEnum):
    """In which grammar a specification is written."""

    VEGA_LITE = "vega-lite"
    VEGA = "vega"


class NothingToShow(ValueError):
    """The content is empty; an empty picture would look like a finding."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its heading, and in words what its codes mean, where it holds codes."""

    heading: str
    labels: Mapping[str, str] = field(default_factory=dict)


def measured(language: Language, name: str, unit: str) -> Column:
    """Make a column that tells its unit; both are names of phrases."""
    heading, told = language.say(f"column.{name}"), language.say(f"unit.{unit}")
    return Column(language.say("column.with_unit", column=heading, unit=told))


@dataclass(frozen=True, slots=True)
class Twin:
    """The content as a table, for those who do not see the picture and those who compute on."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    def __post_init__(self) -> None:
        if not self.rows:
            raise NothingToShow("there is nothing to show")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row has not one value for each column")


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whose figures, of which vintage, how uncertain they are, and what else must be said."""

    source: str
    vintage: str
    uncertainty: str
    notes: tuple[str, ...] = ()

    def lines(self, language: Language) -> tuple[str, ...]:
        """Give the lines that stand under the picture."""
        first = language.say("source.line", source=self.source, vintage=language.verbatim(self.vintage))
        return (first, self.uncertainty, *self.notes)


@dataclass(frozen=True, slots=True)
class Picture:
    """All of it. `description` says in words what the picture shows, for a screen reader."""

    name: str
    title: str
    description: str
    grammar: Grammar
    spec: Spec
    table: Twin
    provenance: Provenance
    language: Language

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that stand under the picture."""
        return self.provenance.lines(self.language)


def records(columns: Sequence[str], rows: Sequence[Sequence[Value]]) -> list[Mapping[str, Value]]:
    """Write rows as the inline values of a specification."""
    return [dict(zip(columns, row, strict=True)) for row in rows]
