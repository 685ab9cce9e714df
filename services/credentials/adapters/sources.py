"""The sources of the facts about qualifications and grades, and which of them says which fact."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.credentials.domain.qualifications.model import Fact
from shared.kernel.evidence import Evidence
from shared.reference.fields import code, required_day, share
from shared.reference.located_yaml import Node, read_yaml

DIRECTORY = Path(__file__).parents[1] / "reference"


@dataclass(frozen=True, slots=True)
class Sources:
    """The file of sources by key.

    A source is a text, or it says title, address, day of look-up and how far it is relied upon: only such
    a one may stand behind single facts. None was looked up after `latest`.
    """

    entries: Node
    latest: date

    def of(self, row: Node, beside: Node) -> Evidence:
        """Give source and confidence of a row, else of `beside`. Raises ReferenceDataFault."""
        own = row.get("source")
        if own is not None:
            return Evidence(self.text(own), share(row.required("confidence")))
        confidence = row.get("confidence") or beside.required("confidence")
        return Evidence(self.text(beside.required("source")), share(confidence))

    def text(self, key: Node) -> str:
        """Say what the source of this key is and where. Raises ReferenceDataFault."""
        entry = self._entry(key.text, key)
        return entry.text if isinstance(entry.value, str) else self._looked_up(entry).source

    def facts(self, node: Node | None) -> Iterator[tuple[Fact, Evidence]]:
        """Read which source says which facts of a row. Raises ReferenceDataFault."""
        for key, facts in node.fields.items() if node else ():
            entry = self._entry(key, facts)
            if isinstance(entry.value, str):
                raise facts.fault(f"the source {key} says no title, address and day of look-up")
            found = self._looked_up(entry)
            for it in facts.items:
                yield code(Fact, it), found

    def _entry(self, key: str, named_at: Node) -> Node:
        entry = self.entries.get(key)
        if entry is None:
            raise named_at.fault(f"{key!r} is not among the sources")
        return entry

    def _looked_up(self, entry: Node) -> Evidence:
        entry.only("title", "url", "looked_up", "confidence")
        title, url, day = (entry.required(it) for it in ("title", "url", "looked_up"))
        if required_day(day) > self.latest:
            raise day.fault(f"{day.text} lies after the day to which the facts were compiled")
        text = f"{title.text}: {url.text} (looked up on {day.text})"
        return Evidence(text, share(entry.required("confidence")))


def read_sources(directory: Path = DIRECTORY) -> Sources:
    """Read the sources that rows may name. Raises ReferenceDataFault."""
    return Sources(read_yaml(directory / "sources.yaml"), compiled_on(directory))


def compiled_on(directory: Path = DIRECTORY) -> date:
    """Give the day to which all these facts were compiled. Raises ReferenceDataFault."""
    edition = read_yaml(directory / "edition.yaml")
    edition.only("as_of")
    return required_day(edition.required("as_of"))
