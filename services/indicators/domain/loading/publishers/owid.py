"""Our World in Data's copy of a UIS ratio: ``Entity,Code,Year,<title>``, five decimals.

OWID adds aggregates of other publishers (codes ``OWID_…``, ``WB_…``, or none at all): groups, kept apart.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from services.indicators.domain.geography.places import Kind, Place, group_code
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.printed import is_year, parse_number
from services.indicators.domain.loading.rows import Contract, Row, rows
from services.indicators.domain.observations.codes import FlowDirection, Provenance
from services.indicators.domain.observations.observation import Observation, Series
from shared.kernel.countries import is_country

TITLES = {
    "Inbound mobility rate, both sexes": ("MSEP", FlowDirection.IN),
    "Share of students studying abroad": ("MOR", FlowDirection.OUT),
}


def parse(chunks: Iterable[bytes], *, title: str, release: str, known_at: datetime) -> Iterator[Parsed]:
    """Read one file whose value column is `title`. Raises Unreadable, and KeyError on another title."""
    indicator, direction = TITLES[title]
    contract = Contract("owid-grapher/1", ("Entity", "Code", "Year", title), ("Entity", "Year"))
    for row in rows(text_lines(chunks), contract):
        if isinstance(row, Finding):
            yield row
            continue
        place, value = _place(row), parse_number(row.fields[title])
        if place is None or value is None or value < 0 or not is_year(row.fields["Year"]):
            yield _refused(row, place, row.fields[title])
            continue
        series = Series(indicator, place.code, direction, "PT")
        provenance = Provenance.ESTIMATED if direction is FlowDirection.OUT else Provenance.REPORTED
        yield Observation(series, int(row.fields["Year"]), value, release, known_at, provenance=provenance)


def _place(row: Row) -> Place | None:
    code, entity = row.fields["Code"], row.fields["Entity"]
    if is_country(code):
        return Place(code, Kind.COUNTRY)
    if not code or code.startswith(("OWID_", "WB_")):
        return Place(group_code("OWID: " + entity), Kind.GROUP)
    return None


def _refused(row: Row, place: Place | None, value: str) -> Finding:
    where = Where(row.line, row.fields["Code"])
    if place is None:
        return Finding("unknown_area", Severity.REFUSAL, f"{row.fields['Code']!r} is no area code", where)
    if not is_year(row.fields["Year"]):
        return Finding("bad_year", Severity.REFUSAL, f"{row.fields['Year']!r} is not a year", where)
    return Finding("bad_value", Severity.REFUSAL, f"{value!r} is not a ratio", where)
