"""Which artefacts a structure query of SDMX-REST asks for, in either shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from shared.kernel.errors import Invalid, Violation

ALL = frozenset({"all", "*", ""})
NEWEST = frozenset({"latest", "~", "+", *ALL})
"""Words for "any version" and "the newest": every artefact has one version here."""

REFERENCES = frozenset(
    {"none", "children", "descendants", "parents", "ancestors", "parentsandsiblings", "all"}
)
DETAILS = frozenset(
    "full allstubs referencestubs allcompletestubs referencecompletestubs referencepartial raw".split()
)


class Named(Protocol):
    """What an artefact is found by."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def version(self) -> str: ...  # noqa: D102


A = TypeVar("A", bound=Named)


@dataclass(frozen=True, slots=True)
class StructureQuery:
    """The parts of the path and the parameters `references` and `detail`. Raises Invalid on an unknown one.

    `kind` is the resource (``dataflow``) or ``structure`` for every kind. Several ids are joined by ``+`` or
    a comma.
    """

    kind: str
    agency: str = "all"
    id: str = "all"
    version: str = "latest"
    references: str = "none"
    detail: str = "full"
    kinds: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        faults = []
        if self.references not in REFERENCES | self.kinds:
            faults.append(Violation("/references", "unknown_reference", f"{self.references!r} is unknown"))
        if self.detail not in DETAILS:
            faults.append(Violation("/detail", "unknown_detail", f"{self.detail!r} is unknown"))
        if faults:
            raise Invalid(*faults)

    def wants(self, agency: str, artefact: Named) -> bool:
        """Say whether the path names this artefact."""
        versions = _several(self.version)
        return (
            (self.agency in ALL or agency in _several(self.agency))
            and (self.id in ALL or artefact.id in _several(self.id))
            and (bool(NEWEST & versions) or artefact.version in {it.rstrip("+") for it in versions})
        )


def _several(text: str) -> frozenset[str]:
    return frozenset(text.replace("+", ",").split(",")) | {text}


Links = Mapping[str, Sequence[str]]
"""For each artefact's name those that it refers to."""


def with_references(wanted: Sequence[str], references: str, links: Links) -> frozenset[str]:
    """Give the names of the artefacts that come along with `wanted`, without these."""
    below = _closure(wanted, links, whole=references in {"descendants", "all"})
    upward = _turned(links)
    above = _closure(wanted, upward, whole=references in {"ancestors", "all"})
    siblings = frozenset(it for parent in above for it in links.get(parent, ()))
    found = {
        "children": below,
        "descendants": below,
        "parents": above,
        "ancestors": above,
        "parentsandsiblings": above | siblings,
        "all": below | above | siblings | _closure(tuple(above), links, whole=True),
    }.get(references, frozenset())
    return found - frozenset(wanted)


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
