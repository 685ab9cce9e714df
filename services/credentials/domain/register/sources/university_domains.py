"""The public list of universities and their domains: names, countries, domains, and nothing on recognition.

The list has no identifiers, so an entry joins an institution of another register only where exactly one fits.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from services.credentials.domain.reconciliation.text import comparable
from services.credentials.domain.register.domains import domain_of
from services.credentials.domain.register.institution import Name, NameKind, Provenance, Record, Seat
from services.credentials.domain.register.sources.outcome import (
    Finding,
    Read,
    Release,
    Unusable,
    alpha3,
    fields_of,
    items_of,
    optional_text,
    text_of,
)

REGISTER = "domains"
CONFIDENCE = 0.6
"""Anybody may add an entry; nobody vouches for it."""


def read(entries: Iterable[tuple[str, Any]], release: Release) -> Iterator[Read]:
    """Read the entries of the list; two entries of one name in one country are one."""
    seen: set[str] = set()
    for place, entry in entries:
        try:
            record = _record(fields_of(entry), release)
        except Unusable as error:
            yield Finding(place, error.reason, error.detail)
            continue
        if record.key in seen:
            yield Finding(place, "repeated", f"{record.key[:80]!r} stands in the list twice")
            continue
        seen.add(record.key)
        yield record


def _record(entry: dict[str, Any], release: Release) -> Record:
    name = text_of(entry.get("name"), "the name")
    country = alpha3(entry.get("alpha_two_code"))
    domains = [
        host for it in items_of(entry.get("domains")) if isinstance(it, str) and (host := domain_of(it))
    ]
    if not domains:
        raise Unusable("no_domain", f"{name[:80]!r} has no domain")
    return Record(
        key=f"{country}-{domains[0]}-{comparable(name).replace(' ', '-')}",
        provenance=Provenance(REGISTER, release.address, CONFIDENCE, release.known_from),
        names=(Name(name, NameKind.LABEL),),
        seats=(Seat(country, None, optional_text(entry.get("state-province"))),),
        domains=tuple(dict.fromkeys(domains)),
    )
