"""Records of the Research Organization Registry, schema version 1 and 2.

ROR says that an organisation exists, what it is called and what it comes from. It is silent on recognition,
so no status fact is ever made of it (https://ror.readme.io/docs/ror-data-structure).
"""

from collections.abc import Iterable, Iterator
from typing import Any

from services.credentials.domain.register.domains import domain_of
from services.credentials.domain.register.identifiers import MalformedIdentifier, Scheme, identifier
from services.credentials.domain.register.institution import (
    Existence,
    Link,
    Name,
    NameKind,
    Provenance,
    Record,
    Relation,
    Seat,
)
from services.credentials.domain.register.sources.outcome import (
    Finding,
    Read,
    Release,
    Unusable,
    alpha3,
    fields_of,
    identifiers,
    items_of,
    optional_text,
    text_of,
)

REGISTER = "ror"
CONFIDENCE = 0.95

_EXISTENCE = {
    "active": Existence.ACTIVE,
    "inactive": Existence.CEASED,
    "withdrawn": Existence.WITHDRAWN,
}
_KINDS_V2 = (
    ("acronym", NameKind.ACRONYM),
    ("ror_display", NameKind.OFFICIAL),
    ("label", NameKind.LABEL),
    ("alias", NameKind.ALIAS),
)
_EXTERNAL = {"grid": Scheme.GRID, "isni": Scheme.ISNI, "wikidata": Scheme.WIKIDATA}


def read(entries: Iterable[tuple[str, Any]], release: Release) -> Iterator[Read]:
    """Read ROR records; each entry comes with its place in the source."""
    for place, entry in entries:
        findings: list[Finding] = []
        try:
            yield _record(fields_of(entry), release, place, findings)
        except Unusable as error:
            yield Finding(place, error.reason, error.detail)
        except MalformedIdentifier as error:
            yield Finding(place, error.code, error.detail)
        yield from findings


def _record(entry: dict[str, Any], release: Release, place: str, findings: list[Finding]) -> Record:
    ror = identifier(Scheme.ROR, text_of(entry.get("id"), "the ROR id"))
    existence = _EXISTENCE.get(str(entry.get("status")))
    if existence is None:
        raise Unusable("unknown_status", f"the status {str(entry.get('status'))[:40]!r} is none of ROR's")
    second = isinstance(entry.get("names"), list)
    names = tuple(dict.fromkeys(_names_v2(entry) if second else _names_v1(entry)))
    if not names:
        raise Unusable("no_name", "the record has no name")
    seats = tuple(dict.fromkeys(_seats_v2(entry) if second else _seats_v1(entry)))
    if not seats:
        raise Unusable("no_seat", "the record has no location")
    return Record(
        key=ror.value,
        provenance=Provenance(REGISTER, f"https://ror.org/{ror.value}", CONFIDENCE, release.known_from),
        names=names,
        seats=seats,
        identifiers=(ror, *identifiers(_external(entry), place, findings)),
        domains=tuple(dict.fromkeys(_domains(entry))),
        links=tuple(dict.fromkeys(_links(entry, place, findings))),
        established=_year(entry.get("established")),
        existence=existence,
    )


def _names_v2(entry: dict[str, Any]) -> Iterator[Name]:
    for item in items_of(entry.get("names")):
        it = fields_of(item)
        kinds = items_of(it.get("types"))
        kind = next((kind for word, kind in _KINDS_V2 if word in kinds), NameKind.ALIAS)
        text = optional_text(it.get("value"))
        if text:
            yield Name(text, kind, optional_text(it.get("lang")))


def _names_v1(entry: dict[str, Any]) -> Iterator[Name]:
    name = optional_text(entry.get("name"))
    if name:
        yield Name(name, NameKind.OFFICIAL)
    for item in items_of(entry.get("labels")):
        it = fields_of(item)
        text = optional_text(it.get("label"))
        if text:
            yield Name(text, NameKind.LABEL, optional_text(it.get("iso639")))
    for field, kind in (("aliases", NameKind.ALIAS), ("acronyms", NameKind.ACRONYM)):
        yield from (Name(text, kind) for it in items_of(entry.get(field)) if (text := optional_text(it)))


def _seats_v2(entry: dict[str, Any]) -> Iterator[Seat]:
    for item in items_of(entry.get("locations")):
        it = fields_of(fields_of(item).get("geonames_details"))
        yield Seat(
            alpha3(it.get("country_code")),
            optional_text(it.get("name")),
            optional_text(it.get("country_subdivision_name")),
        )


def _seats_v1(entry: dict[str, Any]) -> Iterator[Seat]:
    country = alpha3(fields_of(entry.get("country")).get("country_code"))
    for item in items_of(entry.get("addresses")):
        it = fields_of(item)
        place = fields_of(it.get("geonames_city"))
        region = fields_of(place.get("geonames_admin1"))
        city = optional_text(it.get("city")) or optional_text(place.get("city"))
        yield Seat(country, city, optional_text(it.get("state")) or optional_text(region.get("name")))


def _external(entry: dict[str, Any]) -> Iterator[tuple[Scheme, object]]:
    given = entry.get("external_ids")
    if isinstance(given, dict):
        pairs = [(str(kind).lower(), fields_of(it)) for kind, it in given.items()]
    else:
        pairs = [(str(fields_of(it).get("type")).lower(), fields_of(it)) for it in items_of(given)]
    for kind, it in pairs:
        every = it.get("all")
        first = every[0] if isinstance(every, list) and every else every
        if kind in _EXTERNAL:
            yield _EXTERNAL[kind], it.get("preferred") or first


def _domains(entry: dict[str, Any]) -> Iterator[str]:
    yield from (text.lower() for it in items_of(entry.get("domains")) if (text := optional_text(it)))
    for item in items_of(entry.get("links")):
        it = fields_of(item)
        address = item if isinstance(item, str) else it.get("value") if it.get("type") == "website" else None
        host = domain_of(address) if isinstance(address, str) else None
        if host:
            yield host


def _links(entry: dict[str, Any], place: str, findings: list[Finding]) -> Iterator[Link]:
    for item in items_of(entry.get("relationships")):
        it = fields_of(item)
        kind = str(it.get("type")).lower()
        for to in identifiers([(Scheme.ROR, it.get("id"))], place, findings):
            known = kind in Relation._value2member_map_
            yield Link(Relation(kind) if known else Relation.RELATED, to, optional_text(it.get("label")))


def _year(value: object) -> int | None:
    return value if isinstance(value, int) and 500 <= value <= 2100 else None
