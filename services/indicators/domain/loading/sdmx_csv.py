"""SDMX-CSV of any agency (OECD and others), under a mapping that a person writes down for each dataflow."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.printed import parse_number
from services.indicators.domain.loading.rows import Contract, Row, rows
from services.indicators.domain.observations.codes import FlowDirection, Provenance, Sex
from services.indicators.domain.observations.observation import ALL, Observation, Series

Codes = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DataflowMapping:
    """How one dataflow of one agency reads in MIG_MOB.

    `areas`, `partners`, `levels`, `fields` and `sexes` map its codes to ours; a code that is not listed is
    refused. `fixed` names columns that must hold one given code: rows with another are passed over.
    """

    dataflow: str
    indicator: str
    direction: FlowDirection
    unit: str
    area_column: str
    areas: Codes
    partner_column: str
    partners: Codes
    level_column: str | None = None
    levels: Codes = field(default_factory=dict)
    field_column: str | None = None
    fields: Codes = field(default_factory=dict)
    sex_column: str | None = None
    sexes: Codes = field(default_factory=dict)
    fixed: Codes = field(default_factory=dict)


def parse(
    chunks: Iterable[bytes], mapping: DataflowMapping, *, release: str, known_at: datetime
) -> Iterator[Parsed]:
    """Read SDMX-CSV 1.0 (DATAFLOW) or 2.0 (STRUCTURE_ID). Raises Unreadable.

    A row of another dataflow, an unknown code or a value that is no number is refused.
    """
    used = (mapping.area_column, mapping.partner_column, mapping.level_column, mapping.field_column)
    columns = [name for name in (*used, mapping.sex_column, *mapping.fixed) if name]
    key = (*dict.fromkeys(columns), "TIME_PERIOD")
    for row in rows(text_lines(chunks), Contract("sdmx-csv/1", (*key, "OBS_VALUE"), key)):
        if isinstance(row, Finding):
            yield row
        elif all(row.fields[name] == code for name, code in mapping.fixed.items()):
            yield from _observe(row, mapping, release, known_at)


def _observe(row: Row, mapping: DataflowMapping, release: str, known_at: datetime) -> Iterator[Parsed]:
    fields = row.fields
    held = fields.get("DATAFLOW") or fields.get("STRUCTURE_ID") or ""
    value, year = parse_number(fields["OBS_VALUE"]), fields["TIME_PERIOD"]
    where = Where(row.line, fields[mapping.area_column])
    area, partner, level, field_code, sex = _translate(row, mapping)
    if held.partition("(")[0] != mapping.dataflow:
        yield Finding("wrong_dataflow", Severity.REFUSAL, f"the row is of {held!r}", where)
    elif area is None or partner is None or level is None or field_code is None or sex is None:
        yield Finding(
            "unknown_code", Severity.REFUSAL, f"a code of {dict(fields)} is not in the mapping", where
        )
    elif not year.isdigit() or (value is None and fields["OBS_VALUE"]):
        yield Finding("bad_value", Severity.REFUSAL, f"{fields['OBS_VALUE']!r} in {year!r}", where)
    else:
        series = Series(
            mapping.indicator, area, mapping.direction, mapping.unit, partner, level, field_code, Sex(sex)
        )
        estimated = fields.get("OBS_STATUS") == "E"
        provenance = Provenance.ESTIMATED if estimated else Provenance.REPORTED
        yield Observation(series, int(year), value, release, known_at, provenance=provenance)


def _translate(row: Row, mapping: DataflowMapping) -> tuple[str | None, ...]:
    pairs = (
        (mapping.area_column, mapping.areas, None),
        (mapping.partner_column, mapping.partners, None),
        (mapping.level_column, mapping.levels, "L5T8"),
        (mapping.field_column, mapping.fields, ALL),
        (mapping.sex_column, mapping.sexes, Sex.TOTAL.value),
    )
    return tuple(codes.get(row.fields[column]) if column else default for column, codes, default in pairs)
