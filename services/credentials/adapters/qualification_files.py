"""The reviewed qualification systems: one YAML file for each country, read, checked, named by its content."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from services.credentials.adapters.sources import DIRECTORY, Sources, read_sources
from services.credentials.domain.qualifications.levels import NOT_LINKED, Link
from services.credentials.domain.qualifications.model import Kind, Profile, Qualification, Span, System
from services.credentials.domain.qualifications.naming import spelling
from services.credentials.domain.qualifications.systems import Systems
from shared.kernel.canonical import Json, sha256
from shared.kernel.countries import is_country
from shared.kernel.intervals import UNBOUNDED, UNKNOWN, Bound, Interval
from shared.reference.fields import code, codes, required_day, text
from shared.reference.located_yaml import Node, read_yaml

_OF_A_SYSTEM = (
    *("country", "summary", "source", "confidence", "framework", "eqf", "qf_ehea", "scale"),
    "qualifications",
)
_OF_A_QUALIFICATION = (
    *("kind", "names", "english", "aliases", "awarded", "isced", "level", "eqf", "length", "gives"),
    *("limits", "fields", "profile", "part", "scale", "note", "source", "confidence", "evidence"),
)
_LEVELS_OF_KINDS = {
    Kind.ACCESS: (3, 4, 5),
    Kind.SHORT_CYCLE: (5,),
    Kind.FIRST: (6,),
    Kind.SECOND: (7,),
    Kind.LONG_ONE_TIER: (7,),
    Kind.THIRD: (8,),
}


def read_systems(directory: Path = DIRECTORY, *, scales: frozenset[str]) -> Systems:
    """Read every file; `scales` are the grade scales that exist. Raises ReferenceDataFault with the place."""
    sources = read_sources(directory)
    content: dict[str, Json] = {"sources": sources.entries.plain()}
    systems = []
    for path in sorted((directory / "qualifications").glob("*.yaml")):
        root = read_yaml(path)
        system = _SystemFile(root, sources, scales).read()
        if system.country.lower() != path.stem:
            raise root.required("country").fault(f"the file is called {path.name}")
        systems.append(system)
        content[system.country] = root.plain()
    return Systems(systems, reference_data=sha256(content))


@dataclass(frozen=True, slots=True)
class _SystemFile:
    """One file with what it refers to."""

    root: Node
    sources: Sources
    scales: frozenset[str]

    def read(self) -> System:
        root = self.root
        root.only(*_OF_A_SYSTEM)
        country = root.required("country")
        if not is_country(country.text):
            raise country.fault(f"{country.text!r} is not an ISO 3166-1 alpha-3 code")
        framework = root.get("framework")
        return System(
            country=country.text,
            summary=root.required("summary").text,
            evidence=self.sources.of(root, root),
            qualifications=tuple(self._qualifications(country.text)),
            framework=framework.required("name").text if framework else None,
            national=self._link(framework, "name"),
            eqf=self._link(root.get("eqf")),
            qf_ehea=self._link(root.get("qf_ehea")),
        )

    def _link(self, node: Node | None, *also: str) -> Link:
        if node is None:
            return NOT_LINKED
        node.only("by", "until", "source", "confidence", *also)
        by, until = node.get("by"), node.get("until")
        return Link(
            by=None if by is None else required_day(by),
            until=None if until is None else required_day(until),
            evidence=self.sources.of(node, self.root),
        )

    def _qualifications(self, country: str) -> Iterator[Qualification]:
        for key, node in self.root.required("qualifications").fields.items():
            node.only(*_OF_A_QUALIFICATION)
            if not key.startswith(f"{country.lower()}."):
                raise node.fault(f"the id of a qualification of {country} starts with {country.lower()}.")
            yield self._qualification(key, country, node)

    def _qualification(self, key: str, country: str, node: Node) -> Qualification:
        kind = code(Kind, node.required("kind"))
        length = node.get("length")
        if length is not None:
            length.only("years", "ects", "credits")
        lengths = length.fields if length else {}
        found = Qualification(
            id=key,
            country=country,
            kind=kind,
            names=tuple((tongue, it.text) for tongue, it in node.required("names").fields.items()),
            english=node.required("english").text,
            awarded=_awarded(node.required("awarded")),
            evidence=self.sources.of(node, self.root),
            aliases=tuple(it.text for it in _items(node.get("aliases"))),
            isced=_isced(node.get("isced"), kind),
            framework_level=text(node.get("level")),
            eqf=_whole(node.get("eqf"), range(1, 9)),
            length=_span(lengths.get("years")),
            ects=_span(lengths.get("ects")),
            credits=text(lengths.get("credits")),
            gives=None if node.get("gives") is None else codes(Kind, node.get("gives")),
            limits=text(node.get("limits")),
            fields=frozenset(it.text for it in _items(node.get("fields"))),
            profile=None if node.get("profile") is None else code(Profile, node.required("profile")),
            part=text(node.get("part")),
            scale=self._scale(self._scale_of(node, kind)),
            note=text(node.get("note")),
        )
        _check_names(node, found)
        return self._with_evidence(node, found)

    def _with_evidence(self, node: Node, found: Qualification) -> Qualification:
        """Give each fact its own source; of two sources that say the same, the surer one counts."""
        said = sorted(self.sources.facts(node.get("evidence")), key=lambda it: it[1].confidence)
        try:
            return found.resting_on(dict(said))
        except ValueError as error:
            raise node.fault(str(error)) from None

    def _scale_of(self, node: Node, kind: Kind) -> Node | None:
        """Find the grade scale: its own, or that of the country's higher education."""
        return node.get("scale") or (None if kind is Kind.ACCESS else self.root.get("scale"))

    def _scale(self, node: Node | None) -> str | None:
        if node is not None and node.text not in self.scales:
            raise node.fault(f"there is no grade scale {node.text!r}")
        return text(node)


def _items(node: Node | None) -> list[Node]:
    return [] if node is None else node.items


def _check_names(node: Node, found: Qualification) -> None:
    """Refuse names that no search could meet, and the same name twice."""
    seen: set[str] = set()
    for name in found.every_name():
        if not spelling(name):
            raise node.fault(f"the name {name!r} has no letters")
    for alias in found.aliases:
        if spelling(alias) in seen:
            raise node.fault(f"the alias {alias!r} is given twice")
        seen.add(spelling(alias))


def _awarded(node: Node) -> Interval:
    """Read the years of award: `from` and `to` are years or days, both included; a missing `to` is open."""
    node.only("from", "to")
    start, end = node.required("from"), node.get("to")
    try:
        return Interval(_first_day(start), UNBOUNDED if end is None else _day_after(end))
    except ValueError as error:
        raise node.fault(str(error)) from None


def _first_day(node: Node) -> Bound:
    if node.text == "unknown":
        return UNKNOWN
    return date(_year(node), 1, 1) if len(node.text) == 4 else required_day(node)


def _day_after(node: Node) -> Bound:
    if node.text == "unknown":
        return UNKNOWN
    if len(node.text) == 4:
        return date(_year(node) + 1, 1, 1)
    return date.fromordinal(required_day(node).toordinal() + 1)


def _year(node: Node) -> int:
    if not (node.text.isdecimal() and 1800 <= int(node.text) <= 2100):
        raise node.fault(f"{node.text!r} is neither a year, nor a day, nor unknown")
    return int(node.text)


def _isced(node: Node | None, kind: Kind) -> int | None:
    level = _whole(node, range(9))
    if node is not None and level not in _LEVELS_OF_KINDS[kind]:
        known = ", ".join(str(it) for it in _LEVELS_OF_KINDS[kind])
        raise node.fault(f"a qualification of the kind {kind} stands at ISCED level {known}")
    return level


def _whole(node: Node | None, allowed: range) -> int | None:
    if node is None:
        return None
    if not node.text.isdecimal() or int(node.text) not in allowed:
        raise node.fault(f"{node.text!r} is not a level from {allowed[0]} to {allowed[-1]}")
    return int(node.text)


def _span(node: Node | None) -> Span | None:
    """Read a length: ``3`` or ``3-4``."""
    if node is None:
        return None
    lowest, _, highest = node.text.partition("-")
    try:
        span = Span(Decimal(lowest), Decimal(highest or lowest))
    except InvalidOperation:
        raise node.fault(f"{node.text!r} is neither a number nor two numbers with a dash") from None
    if not 0 < span.lowest <= span.highest:
        raise node.fault(f"{node.text!r} is not a length")
    return span
