"""The UIS bulk archive (OPRI.zip): national data, labels and countries, with one indicator for each origin.

Bilateral flows have no dimension of their own there: "Students from Serbia" is indicator 26614, and its
country is the host. Origins are read from the archive's own labels and names. All members are verified
before the first row is read.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from services.indicators.domain.geography.places import uis_place
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.archive import members
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.printed import parse_number
from services.indicators.domain.loading.rows import Contract, Row, rows
from services.indicators.domain.loading.uis_export import INDICATORS, UisIndicator
from services.indicators.domain.observations.codes import FlowDirection, Magnitude, Provenance, Qualifier
from services.indicators.domain.observations.observation import WORLD, Observation, Series

CONTRACT = Contract(
    "uis-bulk/1",
    ("INDICATOR_ID", "COUNTRY_ID", "YEAR", "VALUE", "MAGNITUDE", "QUALIFIER"),
    ("INDICATOR_ID", "COUNTRY_ID", "YEAR"),
)
_ORIGIN = re.compile(r"^(?P<continent>[^:]+): Students from (?:the )?(?P<name>.+), both sexes \(number\)$")
UNKNOWN = "unknown countries"

# Labels that name a country otherwise than the archive's own list of countries.
_OTHER_NAMES = {
    "Bolivarian Republic of Venezuela": "VEN",
    "Cape Verde": "CPV",
    "Federated States of Micronesia": "FSM",
    "Hong Kong, Special Administrative Region of China": "HKG",
    "Islamic Republic of Iran": "IRN",
    "Macao, Special Administrative Region of China": "MAC",
    "Netherlands Antilles": "ANT",
    "Plurinational State of Bolivia": "BOL",
    "Sudan (pre-secession)": "XDN",
    "Turkey": "TUR",
    "United Kingdom": "GBR",
    "United States": "USA",
}


def parse(content: bytes, *, release: str, known_at: datetime) -> Iterator[Parsed]:
    """Read the archive. Indicators outside mobility are passed over; raises Unreadable.

    An origin label whose country is not in the archive's list is a refusal.
    """
    files = members(content)
    named = {_suffix(name): data for name, data in files.items()}
    missing = [name for name in ("DATA_NATIONAL", "LABEL", "COUNTRY") if name not in named]
    if missing:
        detail = f"the archive has no member {', '.join(f'*_{name}.csv' for name in missing)}"
        yield Finding("missing_member", Severity.REFUSAL, detail)
        return
    origins, faults = origin_indicators(named["LABEL"], named["COUNTRY"])
    yield from faults
    for row in rows(text_lines([named["DATA_NATIONAL"]]), CONTRACT):
        if isinstance(row, Finding):
            yield row
        elif (what := _what(row.fields["INDICATOR_ID"], origins)) is not None:
            yield _observe(row, what, release, known_at)


def origin_indicators(labels: bytes, countries: bytes) -> tuple[Mapping[str, str], tuple[Finding, ...]]:
    """Map the indicators "Students from X" to origins, unknown countries to ``_U_`` and their continent."""
    names = {row["COUNTRY_NAME_EN"]: row["COUNTRY_ID"] for row in csv.DictReader(text_lines([countries]))}
    names |= _OTHER_NAMES
    origins: dict[str, str] = {}
    faults = []
    for row in csv.DictReader(text_lines([labels])):
        label = _ORIGIN.match(row["INDICATOR_LABEL_EN"])
        if label is None:
            continue
        if label["name"] == UNKNOWN:
            origins[row["INDICATOR_ID"]] = "_U_" + re.sub(r"\W+", "_", label["continent"].upper())
        elif label["name"] in names:
            origins[row["INDICATOR_ID"]] = names[label["name"]]
        else:
            detail = f"indicator {row['INDICATOR_ID']}: no country is called {label['name']!r}"
            faults.append(Finding("unknown_origin", Severity.REFUSAL, detail))
    return origins, tuple(faults)


def _what(code: str, origins: Mapping[str, str]) -> tuple[UisIndicator, str] | None:
    if code in origins:
        return UisIndicator("IN", FlowDirection.IN, "PER"), origins[code]
    total = INDICATORS.get(code)
    return (total, WORLD) if total is not None else None


def _observe(row: Row, what: tuple[UisIndicator, str], release: str, known_at: datetime) -> Parsed:
    fields, (indicator, counterpart) = row.fields, what
    where = Where(row.line, fields["COUNTRY_ID"], None, fields["INDICATOR_ID"])
    place = uis_place(fields["COUNTRY_ID"])
    if place is None:
        return Finding("unknown_area", Severity.REFUSAL, f"{fields['COUNTRY_ID']!r} is no area code", where)
    value = parse_number(fields["VALUE"])
    if fields["MAGNITUDE"] not in {"", *Magnitude} or fields["QUALIFIER"] not in {"", *Qualifier}:
        detail = f"magnitude {fields['MAGNITUDE']!r} or qualifier {fields['QUALIFIER']!r} is unknown"
        return Finding("unknown_qualifier", Severity.REFUSAL, detail, where)
    if value is None and fields["VALUE"]:
        return Finding("bad_value", Severity.REFUSAL, f"{fields['VALUE']!r} is not a number", where)
    return Observation(
        Series(indicator.formula, place.code, indicator.direction, indicator.unit, counterpart),
        int(fields["YEAR"]),
        value,
        release,
        known_at,
        Qualifier(fields["QUALIFIER"]) if fields["QUALIFIER"] else None,
        Magnitude(fields["MAGNITUDE"]) if fields["MAGNITUDE"] else None,
        indicator.provenance if counterpart == WORLD else Provenance.REPORTED,
    )


def _suffix(name: str) -> str:
    stem = name.rsplit("/", 1)[-1].removesuffix(".csv")
    return stem.partition("_")[2]
