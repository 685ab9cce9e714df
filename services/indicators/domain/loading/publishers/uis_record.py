"""One figure as UIS publishes it, in the export and in the bulk archive alike: checked, then an observation.

``NA`` is a magnitude here (not applicable) and Namibia is ``NAM``; a reader that takes NA for a blank loses
both. Ratios carry 32-bit float noise, which is noted, not cut. A blank needs a magnitude that explains it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from services.indicators.domain.geography.places import Kind, Place, group_code, uis_place
from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.printed import has_float_noise, is_year, parse_number
from services.indicators.domain.observations.codes import (
    FlowDirection,
    Magnitude,
    OriginBasis,
    Provenance,
    Qualifier,
    Sex,
)
from services.indicators.domain.observations.observation import WORLD, Observation, Series


@dataclass(frozen=True, slots=True)
class UisIndicator:
    """What a UIS code counts, in our words. `counterpart` is the region at the other end, or one origin."""

    formula: str
    direction: FlowDirection
    unit: str
    sex: Sex = Sex.TOTAL
    provenance: Provenance = Provenance.REPORTED
    counterpart: str = WORLD


_INBOUND = UisIndicator("IN", FlowDirection.IN, "PER")
_OUTBOUND = UisIndicator("OUT_MIRROR_EST", FlowDirection.OUT, "PER", provenance=Provenance.ESTIMATED)
_OUTBOUND_RATIO = UisIndicator("MOR", FlowDirection.OUT, "PT", provenance=Provenance.ESTIMATED)

REGIONS: Mapping[str, str] = {
    "40500": "North America and Western Europe",
    "40505": "Central Asia",
    "40515": "East Asia and the Pacific",
    "40520": "Latin America and the Caribbean",
    "40525": "Arab States",
    "40530": "Central and Eastern Europe",
    "40535": "South and West Asia",
    "40540": "Sub-Saharan Africa",
}
"""The regions of UIS, by the number that ends the codes of flows to and from them (labels of OPRI)."""
REGION_CODES = tuple(group_code(f"UIS: {name}") for name in REGIONS.values())
UNKNOWN_REGION = group_code("UIS: Unknown regions")


def unknown_origin(continent: str) -> str:
    """Give the code of students whose origin is known by its continent only."""
    return "_U_" + group_code(continent)


INDICATORS: Mapping[str, UisIndicator] = {
    "26637": _INBOUND,
    "26638": replace(_INBOUND, sex=Sex.FEMALE),
    "43188": replace(_INBOUND, sex=Sex.MALE),
    "OE.5T8.40510": _OUTBOUND,
    "MSEP.5T8": UisIndicator("MSEP", FlowDirection.IN, "PT"),
    "MSEP.5T8.F": UisIndicator("MSEP", FlowDirection.IN, "PT", Sex.FEMALE),
    "MSEP.5T8.M": UisIndicator("MSEP", FlowDirection.IN, "PT", Sex.MALE),
    "MOR.5T8.40510": _OUTBOUND_RATIO,
    "MENF.5T8": UisIndicator("MENF", FlowDirection.NET, "PER", provenance=Provenance.ESTIMATED),
    "MENFR.5T8": UisIndicator("MENFR", FlowDirection.NET, "PT", provenance=Provenance.ESTIMATED),
    "GER.5T8": UisIndicator("GER", FlowDirection.NOT_APPLICABLE, "PT"),
    "25053": UisIndicator("E", FlowDirection.NOT_APPLICABLE, "PER"),
    "E.5T8.FOREIGN.ORG99000000": replace(
        _INBOUND, provenance=Provenance.ESTIMATED, counterpart=UNKNOWN_REGION
    ),
    **{
        f"{prefix}{number}": replace(it, provenance=Provenance.ESTIMATED, counterpart=region)
        for prefix, it in (
            ("OE.5T8.", _OUTBOUND),
            ("MOR.5T8.", _OUTBOUND_RATIO),
            ("E.5T8.FOREIGN.ORG", _INBOUND),
        )
        for number, region in zip(REGIONS, REGION_CODES, strict=True)
    },
}
_SIGNED = {"MENF", "MENFR"}
_BLANK = {Magnitude.SUPP, Magnitude.INCLUDED}


@dataclass(frozen=True, slots=True)
class UisRecord:
    """The fields of one row as they are printed, and the line (in JSON: the place) on which it stands."""

    line: int
    indicator: str
    area: str
    year: str
    value: str
    magnitude: str
    qualifier: str
    footnote: str | None = None

    @property
    def where(self) -> Where:
        """Give the place of the row for a finding."""
        return Where(self.line, self.area, int(self.year) if is_year(self.year) else None, self.indicator)


def observe(
    it: UisRecord, indicator: UisIndicator | None, *, release: str, known_at: datetime
) -> Iterator[Parsed]:
    """Give the observation of a row that counts `indicator`, or every fault that it has."""
    place = uis_place(it.area)
    faults = list(_faults(it, indicator, place))
    yield from faults
    if faults or indicator is None or place is None:
        return
    value = parse_number(it.value)
    if value is not None and indicator.unit == "PT" and has_float_noise(value):
        detail = f"{it.value} went through 32-bit floats; compare it to five decimals"
        yield Finding("float32_noise", Severity.NOTE, detail, it.where)
    if value == 0 and not it.magnitude:
        detail = "0 has no magnitude: a reader may have taken NA, not applicable, for a blank"
        yield Finding("zero_without_magnitude", Severity.NOTE, detail, it.where)
    yield Observation(
        Series(
            indicator.formula,
            place.code,
            indicator.direction,
            indicator.unit,
            indicator.counterpart,
            sex=indicator.sex,
        ),
        int(it.year),
        value,
        release,
        known_at,
        Qualifier(it.qualifier) if it.qualifier else None,
        Magnitude(it.magnitude) if it.magnitude else None,
        Provenance.IMPUTED if place.kind is Kind.GROUP and it.qualifier else indicator.provenance,
        OriginBasis.UNKNOWN,
        it.footnote,
    )


def _faults(it: UisRecord, indicator: UisIndicator | None, place: Place | None) -> Iterator[Finding]:
    checks = (
        (indicator is not None, "unknown_indicator", f"{it.indicator!r} is no indicator known here"),
        (place is not None, "unknown_area", f"{it.area!r} is neither a country nor a UIS group"),
        (is_year(it.year), "bad_year", f"{it.year!r} is not a year"),
        (it.qualifier in {"", *Qualifier}, "unknown_qualifier", f"qualifier {it.qualifier!r}"),
        (it.magnitude in {"", *Magnitude}, "unknown_magnitude", f"magnitude {it.magnitude!r}"),
    )
    for passed, code, detail in checks:
        if not passed:
            yield Finding(code, Severity.REFUSAL, detail, it.where)
    problem = _value_problem(it, indicator)
    if problem:
        yield Finding("bad_value", Severity.REFUSAL, problem, it.where)


def _value_problem(it: UisRecord, indicator: UisIndicator | None) -> str | None:
    if not it.value:
        return None if it.magnitude in _BLANK else "a blank value needs a magnitude that explains it"
    value = parse_number(it.value)
    if value is None:
        return f"{it.value!r} is not a number"
    if value < 0 and indicator is not None and indicator.formula not in _SIGNED:
        return f"{it.value} students cannot be"
    if value != 0 and it.magnitude in {Magnitude.NIL, Magnitude.NA}:
        return f"{it.value} contradicts the magnitude {it.magnitude}, which stands for nothing"
    return None
