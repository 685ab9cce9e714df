"""JSON that arrives in pieces, read step by step: the rows of an answer never stand in memory together."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NoReturn

LONGEST = 1_000_000
"""Characters of a value that is read whole: one row, or one description, and much more than either needs."""
_BLANK = " \t\r\n"


class BrokenJson(ValueError):
    """The text is not JSON, or not where it is expected to be."""


class Number(str):
    """A number as it is printed."""

    __slots__ = ()


class JsonText:
    """A JSON text and how far it was read. Whoever is given a member or an element reads its value next."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self._pieces = iter(pieces)
        self._held = ""
        self._at = 0

    def next(self) -> str:
        """Give the first character of what comes next; "" at the end."""
        while True:
            while self._at < len(self._held):
                if self._held[self._at] not in _BLANK:
                    return self._held[self._at]
                self._at += 1
            if not self._more(1):
                return ""

    def members(self) -> Iterator[str]:
        """Give the name of each member of the object that comes next. Raises BrokenJson."""
        for _ in self._listed("{", "}"):
            name = self.value()
            if not isinstance(name, str) or isinstance(name, Number):
                raise BrokenJson(f"{name!r} is no name of a member")
            self._take(":")
            yield name

    def elements(self) -> Iterator[bool]:
        """Stop, with True, before each element of the array that comes next. Raises BrokenJson."""
        yield from self._listed("[", "]")

    def value(self) -> Any:
        """Read a value whole; numbers as they are printed. Raises BrokenJson."""
        self.next()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._held, self._at)
            except json.JSONDecodeError as fault:
                if not self._more(len(self._held) - self._at):
                    raise BrokenJson(fault.msg) from fault
            except (ValueError, RecursionError) as fault:
                raise BrokenJson(str(fault)) from fault
            else:
                # A number at the end of what is held may go on.
                if end < len(self._held) or not self._more(1):
                    self._at = end
                    return value

    def skip(self) -> None:
        """Pass a value over, an array element by element. Raises BrokenJson."""
        if self.next() != "[":
            self.value()
            return
        for _ in self.elements():
            self.value()

    def end(self) -> None:
        """Make sure that nothing follows. Raises BrokenJson."""
        if self.next():
            raise BrokenJson(f"{self.next()!r} stands after the end")

    def _listed(self, begin: str, end: str) -> Iterator[bool]:
        self._take(begin)
        if self.next() == end:
            self._at += 1
            return
        while True:
            yield True
            if self._take(",", end) == end:
                return

    def _take(self, *expected: str) -> str:
        found = self.next()
        if found not in expected:
            raise BrokenJson(f"{found!r} stands where {' or '.join(expected)} is due")
        self._at += 1
        return found

    def _more(self, least: int) -> bool:
        """Take in at least so many characters more, if they are there and a value may be so long."""
        added = [self._held[self._at :]]
        if len(added[0]) > LONGEST:
            raise BrokenJson(f"a value is longer than {LONGEST:,} characters")
        length = 0
        while length < least and (piece := next(self._pieces, None)) is not None:
            added.append(piece)
            length += len(piece)
        self._held, self._at = "".join(added), 0
        return length > 0


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        raise ValueError(f"a name stands twice in one object: {', '.join(name for name, _ in pairs)[:100]}")
    return held


def _constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=Number, parse_int=Number, parse_constant=_constant
)
