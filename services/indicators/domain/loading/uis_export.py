"""The UIS Data API export (`data.csv`): one row for each indicator, geoUnit and year.

Column meanings: README.md of the export. In this file ``NA`` is a magnitude (not applicable) and Namibia is
``NAM``; a reader that takes NA for a blank loses both. Ratios carry 32-bit float noise, which is noted, not
cut.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from services.indicators.domain.geography.places import Kind, Place, uis_place
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.printed import has_float_noise, parse_number
from services.indicators.domain.loading.rows import Contract, Row, rows
from services.indicators.domain.observations.codes import (
    FlowDirection,
    Magnitude,
    OriginBasis,
    Provenance,
    Qualifier,
    Sex,
)
from services.indicators.domain.observations.observation import Observation, Series

CONTRACT = Contract(
    "uis-api-export/1",
    ("indicatorId", "geoUnit", "year", "value", "qualifier", "magnitude"),
    ("indicatorId", "geoUnit", "year"),
)


@dataclass(frozen=True, slots=True)
class UisIndicator:
    """What a UIS code counts, in our words."""

    formula: str
    direction: FlowDirection
    unit: str
    sex: Sex = Sex.TOTAL
    provenance: Provenance = Provenance.REPORTED


INDICATORS: Mapping[str, UisIndicator] = {
    "26637": UisIndicator("IN", FlowDirection.IN, "PER"),
    "26638": UisIndicator("IN", FlowDirection.IN, "PER", Sex.FEMALE),
    "43188": UisIndicator("IN", FlowDirection.IN, "PER", Sex.MALE),
    "OE.5T8.40510": UisIndicator("OUT_MIRROR_EST", FlowDirection.OUT, "PER", provenance=Provenance.ESTIMATED),
    "MSEP.5T8": UisIndicator("MSEP", FlowDirection.IN, "PT"),
    "MSEP.5T8.F": UisIndicator("MSEP", FlowDirection.IN, "PT", Sex.FEMALE),
    "MSEP.5T8.M": UisIndicator("MSEP", FlowDirection.IN, "PT", Sex.MALE),
    "MOR.5T8.40510": UisIndicator("MOR", FlowDirection.OUT, "PT", provenance=Provenance.ESTIMATED),
    "MENF.5T8": UisIndicator("MENF", FlowDirection.NET, "PER", provenance=Provenance.ESTIMATED),
    "MENFR.5T8": UisIndicator("MENFR", FlowDirection.NET, "PT", provenance=Provenance.ESTIMATED),
    "GER.5T8": UisIndicator("GER", FlowDirection.NOT_APPLICABLE, "PT"),
    "25053": UisIndicator("E", FlowDirection.NOT_APPLICABLE, "PER"),
}
_SIGNED = {"MENF", "MENFR"}
_BLANK = {Magnitude.SUPP, Magnitude.INCLUDED}


def parse(chunks: Iterable[bytes], *, release: str, known_at: datetime) -> Iterator[Parsed]:
    """Read an export. Yields observations and findings in the order of the file; raises Unreadable.

    A row with an unknown indicator, area, qualifier or magnitude is refused, and with it the whole file.
    """
    for row in rows(text_lines(chunks), CONTRACT):
        if isinstance(row, Finding):
            yield row
        else:
            yield from _observe(row, release, known_at)


def _observe(row: Row, release: str, known_at: datetime) -> Iterator[Parsed]:
    fields = row.fields
    indicator = INDICATORS.get(fields["indicatorId"])
    place = uis_place(fields["geoUnit"])
    faults = list(_faults(row, indicator, place))
    yield from faults
    if faults or indicator is None or place is None:
        return
    value = parse_number(fields["value"])
    if value is not None and indicator.unit == "PT" and has_float_noise(value):
        detail = f"{fields['value']} went through 32-bit floats; compare it to five decimals"
        yield Finding("float32_noise", Severity.NOTE, detail, _where(row))
    if value == 0 and not fields["magnitude"]:
        detail = "0 has no magnitude: a reader may have taken NA, not applicable, for a blank"
        yield Finding("zero_without_magnitude", Severity.NOTE, detail, _where(row))
    yield Observation(
        Series(indicator.formula, place.code, indicator.direction, indicator.unit, sex=indicator.sex),
        int(fields["year"]),
        value,
        release,
        known_at,
        Qualifier(fields["qualifier"]) if fields["qualifier"] else None,
        Magnitude(fields["magnitude"]) if fields["magnitude"] else None,
        Provenance.IMPUTED if place.kind is Kind.GROUP and fields["qualifier"] else indicator.provenance,
        OriginBasis.UNKNOWN,
    )


def _faults(row: Row, indicator: UisIndicator | None, place: Place | None) -> Iterator[Finding]:
    fields = row.fields
    checks = (
        (indicator is not None, "unknown_indicator", f"{fields['indicatorId']!r} is no indicator known here"),
        (place is not None, "unknown_area", f"{fields['geoUnit']!r} is neither a country nor a UIS group"),
        (_is_year(fields["year"]), "bad_year", f"{fields['year']!r} is not a year"),
        (fields["qualifier"] in {"", *Qualifier}, "unknown_qualifier", f"qualifier {fields['qualifier']!r}"),
        (fields["magnitude"] in {"", *Magnitude}, "unknown_magnitude", f"magnitude {fields['magnitude']!r}"),
    )
    for passed, code, detail in checks:
        if not passed:
            yield Finding(code, Severity.REFUSAL, detail, _where(row))
    problem = _value_problem(row, indicator)
    if problem:
        yield Finding("bad_value", Severity.REFUSAL, problem, _where(row))


def _value_problem(row: Row, indicator: UisIndicator | None) -> str | None:
    text, magnitude = row.fields["value"], row.fields["magnitude"]
    if not text:
        return None if magnitude in _BLANK else "a blank value needs a magnitude that explains it"
    value = parse_number(text)
    if value is None:
        return f"{text!r} is not a number"
    if value < 0 and indicator is not None and indicator.formula not in _SIGNED:
        return f"{text} students cannot be"
    if value != 0 and magnitude in {Magnitude.NIL, Magnitude.NA}:
        return f"{text} contradicts the magnitude {magnitude}, which stands for nothing"
    return None


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isascii() and text.isdigit()


def _where(row: Row) -> Where:
    year = int(row.fields["year"]) if _is_year(row.fields["year"]) else None
    return Where(row.line, row.fields["geoUnit"], year, row.fields["indicatorId"])
