"""Makes institutions out of the records of several registers.

Records that share an identifying identifier speak of the same institution. A list that knows names and
domains alone joins an institution only where exactly one fits: same domain and country, or same name and
country.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import chain

from services.credentials.domain.register.identifiers import IDENTIFYING, Identifier, Scheme
from services.credentials.domain.register.institution import Institution, Record

Fold = Callable[[str], str]
"""Brings a name into the form in which names are compared."""


def consolidate(records: Iterable[Record], fold: Fold) -> list[Institution]:
    """Group `records` into institutions, sorted by id."""
    identified: list[Record] = []
    nameless: list[Record] = []
    for record in records:
        (identified if _anchors(record) else nameless).append(record)
    groups = _joined(identified)
    _attach(groups, nameless, fold)
    institutions = [
        Institution(_id(group), tuple(sorted(group, key=lambda it: -it.provenance.confidence)))
        for group in groups
    ]
    return sorted(institutions, key=lambda it: it.id)


def _anchors(record: Record) -> list[Identifier]:
    return [it for it in record.identifiers if it.scheme in IDENTIFYING]


def _joined(records: Sequence[Record]) -> list[list[Record]]:
    """Join records over shared identifiers (union-find over the identifiers)."""
    leader: dict[Identifier, Identifier] = {}

    def find(it: Identifier) -> Identifier:
        while leader.setdefault(it, it) != it:
            leader[it] = leader[leader[it]]
            it = leader[it]
        return it

    for record in records:
        first, *rest = _anchors(record)
        for other in rest:
            leader[find(other)] = find(first)
    groups: dict[Identifier, list[Record]] = defaultdict(list)
    for record in records:
        groups[find(_anchors(record)[0])].append(record)
    return list(groups.values())


def _attach(groups: list[list[Record]], records: Sequence[Record], fold: Fold) -> None:
    """Add each record to the one group that it fits, or make it a group of its own."""
    by_domain: dict[Hashable, set[int]] = defaultdict(set)
    by_name: dict[Hashable, set[int]] = defaultdict(set)
    for number, group in enumerate(groups):
        for record in group:
            _enter(by_domain, by_name, number, record, fold)
    for record in records:
        fitting: set[int] = set()
        for index, keys in ((by_domain, _domain_keys(record)), (by_name, _name_keys(record, fold))):
            fitting = set(chain.from_iterable(index.get(key, ()) for key in keys))
            if len(fitting) == 1:
                break
        if len(fitting) == 1:
            groups[fitting.pop()].append(record)
            continue
        groups.append([record])
        _enter(by_domain, by_name, len(groups) - 1, record, fold)


def _enter(
    by_domain: dict[Hashable, set[int]],
    by_name: dict[Hashable, set[int]],
    number: int,
    record: Record,
    fold: Fold,
) -> None:
    for key in _domain_keys(record):
        by_domain[key].add(number)
    for key in _name_keys(record, fold):
        by_name[key].add(number)


def _domain_keys(record: Record) -> set[Hashable]:
    """Domains with their parents of three labels and more: ``student.x.edu.au`` belongs to ``x.edu.au``."""
    found: set[Hashable] = set()
    for domain in record.domains:
        labels = domain.split(".")
        starts = range(max(1, len(labels) - 2))
        wholes = {".".join(labels[at:]) for at in starts} | ({domain} if len(labels) == 2 else set())
        found.update((whole, seat.country) for whole in wholes for seat in record.seats)
    return found


def _name_keys(record: Record, fold: Fold) -> set[Hashable]:
    return {(fold(name.text), seat.country) for name in record.names for seat in record.seats}


def _id(group: Sequence[Record]) -> str:
    order = list(Scheme)
    anchors = {it for record in group for it in _anchors(record)}
    if anchors:
        return str(min(anchors, key=lambda it: (order.index(it.scheme), it.value)))
    first = group[0]
    return f"{first.provenance.register}:{first.key}"
