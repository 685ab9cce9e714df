"""What is wrong with a document: where, in the author's own text, in words, and how to put it right."""

from collections.abc import Iterable
from dataclasses import dataclass

from shared.kernel.errors import Invalid, Violation


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault. `path` is the document's name, `pointer` a JSON Pointer, lines and columns count from 1.

    `excerpt` is the line at fault with a caret under the place; `hint` says what to write instead.
    """

    path: str
    pointer: str
    line: int
    column: int
    code: str
    message: str
    excerpt: str = ""
    hint: str = ""

    def __str__(self) -> str:
        lines = [f"{self.path}:{self.line}:{self.column}: {self.message} [{self.code}]"]
        if self.excerpt:
            lines.append(self.excerpt)
        if self.hint:
            lines.append(f"hint: {self.hint}")
        return "\n".join(lines)


class Refused(Invalid):
    """A document, or a set of them, that cannot be accepted; `findings` names every fault."""

    code = "rule_refused"
    title = "The document is refused"

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(*(Violation(it.pointer, it.code, str(it)) for it in self.findings))


def excerpt(line: str, column: int) -> str:
    """Show `line` with a caret under `column` (from 1). A long line is cut around the place."""
    first = max(0, column - 60)
    shown = line[first : first + 100].replace("\t", " ")
    return f" | {shown}\n | {'.' * (column - 1 - first)}^"
