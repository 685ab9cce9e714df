"""Reads the integer matrices of an R workspace (.RData, XDR form), as far as published tables need it.

Source of the form: "R Internals", section 1.8, serialization formats.
"""

import gzip
import struct
from pathlib import Path
from typing import Any

import numpy as np

NOTHING, SYMBOL, PAIRS, CHARACTERS, INTEGERS, REALS, STRINGS, LIST = 254, 1, 2, 9, 13, 14, 16, 19
REFERENCE, LOGICALS = 255, 10


class Workspace:
    """One reading of one file."""

    def __init__(self, content: bytes) -> None:
        assert content.startswith(b"RDX2\nX\n"), "not an R workspace in XDR form, version 2"
        self.content = content
        self.place = 7 + 12  # magic, then the format's version and two versions of R
        self.symbols: list[str] = []

    def integer(self) -> int:
        return int(self.numbers(">i4", 1)[0])

    def numbers(self, kind: str, count: int) -> np.ndarray:
        found = np.frombuffer(self.content, kind, count, self.place)
        self.place += found.nbytes
        return found

    def item(self) -> Any:
        flags = self.integer()
        kind, attributed, tagged = flags & 255, bool(flags & 512), bool(flags & 1024)
        match kind:
            case 254:
                return None
            case 255:
                return self.symbols[(flags >> 8) - 1]
            case 1:
                self.symbols.append(self.item())
                return self.symbols[-1]
            case 2:
                return self.pairs(tagged=tagged)
            case 9:
                length = self.integer()
                text = self.content[self.place : self.place + max(length, 0)]
                self.place += len(text)
                return text.decode()
            case 10 | 13 | 14:
                value: Any = self.numbers(">f8" if kind == REALS else ">i4", self.integer())
            case 16 | 19:
                value = [self.item() for _ in range(self.integer())]
            case _:
                raise ValueError(f"an R object of kind {kind} is not read here")
        attributes = self.item() if attributed else None
        return _shaped(value, attributes or {})

    def pairs(self, *, tagged: bool) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while True:
            name = self.item() if tagged else str(len(found))
            found[name] = self.item()
            flags = struct.unpack_from(">i", self.content, self.place)[0]
            if flags & 255 != PAIRS:
                self.item()
                return found
            self.place += 4
            tagged = bool(flags & 1024)


def _shaped(value: Any, attributes: dict[str, Any]) -> Any:
    if isinstance(value, np.ndarray) and "dim" in attributes:
        return value.reshape(attributes["dim"], order="F"), attributes.get("dimnames")
    return value


def read_workspace(path: Path) -> dict[str, Any]:
    """Give the objects by name; a matrix comes as (array, names of its rows and columns)."""
    objects: dict[str, Any] = Workspace(gzip.decompress(path.read_bytes())).item()
    return objects
