"""The parties of each instrument as parameters of the rules: derived from its reviewed rows, never typed.

`<instrument>.parties` holds the States that are bound, those whose first day is unknown but presumed past
included; `<instrument>.parties_dated` only those that are bound for certain. A day between two known days, on
which a State was not and was a party, is unknown. What never binds (signatures, conflicting or unconfirmed
rows) is left out. Each stretch says from which day it could be known, the deposit as a rule: as known on an
earlier day the State is not bound yet, and one that has denounced since is bound still.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
FORM = 50
"""Raised when the same rows come to be written otherwise: a published version never changes."""


def party_parameters(
    instruments: Iterable[Instrument], facts: Iterable[PartyFact], as_of: date
) -> tuple[Parameter, ...]:
    """Derive the membership parameters of every instrument that has come into force and binds.

    Versions are numbered by the day to which the data were compiled, so that later data give later ones.
    """
    by_instrument: dict[str, list[PartyFact]] = {}
    for fact in facts:
        by_instrument.setdefault(fact.instrument, []).append(fact)
    found: list[Parameter] = []
    for instrument in instruments:
        rows = [it for it in by_instrument.get(instrument.id, ()) if _may_bind(it)]
        first = _first_day(instrument.entry)
        if instrument.binding and first is not None and rows:
            found += _parties(instrument, rows, first, _numbered(as_of))
    return tuple(found)


def reservation_parameters(instruments: Iterable[Instrument], as_of: date) -> tuple[Parameter, ...]:
    """Give for each reservable article the States that made the reservation: none is on record so far."""
    return tuple(
        membership(reserved(it.id, article), _numbered(as_of), title, {})
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


def _parties(
    instrument: Instrument, rows: Sequence[PartyFact], first: date, number: int
) -> Iterator[Parameter]:
    for suffix, presumed in (("parties", True), ("parties_dated", False)):
        title = f"States bound by the {instrument.short}" + ("" if presumed else ", for certain")
        values = _by_state(rows, first, presumed=presumed)
        yield membership(f"{instrument.id}.{suffix}", number, title, values)


def _numbered(as_of: date) -> int:
    """Number a compilation, ``2026112350``: by its day, and by the form in which rows are written."""
    return int(f"{as_of:%Y%m%d}{FORM}")


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
    written: dict[str, Plain] = {
        "from": start,
        "to": end,
        "cite": row.evidence.source,
        "confidence": f"{row.evidence.confidence:g}",
    }
    if row.knowable_from is not None:
        written["known"] = row.knowable_from
    if isinstance(end, date):
        written["end_known"] = row.denunciation_notified or end
    return written


def _may_bind(row: PartyFact) -> bool:
    return row.kind in CONSENTS and row.evidence.confidence >= PROVISIONAL_FROM


def _first_day(entry: EntryIntoForce) -> date | None:
    if entry.established is Established.DATED:
        return entry.day
    return entry.not_before if entry.established is Established.DAY_UNKNOWN else None
