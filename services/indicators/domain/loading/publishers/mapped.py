"""Delimited tables of any agency under a mapping that a person writes down: OECD SDMX-CSV, DIOC, CDH tables.

Nothing is guessed: a code that the mapping does not list is refused, and so is a row of another dataflow.
What SDMX-CSV says beside a figure counts: its status, its confidentiality, the power of ten of its unit, and
that a row takes a figure back.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.printed import is_year, parse_number
from services.indicators.domain.loading.rows import Contract, Row, rows
from services.indicators.domain.observations.codes import (
    ConfStatus,
    FlowDirection,
    ObsStatus,
    OriginBasis,
    Provenance,
    Sex,
)
from services.indicators.domain.observations.observation import (
    ALL,
    NOT_APPLICABLE,
    WORLD,
    Observation,
    Series,
)
from services.indicators.domain.observations.structures import DIMENSIONS
from shared.kernel.countries import is_country

_DEFAULTS = {
    "COUNTERPART_AREA": WORLD,
    "EDU_LEVEL": "L5T8",
    "EDU_FIELD": ALL,
    "SEX": Sex.TOTAL.value,
    "AGE": NOT_APPLICABLE,
    "LABOUR_STATUS": NOT_APPLICABLE,
    "DURATION": NOT_APPLICABLE,
}
_CODE = re.compile(r"[A-Za-z0-9_-]+")
_GIVEN = ("DATA_SOURCE", "FLOW_DIR")
_SAID_BESIDE = ("DATAFLOW", "STRUCTURE_ID", "ACTION", "OBS_STATUS", "CONF_STATUS", "UNIT_MULT")
_ACTIONS = frozenset({"", "I", "A", "M", "R"})
"""What SDMX-CSV 2.0 may ask for with a row that gives a figure; D, delete, takes one back."""
_NO_VALUE = frozenset({"", "NaN"})
MAPPABLE = tuple(name for name in DIMENSIONS if name not in _GIVEN)
"""Dimensions that a column of the table may give; `REF_AREA` must be one."""


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A column and what its codes mean here. `countries`: ISO 3166-1 alpha-3 codes stand for themselves."""

    column: str
    codes: Mapping[str, str] = field(default_factory=dict)
    countries: bool = False

    def read(self, code: str) -> str | None:
        """Translate a code; None where the mapping does not say."""
        listed = self.codes.get(code)
        return code if listed is None and self.countries and is_country(code) else listed


@dataclass(frozen=True, slots=True)
class TableMapping:
    """How one table reads in our structures.

    `columns` maps dimensions (MAPPABLE), `fixed` names columns that must hold one given code: other rows are
    passed over. Where a column tells INDICATOR or UNIT_MEASURE, `indicator` and `unit` say nothing.
    `dataflow`, where given, is what DATAFLOW or STRUCTURE_ID must say. `year_column` or `year`.
    Raises ValueError where it contradicts itself.
    """

    indicator: str
    direction: FlowDirection
    unit: str
    columns: Mapping[str, ColumnMapping]
    value_column: str = "OBS_VALUE"
    year_column: str | None = "TIME_PERIOD"
    year: int | None = None
    fixed: Mapping[str, str] = field(default_factory=dict)
    dataflow: str | None = None
    origin_basis: OriginBasis = OriginBasis.UNKNOWN
    delimiter: str = ","

    def __post_init__(self) -> None:
        strange = sorted(set(self.columns) - set(MAPPABLE))
        if strange or "REF_AREA" not in self.columns:
            raise ValueError(f"a mapping gives REF_AREA and may give {', '.join(MAPPABLE)}; not {strange}")
        codes = {it for each in self.columns.values() for it in each.codes.values()}
        odd = sorted(it for it in {self.indicator, self.unit, *codes} if not _CODE.fullmatch(it))
        if odd:
            raise ValueError(f"a mapping gives codes of letters, digits, _ and -; not {odd}")
        sexes = set(self.columns["SEX"].codes.values()) - {*Sex} if "SEX" in self.columns else set()
        if sexes:
            raise ValueError(f"a mapping gives the sexes {', '.join(Sex)}; not {sorted(sexes)}")
        if (self.year is None) == (self.year_column is None):
            raise ValueError("a mapping gives either the year or the column that holds it")

    @property
    def contract(self) -> Contract:
        """Say which columns must be there, and which tell the rows apart."""
        year = (self.year_column,) if self.year_column else ()
        key = (*dict.fromkeys([*(it.column for it in self.columns.values()), *self.fixed]), *year)
        return Contract("mapped-table/1", (*key, self.value_column), key, self.delimiter, _SAID_BESIDE)


def parse(
    chunks: Iterable[bytes], mapping: TableMapping, *, release: str, known_at: datetime
) -> Iterator[Parsed]:
    """Read a table. Raises Unreadable."""
    for row in rows(text_lines(chunks), mapping.contract):
        if isinstance(row, Finding):
            yield row
        elif all(row.fields[name] == code for name, code in mapping.fixed.items()):
            yield _observe(row, mapping, release, known_at)


def _observe(row: Row, mapping: TableMapping, release: str, known_at: datetime) -> Parsed:
    fields = row.fields
    where = Where(row.line, fields[mapping.columns["REF_AREA"].column])
    fault = _fault(fields, mapping)
    if fault is not None:
        return Finding(*fault, where)
    codes = {**_DEFAULTS, "INDICATOR": mapping.indicator, "UNIT_MEASURE": mapping.unit}
    for name, column in mapping.columns.items():
        code = column.read(fields[column.column])
        if code is None:
            detail = f"{fields[column.column]!r} of the column {column.column} is not in the mapping"
            return Finding("unknown_code", Severity.REFUSAL, detail, where)
        codes[name] = code
    printed, text = fields[mapping.value_column], fields[mapping.year_column] if mapping.year_column else ""
    value, year = parse_number(printed), mapping.year
    if year is None and is_year(text):
        year = int(text)
    if year is None or (value is None and printed not in _NO_VALUE):
        detail = f"{printed!r} in {text!r} is not a figure of a year"
        return Finding("bad_value", Severity.REFUSAL, detail, where)
    status = fields.get("OBS_STATUS", "")
    return Observation(
        _series(mapping, codes),
        year,
        value * 10 ** int(fields.get("UNIT_MULT") or 0) if value is not None else None,
        release,
        known_at,
        provenance=Provenance.ESTIMATED if status == ObsStatus.ESTIMATED else Provenance.REPORTED,
        origin_basis=mapping.origin_basis,
        conf=ConfStatus(fields.get("CONF_STATUS") or ConfStatus.FREE),
        published_status=ObsStatus(status) if status else None,
    )


def _fault(fields: Mapping[str, str], mapping: TableMapping) -> tuple[str, Severity, str] | None:
    """Name what a row says beside its figure that cannot be understood, or must not be passed over."""
    held = fields.get("DATAFLOW") or fields.get("STRUCTURE_ID") or ""
    action, multiple = fields.get("ACTION", ""), fields.get("UNIT_MULT") or "0"
    status, confidential = fields.get("OBS_STATUS", ""), fields.get("CONF_STATUS", "")
    checks = (
        (mapping.dataflow in {None, held.partition("(")[0]}, "wrong_dataflow", f"the row is of {held!r}"),
        (action in _ACTIONS, "not_a_figure", f"the action {action!r} gives no figure"),
        (status in {"", *ObsStatus}, "unknown_status", f"{status!r} is no observation status of SDMX"),
        (confidential in {"", *ConfStatus}, "unknown_status", f"CONF_STATUS {confidential!r} is unknown"),
        (multiple in _MULTIPLES, "bad_value", f"{multiple!r} is no power of ten of a unit"),
    )
    for passed, code, detail in checks:
        if not passed:
            return code, Severity.REFUSAL, detail
    return None


_MULTIPLES = frozenset(str(it) for it in range(-12, 13))


def _series(mapping: TableMapping, codes: Mapping[str, str]) -> Series:
    return Series(
        codes["INDICATOR"],
        codes["REF_AREA"],
        mapping.direction,
        codes["UNIT_MEASURE"],
        codes["COUNTERPART_AREA"],
        codes["EDU_LEVEL"],
        codes["EDU_FIELD"],
        Sex(codes["SEX"]),
        codes["AGE"],
        codes["LABOUR_STATUS"],
        codes["DURATION"],
    )
