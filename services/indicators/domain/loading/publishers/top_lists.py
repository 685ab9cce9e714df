"""Flows published as top lists: the ten largest partners of a country, and "Other countries" in one number.

Form: 360info, report-global-education, ``popular-destinations-by-origin.csv`` and its mirror, with
``country-names.csv``, which says what the names stand for. The condition column reads ``a b c d``: INCLUDES,
INCLUDED, NAT_EST, UIS_EST, or a dash (README of its data). Lists are kept apart from whole matrices of flows:
what a list does not name is not zero.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.indicators.domain.geography.places import is_statistical_country
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.printed import is_year, parse_number
from services.indicators.domain.loading.publishers.uis_record import unknown_origin
from services.indicators.domain.loading.rows import Contract, Row, rows
from services.indicators.domain.observations.codes import FlowDirection, Magnitude, Provenance, Qualifier
from services.indicators.domain.observations.observation import OTHERS, Observation, Series

OTHER = "Other countries"
UNKNOWN = "unknown countries"
NAMES = Contract("uis360-country-names/1", ("continent", "country_name", "country_code"), ())
_UNNAMED = {"Sint Maarten": "SXM"}
"""Names of the lists that the table of names lacks."""


@dataclass(frozen=True, slots=True)
class Form:
    """One of the two files: its columns, what its lists count, and which way the students go."""

    contract: Contract
    measure: str
    direction: FlowDirection
    provenance: Provenance


BY_ORIGIN = Form(
    Contract(
        "top-destinations/1",
        ("year", "origin_country_name", "dest_country_lumped", "value_lumped", "cond_all"),
        ("year", "origin_country_name", "dest_country_lumped"),
    ),
    "OUT_TOP",
    FlowDirection.OUT,
    Provenance.MIRROR,
)
BY_HOST = Form(
    Contract(
        "top-origins/1",
        ("year", "dest_country_name", "origin_country_lumped", "value_lumped", "cond_all"),
        ("year", "dest_country_name", "origin_country_lumped"),
    ),
    "IN_TOP",
    FlowDirection.IN,
    Provenance.REPORTED,
)
_CONDITIONS = ("a", "b", "c", "d")


def form_of(first: str) -> Form:
    """Say by its first line which of the two files it is."""
    return BY_HOST if "origin_country_lumped" in first else BY_ORIGIN


def names(chunks: Iterable[bytes]) -> tuple[Mapping[str, str], tuple[Finding, ...]]:
    """Read what the names stand for; "Asia: unknown countries" is a code of its own. Raises Unreadable.

    A code that is no country, and a name that stands for two, are refused.
    """
    codes = dict(_UNNAMED)
    faults = []
    for row in rows(text_lines(chunks), NAMES):
        if isinstance(row, Finding):
            faults.append(row)
            continue
        name, code = row.fields["country_name"], row.fields["country_code"]
        if name == UNKNOWN:
            name, code = f"{row.fields['continent']}: {UNKNOWN}", unknown_origin(row.fields["continent"])
        elif not is_statistical_country(code):
            detail = f"{name!r} has {code!r}, which is no country"
            faults.append(Finding("unknown_area", Severity.REFUSAL, detail, Where(row.line)))
            continue
        if codes.setdefault(name, code) != code:
            detail = f"{name!r} stands for {codes[name]} and for {code}"
            faults.append(Finding("conflicting_rows", Severity.REFUSAL, detail, Where(row.line)))
    return codes, tuple(faults)


def parse(
    chunks: Iterable[bytes], codes: Mapping[str, str], form: Form, *, release: str, known_at: datetime
) -> Iterator[Parsed]:
    """Read one file; `codes` are those of `names`. Raises Unreadable.

    An unknown name refuses the file, and so does a list whose remainder has nowhere to be. A country that
    lists itself is named; it takes no part in what is computed.
    """
    lists: dict[tuple[str, str], _Seen] = {}
    for row in rows(text_lines(chunks), form.contract):
        if isinstance(row, Finding):
            yield row
            continue
        read = _Entry.read(row, codes, form)
        if isinstance(read, Finding):
            yield read
            continue
        lists.setdefault((read.country, read.year), _Seen()).take(read)
        if read.country == read.partner:
            detail = f"{read.country} is listed as its own partner; those {read.value:,.0f} count for nothing"
            yield Finding("own_country", Severity.WARNING, detail, read.where)
        yield read.observation(form, release, known_at)
    for (country, year), seen in lists.items():
        if seen.contradictory:
            detail = f"{country} {year}: students remain although no place is named that has more"
            where = Where(area=country, year=int(year), indicator=form.measure)
            yield Finding("contradictory_list", Severity.REFUSAL, detail, where)


@dataclass(slots=True)
class _Seen:
    """What is remembered of a list: its smallest named place, and whether something remains."""

    smallest: float = 0.0
    names: int = 0
    remainder: float = 0.0

    def take(self, it: "_Entry") -> None:
        if it.partner == OTHERS:
            self.remainder = it.value
        elif it.partner != it.country and is_statistical_country(it.partner):
            self.smallest = min(self.smallest, it.value) if self.names else it.value
            self.names += 1

    @property
    def contradictory(self) -> bool:
        return self.remainder > 0 and self.smallest == 0


@dataclass(frozen=True, slots=True)
class _Entry:
    """One row in our codes."""

    country: str
    partner: str
    year: str
    value: float
    marks: frozenset[str]
    where: Where

    @classmethod
    def read(cls, row: Row, codes: Mapping[str, str], form: Form) -> "_Entry | Finding":
        year, country, partner, value, conditions = (row.fields[it] for it in form.contract.columns)
        where = Where(row.line, codes.get(country), int(year) if is_year(year) else None, form.measure)
        unknown = [it for it in (country, partner) if it not in codes and it != OTHER]
        if unknown or country == OTHER:
            detail = f"no country is called {(unknown or [country])[0]!r}"
            return Finding("unknown_area", Severity.REFUSAL, detail, where)
        if not is_year(year):
            return Finding("bad_year", Severity.REFUSAL, f"{year!r} is not a year", where)
        number = parse_number(value)
        if number is None or number < 0:
            return Finding("bad_value", Severity.REFUSAL, f"{value!r} is not a count", where)
        marks = conditions.split(" ")
        if len(marks) != len(_CONDITIONS) or any(
            it not in {"-", known} for it, known in zip(marks, _CONDITIONS, strict=True)
        ):
            return Finding("unknown_qualifier", Severity.REFUSAL, f"the conditions {conditions!r}", where)
        place = OTHERS if partner == OTHER else codes[partner]
        return cls(codes[country], place, year, number, frozenset(marks) - {"-"}, where)

    def observation(self, form: Form, release: str, known_at: datetime) -> Observation:
        """Give the row as an observation. Of several estimates that it sums up, that of UIS counts."""
        qualifier = {"d": Qualifier.UIS_EST, "c": Qualifier.NAT_EST}
        magnitude = {"a": Magnitude.INCLUDES, "b": Magnitude.INCLUDED}
        return Observation(
            Series(form.measure, self.country, form.direction, "PER", self.partner),
            int(self.year),
            self.value,
            release,
            known_at,
            next((it for mark, it in qualifier.items() if mark in self.marks), None),
            next((it for mark, it in magnitude.items() if mark in self.marks), None),
            form.provenance,
        )
