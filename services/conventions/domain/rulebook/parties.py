"""The parties of each instrument as parameters of the rules: derived from its reviewed rows, never typed.

`<instrument>.parties` holds the States that are bound, those whose first day is unknown but presumed past
included; `<instrument>.parties_dated` only those that are bound for certain. A day between two known days, on
which a State was not and was a party, is unknown. What never binds (signatures, conflicting or unconfirmed
rows) is left out. A consent that became known after it took effect (a succession notified late) gives a later
version of the parameter, published on the day from which it could be known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.conventions.domain.instruments.kinds import CONSENTS
from services.conventions.domain.instruments.model import (
    EntryIntoForce,
    Established,
    Instrument,
    PartyFact,
)
from shared.kernel.evidence import PROVISIONAL_FROM
from shared.rules.documents.parameter import Parameter, parameter_of
from shared.rules.documents.source import Plain, already_read

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Published:
    """A parameter and the day from which it could be known; None where it always could."""

    parameter: Parameter
    known_from: date | None


def party_parameters(
    instruments: Iterable[Instrument], facts: Iterable[PartyFact], as_of: date
) -> tuple[Published, ...]:
    """Derive the membership parameters of every instrument that has come into force and binds.

    Versions are numbered by the day to which the data were compiled, so that later data give later ones.
    """
    by_instrument: dict[str, list[PartyFact]] = {}
    for fact in facts:
        by_instrument.setdefault(fact.instrument, []).append(fact)
    found: list[Published] = []
    for instrument in instruments:
        rows = [it for it in by_instrument.get(instrument.id, ()) if _may_bind(it)]
        first = _first_day(instrument.entry)
        if instrument.binding and first is not None and rows:
            found += _versions(instrument, rows, first, _numbered(as_of))
    return tuple(found)


def reservation_parameters(instruments: Iterable[Instrument], as_of: date) -> tuple[Published, ...]:
    """Give for each reservable article the States that made the reservation: none is on record so far."""
    return tuple(
        Published(membership(reserved(it.id, article), _numbered(as_of), title, {}), None)
        for it in instruments
        if it.reservations is not None
        for article in sorted(it.reservations.allowed)
        for title in [f"States that reserved {article} ({it.short})"]
    )


def reserved(instrument: str, article: str) -> str:
    """Name the parameter of the reservations to an article: ``lrc_1997.reserved.vi_3``."""
    return f"{instrument}.reserved.{article.lower().replace('.', '_')}"


def membership(name: str, version: int, title: str, values: Mapping[str, list[Plain]]) -> Parameter:
    """Make a membership parameter of its stretches by State."""
    document: dict[str, Plain] = {
        "kind": "parameter/1",
        "id": name,
        "version": version,
        "title": title,
        "type": "membership",
        "values": {state: values[state] for state in sorted(values)},
    }
    return parameter_of(already_read(document, name))


def _versions(instrument: Instrument, rows: Sequence[PartyFact], first: date, number: int) -> list[Published]:
    late = sorted({_day_known(it) for it in rows if _is_late(it)})
    found = []
    for version, known in enumerate([None, *late], start=number):
        held = [it for it in rows if not _is_late(it) or (known is not None and _day_known(it) <= known)]
        for suffix, presumed in (("parties", True), ("parties_dated", False)):
            title = f"States bound by the {instrument.short}" + ("" if presumed else ", for certain")
            values = _by_state(held, first, presumed=presumed)
            parameter = membership(f"{instrument.id}.{suffix}", version, title, values)
            found.append(Published(parameter, known))
    return found


def _numbered(as_of: date) -> int:
    """Number the first version of a compilation; ``2026112300`` leaves room for a hundred late notices."""
    return int(f"{as_of:%Y%m%d}00")


def _by_state(rows: Iterable[PartyFact], first: date, *, presumed: bool) -> dict[str, list[Plain]]:
    values: dict[str, list[Plain]] = {}
    for row in rows:
        for state in (row.state, *row.also_for):
            values.setdefault(state, []).extend(_stretches(row, first, presumed=presumed))
    return {state: stretches for state, stretches in values.items() if stretches}


def _stretches(row: PartyFact, first: date, *, presumed: bool) -> list[Plain]:
    """Write one spell of membership; nobody is bound before the instrument itself is in force."""
    end = row.terminated
    if row.in_force is not None:
        return [_stretch(row, max(row.in_force, first), end)]
    found: list[Plain] = []
    if row.not_party_on is not None:
        found.append(_stretch(row, max(row.not_party_on + timedelta(days=1), first), UNKNOWN))
    elif presumed:
        return [_stretch(row, first, end)]
    if row.party_by is not None:
        found.append(_stretch(row, max(row.party_by, first), end))
    return found


def _stretch(row: PartyFact, start: date, end: date | str | None) -> Plain:
    return {
        "from": start,
        "to": end,
        "cite": row.evidence.source,
        "confidence": f"{row.evidence.confidence:g}",
    }


def _may_bind(row: PartyFact) -> bool:
    return row.kind in CONSENTS and row.evidence.confidence >= PROVISIONAL_FROM


def _is_late(row: PartyFact) -> bool:
    """Say whether the consent could be known only after the day on which it took effect."""
    return row.in_force is not None and _day_known(row) > row.in_force


def _day_known(row: PartyFact) -> date:
    return row.knowable_from or date.min


def _first_day(entry: EntryIntoForce) -> date | None:
    if entry.established is Established.DATED:
        return entry.day
    return entry.not_before if entry.established is Established.DAY_UNKNOWN else None
