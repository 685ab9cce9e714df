"""Taking a plain mapping apart: every wrong or missing value becomes a finding, and reading goes on."""

import difflib
import re
from collections.abc import Collection, Iterator
from datetime import date

from shared.rules.documents.findings import Finding, Refused
from shared.rules.documents.source import Plain, Source, escaped

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)*")
"""Ids and fact names: lower-case words joined by dots."""
NAME = re.compile(r"[a-z][a-z0-9_]*")


class Reading:
    """One mapping of a document, at `pointer`. Readers return a harmless value after noting a fault."""

    def __init__(
        self, source: Source, pointer: str, value: dict[str, Plain], findings: list[Finding]
    ) -> None:
        self.source = source
        self.pointer = pointer
        self.value = value
        self.findings = findings

    @classmethod
    def of(cls, source: Source) -> "Reading":
        """Start at the top of a document."""
        return cls(source, "", source.value, [])

    def fault(self, key: str | None, code: str, message: str, *, hint: str = "") -> None:
        """Note a fault at `key`, or at the mapping itself."""
        pointer = self.pointer if key is None else self.at(key)
        self.findings.append(self.source.finding(pointer, code, message, hint=hint))

    def at(self, key: str) -> str:
        """Give the pointer of `key`."""
        return f"{self.pointer}/{escaped(key)}"

    def only(self, *keys: str) -> None:
        """Refuse keys that mean nothing here, with the nearest known one as a hint."""
        for key in self.value:
            if key not in keys:
                near = difflib.get_close_matches(key, keys, n=1)
                hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(keys)}"
                self.fault(key, "unknown_key", f"The key {key!r} is not known here.", hint=hint)

    def text(self, key: str, default: str | None = None) -> str:
        """Read a text; required unless a default is given. A bare number or day is taken as written."""
        value = self.value.get(key)
        if value is None and default is not None:
            return default
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, int | date) and not isinstance(value, bool):
            return str(value)
        self._wrong(key, value, "a text")
        return default or ""

    def identifier(self, key: str) -> str:
        """Read a dotted lower-case name."""
        value = self.text(key)
        if value and not IDENTIFIER.fullmatch(value):
            self.fault(key, "bad_name", f"{value!r} is not a name: lower-case words joined by dots.")
        return value

    def whole(self, key: str, default: int | None = None) -> int:
        """Read a whole number; required unless a default is given."""
        value = self.value.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value is not None or default is None:
            self._wrong(key, value, "a whole number")
        return default or 0

    def choice(self, key: str, known: Collection[str], default: str | None = None) -> str:
        """Read one of a closed list of words."""
        value = self.text(key, default)
        if value not in known and self.value.get(key) is not None:
            near = difflib.get_close_matches(value, known, n=1)
            hint = f"did you mean {near[0]}?" if near else ""
            self.fault(key, "unknown_word", f"{value!r} is none of {', '.join(sorted(known))}.", hint=hint)
        return value if value in known else (default or min(known))

    def day(self, key: str) -> date | None:
        """Read an ISO day or null."""
        value = self.value.get(key)
        if value is None or isinstance(value, date):
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass  # noted below, like every other value that is no day
        self._wrong(key, value, "a day such as 2024-05-01")
        return None

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts; absent means none."""
        value = self.value.get(key)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(it, str) for it in value):
            return tuple(str(it) for it in value)
        self._wrong(key, value, "a list of texts")
        return ()

    def mapping(self, key: str, *, required: bool = False) -> "Reading | None":
        """Enter a mapping; None when it is absent."""
        value = self.value.get(key)
        if isinstance(value, dict):
            return Reading(self.source, self.at(key), value, self.findings)
        if value is not None or required:
            self._wrong(key, value, "a mapping")
        return None

    def mappings(self, key: str) -> "Iterator[Reading]":
        """Enter each mapping of a list; absent means none."""
        value = self.value.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            self._wrong(key, value, "a list")
            return
        for index, item in enumerate(value):
            if isinstance(item, dict):
                yield Reading(self.source, f"{self.at(key)}/{index}", item, self.findings)
            else:
                self.findings.append(
                    self.source.finding(
                        f"{self.at(key)}/{index}", "wrong_type", "A mapping is expected here."
                    )
                )

    def done(self) -> None:
        """Raise `Refused` when anything was found."""
        if self.findings:
            raise Refused(self.findings)

    def _wrong(self, key: str, value: Plain, expected: str) -> None:
        if value is None:
            said = f"{key!r} is missing: {expected} is expected."
            self.fault(None, "missing", said, hint=f"add {key}: ...")
        else:
            said = f"{key!r} is {expected}, not {value!r}."
            self.fault(key, "wrong_type", said, hint=f"write {expected}")
