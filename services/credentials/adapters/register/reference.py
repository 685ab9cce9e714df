"""The small register that comes with the product: institutions and their status, each fact sourced."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from services.credentials.domain.register.facts import Decision, Scope, Standing, StatusFact
from services.credentials.domain.register.identifiers import (
    Identifier,
    MalformedIdentifier,
    Scheme,
    identifier,
    parse_identifier,
)
from services.credentials.domain.register.institution import (
    Link,
    Name,
    NameKind,
    Provenance,
    Record,
    Relation,
    Seat,
)
from services.credentials.domain.register.sources.outcome import Read, Release
from shared.kernel.countries import is_country
from shared.kernel.intervals import UNBOUNDED, UNKNOWN, Bound, Interval
from shared.reference.fields import code, evidence, required_day, text
from shared.reference.located_yaml import Node, read_yaml

DIRECTORY = Path(__file__).parents[2] / "reference" / "institutions"
EDITION = "edition.yaml"
REGISTER = "reference"

_FIELDS = ("key", "names", "seats", "identifiers", "domains", "links", "established", "ceased")


def reference_release(directory: Path = DIRECTORY) -> Release:
    """Name the edition of the files. Raises ReferenceDataFault."""
    edition = read_yaml(directory / EDITION)
    name = edition.required("name").text
    return Release(name, f"reference/institutions ({name})", required_day(edition.required("as_of")))


def read_reference(release: Release, directory: Path = DIRECTORY) -> Iterator[Read]:
    """Read every institution with its facts. Raises ReferenceDataFault, naming file, line and field."""
    for path in sorted(directory.glob("*.yaml")):
        if path.name == EDITION:
            continue
        root = read_yaml(path)
        sources = root.required("sources")
        for node in root.required("institutions").items:
            node.only(*_FIELDS, "source", "confidence", "status")
            record = _record(node, sources, release.known_from)
            yield record
            for fact in _items(node, "status"):
                yield _fact(fact, record, sources, release.known_from)


def _record(node: Node, sources: Node, known_from: date) -> Record:
    key = node.required("key").text
    given = node.get("identifiers")
    own = Identifier(Scheme.LOCAL, f"{REGISTER}.{key}")
    return Record(
        key=key,
        provenance=_provenance(node, sources, known_from),
        names=tuple(_name(it) for it in node.required("names").items),
        seats=tuple(_seat(it) for it in node.required("seats").items),
        identifiers=(
            own,
            *(_identifier(scheme, it) for scheme, it in (given.fields if given else {}).items()),
        ),
        domains=tuple(it.text for it in _items(node, "domains")),
        links=tuple(_link(it) for it in _items(node, "links")),
        established=_year(node.get("established")),
        ceased=_year(node.get("ceased")),
    )


def _fact(node: Node, record: Record, sources: Node, known_from: date) -> StatusFact:
    node.only("key", "authority", "scope", "standing", "decision", "from", "to", "source", "confidence")
    return StatusFact(
        key=f"{record.key}/{node.required('key').text}",
        about=record.identifiers[:1],
        authority=node.required("authority").text,
        scope=code(Scope, node.required("scope")),
        standing=code(Standing, node.required("standing")),
        decision=code(Decision, node.required("decision")),
        valid=Interval(_bound(node.get("from"), UNKNOWN), _bound(node.get("to"), UNKNOWN)),
        provenance=_provenance(node, sources, known_from),
    )


def _provenance(node: Node, sources: Node, known_from: date) -> Provenance:
    found = evidence(node, sources)
    return Provenance(REGISTER, found.source, found.confidence, known_from)


def _name(node: Node) -> Name:
    node.only("text", "kind", "language", "from", "to")
    valid = Interval(_bound(node.get("from"), UNKNOWN), _bound(node.get("to"), UNKNOWN))
    return Name(
        node.required("text").text, code(NameKind, node.required("kind")), text(node.get("language")), valid
    )


def _seat(node: Node) -> Seat:
    node.only("country", "city", "region")
    country = node.required("country")
    if not is_country(country.text):
        raise country.fault(f"{country.text!r} is not an ISO 3166-1 alpha-3 code")
    return Seat(country.text, text(node.get("city")), text(node.get("region")))


def _identifier(scheme: str, node: Node) -> Identifier:
    try:
        return identifier(Scheme(scheme), node.text)
    except (ValueError, MalformedIdentifier) as error:
        raise node.fault(str(error)) from error


def _link(node: Node) -> Link:
    node.only("relation", "to", "name")
    to = node.required("to")
    try:
        target = parse_identifier(to.text)
    except MalformedIdentifier as error:
        raise to.fault(str(error)) from error
    return Link(code(Relation, node.required("relation")), target, text(node.get("name")))


def _bound(node: Node | None, absent: Bound) -> Bound:
    if node is None:
        return absent
    named: dict[str, Bound] = {"unknown": UNKNOWN, "open": UNBOUNDED}
    return named[node.text] if node.text in named else required_day(node)


def _year(node: Node | None) -> int | None:
    if node is None:
        return None
    if not (node.text.isdigit() and 500 <= int(node.text) <= 2100):
        raise node.fault(f"{node.text!r} is not a year")
    return int(node.text)


def _items(node: Node, name: str) -> list[Node]:
    found = node.get(name)
    return found.items if found else []
