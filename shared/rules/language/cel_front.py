"""The front end: Google's CEL parser and type checker (cel-cpp), used at publication and by the oracle.

This is the only module that knows `cel_expr_python`. Decisions are never evaluated with it: it returns
run-time errors as values whose `.value()` is a non-empty string, and so truthy. `Program.evaluate`
therefore asks for ``is True`` and ``is False``; anything else is unknown, which is exactly strong Kleene.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from cel_expr_python import cel

from shared.rules.documents.plain import epoch_day
from shared.rules.documents.vocabulary import FactType, ListOf, Records, Scalar
from shared.rules.language.cel_wire import RawTree, decode

_SCALARS = {
    Scalar.BOOL: cel.Type.BOOL,
    Scalar.INT: cel.Type.INT,
    Scalar.STR: cel.Type.STRING,
    Scalar.DATE: cel.Type.INT,
}
_ERROR = re.compile(r"ERROR: <input>:(\d+):(\d+): (.*?)(?=\n \||\nERROR:|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the parser or the type checker says, and at which character of the expression."""

    message: str
    offset: int


class NotParsed(Exception):
    """The expression is no CEL, or does not type-check."""

    def __init__(self, complaints: tuple[Complaint, ...]) -> None:
        super().__init__("; ".join(it.message for it in complaints))
        self.complaints = complaints


@dataclass(frozen=True, slots=True)
class Given:
    """The values that are known, bound once for many expressions."""

    activation: cel.Activation


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled CEL expression."""

    _expression: cel.Expression

    def evaluate(self, given: "Given") -> bool | None:
        """Evaluate over the values that are known; None when CEL answers with an error."""
        answer = self._expression.eval(given.activation).value()
        if answer is True:
            return True
        return False if answer is False else None


class FrontEnd:
    """CEL over declared names. Making one costs about a millisecond, so one serves a whole vocabulary."""

    def __init__(self, declared: Mapping[str, FactType]) -> None:
        dates = cel.Overload("date_text", cel.Type.INT, [cel.Type.STRING], is_member=False, impl=_date)
        self._env = cel.NewEnv(
            variables={name: _cel_type(kind) for name, kind in declared.items()},
            functions=[cel.FunctionDecl("date", [dates])],
        )

    def parse(self, text: str) -> RawTree:
        """Parse without resolving names. Raises `NotParsed`."""
        return decode(self._compile(text, disable_check=True).serialize())

    def check(self, text: str) -> None:
        """Resolve names and check types. Raises `NotParsed`."""
        self._compile(text, disable_check=False)

    def program(self, text: str) -> Program:
        """Compile for evaluation. Raises `NotParsed`."""
        return Program(self._compile(text, disable_check=False))

    def given(self, values: Mapping[str, object]) -> Given:
        """Bind the values that are known; every other name stays without a value."""
        return Given(self._env.Activation(dict(values)))

    def _compile(self, text: str, *, disable_check: bool) -> cel.Expression:
        try:
            return self._env.compile(text, disable_check=disable_check)
        except RuntimeError as error:
            raise NotParsed(_complaints(str(error), text)) from error


def _date(text: str) -> int:
    return epoch_day(date.fromisoformat(text))


def _cel_type(kind: FactType) -> cel.Type:
    if isinstance(kind, ListOf):
        return cel.Type.List(_SCALARS[kind.element])
    if isinstance(kind, Records):
        return cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN))
    return _SCALARS[kind]


def _complaints(message: str, text: str) -> tuple[Complaint, ...]:
    found = []
    starts = [0]
    for written in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(written))
    for match in _ERROR.finditer(message):
        line, column = int(match[1]), int(match[2])
        offset = starts[min(line, len(starts)) - 1] + column - 1
        said = match[3].removesuffix(" [INVALID_ARGUMENT]").strip()
        found.append(Complaint(said, min(offset, len(text))))
    if not found:
        said = re.sub(r" \[[A-Z_]+\]$", "", message)
        return (Complaint(re.sub(r"^[A-Z_]+: ", "", said), 0),)
    return tuple(found)
