"""From the parser's single position of a node to the characters [start, end) the author wrote."""

import re

from shared.rules.language.cel_wire import (
    Raw,
    RawCall,
    RawConst,
    RawIdent,
    RawList,
    RawLoop,
    RawSelect,
    RawTree,
)
from shared.rules.language.syntax import Span

_LITERAL = re.compile(
    r"[bBrR]{0,2}(\"\"\".*?\"\"\"|'''.*?'''|\"(\\.|[^\"\\])*\"|'(\\.|[^'\\])*')|-?[0-9a-zA-Z_.]+", re.DOTALL
)
_OPEN, _CLOSE, _QUOTES = "([{", ")]}", "\"'"


class Spans:
    """Finds the span of each node of one expression."""

    def __init__(self, text: str, tree: RawTree) -> None:
        self.text = text
        self.positions = tree.positions

    def of(self, node: Raw) -> Span:
        """Give the span of `node`: from its leftmost to its rightmost part."""
        at = self.positions.get(node.id, 0)
        match node:
            case RawIdent(_, name):
                return at, at + len(name)
            case RawSelect(_, operand, field, False):
                return self.of(operand)[0], self._after(field, at)
            case RawConst():
                found = _LITERAL.match(self.text, at)
                return at, found.end() if found else at + 1
            case RawList():
                return at, self._closing(at)
            case RawLoop(_, _, over):
                return self.of(over)[0], self._closing(at)
            case RawCall(_, function, target, args):
                return self._call(at, function, target, args)
            case _:
                return at, min(at + 1, len(self.text))

    def _call(self, at: int, function: str, target: Raw | None, args: tuple[Raw, ...]) -> Span:
        operator = function.startswith(("_", "@")) or function in {"!_", "-_"}
        if not operator:
            start = self.of(target)[0] if target else max(0, at - len(function))
            return start, self._closing(at)
        spans = [self.of(it) for it in args]
        start, end = min((it[0] for it in spans), default=at), max((it[1] for it in spans), default=at + 1)
        return min(start, at) if function in {"!_", "-_"} else start, end

    def _after(self, field: str, at: int) -> int:
        found = self.text.find(field, at)
        return found + len(field) if found >= 0 else at + 1

    def _closing(self, at: int) -> int:
        """Find the end of the bracket that opens at `at`, stepping over quoted text."""
        depth, quote, index = 0, "", at
        while index < len(self.text):
            char = self.text[index]
            if quote:
                if char == "\\":
                    index += 1
                elif char == quote:
                    quote = ""
            elif char in _QUOTES:
                quote = char
            elif char in _OPEN:
                depth += 1
            elif char in _CLOSE:
                depth -= 1
                if depth <= 0:
                    return index + 1
            index += 1
        return len(self.text)
