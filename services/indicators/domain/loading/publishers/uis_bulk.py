"""The UIS bulk archive (OPRI.zip): national and regional data, labels and countries.

Bilateral flows have no dimension of their own there: "Students from Serbia" is indicator 26614, and its
country is the host. Origins are read from the archive's own labels and names. All members are verified
before the first row is read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import IO

from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.loading.archive import Archive, opened, plain
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.publishers.uis_record import (
    INDICATORS,
    UisIndicator,
    UisRecord,
    observe,
    unknown_origin,
)
from services.indicators.domain.loading.rows import Contract, Row, rows

_DATA = ("INDICATOR_ID", "YEAR", "VALUE", "MAGNITUDE", "QUALIFIER")
# Millions of rows are passed over; a cell that comes twice is found among those that are kept.
NATIONAL = Contract("uis-bulk-national/1", ("COUNTRY_ID", *_DATA), ())
REGIONAL = Contract("uis-bulk-regional/1", ("REGION_ID", *_DATA), ())
LABELS = Contract("uis-bulk-labels/1", ("INDICATOR_ID", "INDICATOR_LABEL_EN"), ("INDICATOR_ID",))
COUNTRIES = Contract("uis-bulk-countries/1", ("COUNTRY_ID", "COUNTRY_NAME_EN"), ("COUNTRY_ID",))
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


def parse(file: IO[bytes], *, release: str, known_at: datetime) -> Iterator[Parsed]:
    """Read the archive. Indicators outside mobility are passed over; raises Unreadable.

    An origin label whose country is not in the archive's list is a refusal.
    """
    with opened(file) as archive:
        members, faults = _members(archive)
        yield from faults
        if faults:
            return
        indicators, faults = _indicators(
            _rows(archive, members["LABEL"], LABELS), _rows(archive, members["COUNTRY"], COUNTRIES)
        )
        yield from faults
        if not indicators:
            return
        for name, contract, area in (
            ("DATA_NATIONAL", NATIONAL, "COUNTRY_ID"),
            ("DATA_REGIONAL", REGIONAL, "REGION_ID"),
        ):
            if name in members:
                data = _rows(archive, members[name], contract)
                yield from _figures(data, area, indicators, release, known_at)


def _members(archive: Archive) -> tuple[dict[str, str], list[Finding]]:
    found: dict[str, str] = {}
    faults = []
    for path in archive.names:
        _, _, kind = plain(path).upper().removesuffix(".CSV").partition("_")
        if kind in _KINDS:
            if kind in found:
                detail = f"both {found[kind]!r} and {path!r} are *_{kind}.csv: give one data set at a time"
                faults.append(Finding("duplicate_member", Severity.REFUSAL, detail))
            found[kind] = path
    missing = [kind for kind in _KINDS if kind not in found and kind != "DATA_REGIONAL"]
    if missing:
        detail = f"the archive has no member {', '.join(f'*_{name}.csv' for name in missing)}"
        faults.append(Finding("missing_member", Severity.REFUSAL, detail))
    return found, faults


_KINDS = ("DATA_NATIONAL", "DATA_REGIONAL", "LABEL", "COUNTRY")


def _rows(archive: Archive, name: str, contract: Contract) -> Iterator[Row | Finding]:
    """Read a member; newer releases write the titles of columns in small letters."""
    lines = text_lines(archive.pieces(name))
    first = next(lines, "")
    return rows(_and_then(first.upper(), lines), contract)


def _and_then(first: str, lines: Iterable[str]) -> Iterator[str]:
    yield first
    yield from lines


def _figures(
    data: Iterable[Row | Finding],
    area: str,
    indicators: Mapping[str, UisIndicator],
    release: str,
    known_at: datetime,
) -> Iterator[Parsed]:
    for row in data:
        if isinstance(row, Finding):
            yield row
        elif (indicator := indicators.get(row.fields["INDICATOR_ID"])) is not None:
            it = row.fields
            record = UisRecord(
                row.line,
                it["INDICATOR_ID"],
                it[area],
                it["YEAR"],
                it["VALUE"],
                it["MAGNITUDE"],
                it["QUALIFIER"],
            )
            yield from observe(record, indicator, release=release, known_at=known_at)


def _indicators(
    labels: Iterable[Row | Finding], countries: Iterable[Row | Finding]
) -> tuple[Mapping[str, UisIndicator], list[Finding]]:
    labelled, faults = _column(labels, "INDICATOR_ID", "INDICATOR_LABEL_EN")
    named, more = _column(countries, "COUNTRY_NAME_EN", "COUNTRY_ID")
    if faults or more:
        return {}, [*faults, *more]
    origins, unknown = origin_indicators(labelled, named)
    inbound = INDICATORS["26637"]
    flows = {code: replace(inbound, counterpart=origin) for code, origin in origins.items()}
    return {**INDICATORS, **flows}, list(unknown)


def _column(found: Iterable[Row | Finding], key: str, value: str) -> tuple[dict[str, str], list[Finding]]:
    held: dict[str, str] = {}
    faults = []
    for row in found:
        if isinstance(row, Finding):
            faults.append(row)
        else:
            held[row.fields[key]] = row.fields[value]
    return held, faults


def origin_indicators(
    labels: Mapping[str, str], countries: Mapping[str, str]
) -> tuple[Mapping[str, str], tuple[Finding, ...]]:
    """Map the indicators "Students from X" to origins, unknown countries to ``_U_`` and their continent.

    `labels` are those of indicators by their id, `countries` the ids of countries by their name.
    """
    names = {**countries, **_OTHER_NAMES}
    origins: dict[str, str] = {}
    faults = []
    for code, text in labels.items():
        label = _ORIGIN.match(text)
        if label is None:
            continue
        if label["name"] == UNKNOWN:
            origins[code] = unknown_origin(label["continent"])
        elif label["name"] in names:
            origins[code] = names[label["name"]]
        else:
            detail = f"indicator {code}: no country is called {label['name']!r}"
            faults.append(Finding("unknown_origin", Severity.REFUSAL, detail))
    return origins, tuple(faults)
