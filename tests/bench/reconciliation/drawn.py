"""Labels that the registers themselves give.

*Names*: names of a sample of the register's own institutions, as they are, with the country told, with one
slip of the keyboard, and turned round; right is the institution that the name was taken from. *Listed*: names
of another list, by other hands, whose website is that of exactly one institution of the register.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from services.credentials.domain.reconciliation.reconcile import Query
from services.credentials.domain.register.institution import Existence, NameKind
from services.credentials.domain.register.register import Register
from tests.bench.reconciliation.labelled import Labelled, draw, labelled
from tests.bench.reconciliation.register_files import read_records

ONE_IN = 12


def names(register: Register) -> Iterator[Labelled]:
    """Draw names from the register; all that is made of one name lies in one half."""
    for institution in register.institutions:
        drawn = draw(institution.id)
        if drawn % ONE_IN or institution.existence is not Existence.ACTIVE:
            continue
        proper = [it.text for it in institution.names if it.kind is not NameKind.ACRONYM]
        name = proper[drawn // ONE_IN % len(proper)]
        right, tuning = frozenset({institution.id}), draw(name) % 2 == 0
        country = min(institution.countries)
        yield Labelled(Query(name), right, tuning, "name")
        yield Labelled(Query(name, country), right, tuning, "name, country told")
        yield Labelled(Query(_slip(name, drawn), country), right, tuning, "name with a slip, country told")
        turned = _turned(name)
        if turned is not None and not register.search(name=turned, country=country)[1:]:
            yield Labelled(Query(turned, country), right, tuning, "name turned round, country told")


def listed(path: Path, register: Register) -> Iterator[Labelled]:
    """Take names of the list of universities and domains; the website says which institution is meant."""
    owners: dict[str, set[str]] = defaultdict(set)
    for institution in register.institutions:
        for domain in institution.domains:
            owners[domain].add(institution.id)
    for record in read_records(path, "domains"):
        right = {it for domain in record.domains for it in owners.get(domain, ())}
        country = record.seats[0].country
        if len(right) == 1 and country in register.get(next(iter(right))).countries:
            yield labelled(Query(record.names[0].text, country), frozenset(right), "listed name")


def _slip(name: str, drawn: int) -> str:
    """Exchange two neighbouring letters somewhere in the longest word."""
    word = max(name.split(), key=len)
    if len(word) < 6:
        return name
    at = 1 + drawn % (len(word) - 3)
    return name.replace(word, word[:at] + word[at + 1] + word[at] + word[at + 2 :], 1)


def _turned(name: str) -> str | None:
    """Say "Oslo University" for "University of Oslo", and the other way round, as many do."""
    match = re.fullmatch(r"(?:The )?University of (\w+)|(\w+) University", name)
    if match is None:
        return None
    return f"{match[1]} University" if match[1] else f"University of {match[2]}"
