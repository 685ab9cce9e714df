"""Which artefacts a structure query of SDMX-REST asks for, in either shape, and how much of each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from services.indicators.domain.sdmx.versions import version_fits
from shared.kernel.errors import Invalid, Violation

ALL = frozenset({"all", "ALL", "*", ""})

REFERENCES = frozenset(
    {"none", "children", "descendants", "parents", "ancestors", "parentsandsiblings", "all"}
)
RELATED = "related"
"""Everything at any distance: where `references` names a kind, those of that kind come along."""
DETAILS = frozenset(
    "full allstubs referencestubs allcompletestubs referencecompletestubs referencepartial raw".split()
)
"""`raw` asks for code lists that extend others as they are: none here extends another, so it is as `full`."""


class Named(Protocol):
    """What an artefact is found by."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class StructureQuery:
    """The parts of the path and the parameters `references` and `detail`. Raises Invalid on an unknown one.

    `kind` is the resource (``dataflow``) or ``structure`` for every kind. Several ids, versions or items are
    joined by ``+`` (2.1) or a comma (3.0), several references by a comma.
    """

    kind: str
    agency: str = "all"
    id: str = "all"
    version: str = "latest"
    item: str = "all"
    references: str = "none"
    detail: str = "full"
    kinds: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        unknown = sorted(self.related.difference(REFERENCES, self.kinds))
        faults = [Violation("/references", "unknown_reference", f"{it!r} is unknown") for it in unknown]
        if self.detail not in DETAILS:
            faults.append(Violation("/detail", "unknown_detail", f"{self.detail!r} is unknown"))
        if faults:
            raise Invalid(*faults)

    @property
    def related(self) -> frozenset[str]:
        """Give the words and kinds that `references` names."""
        return frozenset(self.references.split(","))

    @property
    def items(self) -> frozenset[str] | None:
        """Give the ids of the items that are wanted of each scheme; None is all of them."""
        return None if self.item in ALL else _several(self.item)

    def wants(self, agency: str, artefact: Named) -> bool:
        """Say whether the path names this artefact."""
        return (
            (self.agency in ALL or agency in _several(self.agency))
            and (self.id in ALL or artefact.id in _several(self.id))
            and any(version_fits(it, artefact.version) for it in _versions(self.version))
        )


def _several(text: str) -> frozenset[str]:
    return frozenset(re.split("[+,]", text))


def _versions(text: str) -> frozenset[str]:
    # A plus joins versions in the shape 2.1 (1.0+2.0), and opens a part of one in the shape 3.0 (1.0+.0).
    return frozenset(text.split(",")) | frozenset(re.findall(r"[^+,]+", text))


Links = Mapping[str, Sequence[str]]
"""For each artefact's name those that it refers to."""


def with_references(wanted: Sequence[str], references: frozenset[str], links: Links) -> frozenset[str]:
    """Give the names of the artefacts that come along with `wanted`, without these.

    `references` are words of REFERENCES, or RELATED.
    """
    upward = _turned(links)
    parents = _closure(wanted, upward, whole=False)
    siblings = frozenset(it for parent in parents for it in links.get(parent, ()))
    descendants = _closure(wanted, links, whole=True)
    ancestors = _closure(wanted, upward, whole=True)
    found = {
        "none": frozenset[str](),
        "children": _closure(wanted, links, whole=False),
        "descendants": descendants,
        "parents": parents,
        "ancestors": ancestors,
        "parentsandsiblings": parents | siblings,
        "all": parents | siblings | descendants,
        RELATED: ancestors | siblings | descendants,
    }
    return frozenset[str]().union(*(found[it] for it in references)) - frozenset(wanted)


def _closure(start: Sequence[str], links: Links, *, whole: bool) -> frozenset[str]:
    found: set[str] = set()
    front = list(start)
    while front:
        front = [it for name in front for it in links.get(name, ()) if it not in found]
        found.update(front)
        if not whole:
            break
    return frozenset(found)


def _turned(links: Links) -> Links:
    turned: dict[str, list[str]] = {}
    for name, targets in links.items():
        for target in targets:
            turned.setdefault(target, []).append(name)
    return turned
