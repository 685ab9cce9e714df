"""Bilateral flows published as top lists: the ten largest partners of a country and "Other countries".

Form: 360info, report-global-education, ``popular-destinations-by-origin.csv`` and its mirror. The condition
column reads ``a b c d``: INCLUDES, INCLUDED, NAT_EST, UIS_EST, or a dash.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from services.indicators.domain.dispersion.truncated import ContradictoryList, TopList
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.printed import parse_number
from services.indicators.domain.loading.rows import Contract, Row, rows

OTHER = "Other countries"
BY_ORIGIN = Contract(
    "top-destinations/1",
    ("year", "origin_country_name", "dest_country_lumped", "value_lumped", "cond_all"),
    ("year", "origin_country_name", "dest_country_lumped"),
)
BY_HOST = Contract(
    "top-origins/1",
    ("year", "dest_country_name", "origin_country_lumped", "value_lumped", "cond_all"),
    ("year", "dest_country_name", "origin_country_lumped"),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """The top list of one country and year: partners with their students, and the rest in one number.

    A region's unknown countries are a partner in the file but no country; they count as `unspecified`.
    """

    country: str
    year: int
    partners: Mapping[str, float]
    remainder: float
    unspecified: float

    def bounded(self) -> TopList:
        """Give the list for the dispersion bounds. Raises ContradictoryList."""
        return TopList(tuple(self.partners.values()), self.remainder)


def parse(
    chunks: Iterable[bytes], codes: Mapping[str, str], contract: Contract
) -> Iterator[Listed | Finding]:
    """Read the lists; `codes` maps the file's country names to ISO codes ("" for unknown countries).

    Lists come after the findings of their rows. An unknown name refuses the file; a country that lists itself
    and a list that contradicts itself are warnings. Raises Unreadable.
    """
    _, country, partner, value, _ = contract.columns
    lists: dict[tuple[str, int], dict[str, float]] = {}
    for row in rows(text_lines(chunks), contract):
        fault = row if isinstance(row, Finding) else _fault(row, codes, contract)
        if fault is not None:
            yield fault
        if isinstance(row, Row) and (fault is None or fault.severity is not Severity.REFUSAL):
            held = lists.setdefault((row.fields[country], int(row.fields["year"])), {})
            held[row.fields[partner]] = float(row.fields[value])
    for (name, year), partners in lists.items():
        if codes[name]:
            yield from _listed(codes[name], year, partners, codes)


def _listed(
    country: str, year: int, partners: Mapping[str, float], codes: Mapping[str, str]
) -> Iterator[Listed | Finding]:
    known = {
        codes[name]: students
        for name, students in partners.items()
        if name != OTHER and codes[name] not in {"", country}
    }
    unspecified = sum(students for name, students in partners.items() if name != OTHER and not codes[name])
    listed = Listed(country, year, known, partners.get(OTHER, 0.0), unspecified)
    try:
        listed.bounded()
    except ContradictoryList as fault:
        where = Where(area=country, year=year)
        yield Finding("contradictory_list", Severity.WARNING, f"{country} {year}: {fault}", where)
        return
    yield listed


def _fault(row: Row, codes: Mapping[str, str], contract: Contract) -> Finding | None:
    _, country, partner, value, _ = contract.columns
    names = (row.fields[country], row.fields[partner])
    where = Where(row.line)
    unknown = [name for name in names if name not in codes and name != OTHER]
    if unknown:
        return Finding("unknown_area", Severity.REFUSAL, f"no country is called {unknown[0]!r}", where)
    number = parse_number(row.fields[value])
    if number is None or number < 0 or not row.fields["year"].isdigit():
        return Finding("bad_value", Severity.REFUSAL, f"{row.fields[value]!r} is not a count", where)
    if names[0] == names[1]:
        detail = f"{names[0]} is listed as its own partner; those {number:,.0f} students are left out"
        return Finding("own_country", Severity.WARNING, detail, where)
    return None
