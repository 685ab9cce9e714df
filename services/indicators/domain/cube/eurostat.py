"""From the columns of Eurostat's mobility tables to cubes: educ_uoe_mobs02 by partner, mobs01 by field.

The contract: known codes only, one row for each cell. Whatever breaks it is a finding, and a refusal means
that no cube is built. What a cube cannot hold (a negative count, students "abroad" in their own country) is
named and left out.
"""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from services.indicators.domain.cube.coding import Coding, code_column, fill
from services.indicators.domain.cube.columns import Columns, Correction, corrected
from services.indicators.domain.cube.cube import Axis, Cube
from services.indicators.domain.cube.flows import FlowCube, continental_pools
from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.geography.places import Kind, eurostat_place
from services.indicators.domain.integrity.finding import Finding, Severity, refuses
from services.indicators.domain.observations.codes import OriginBasis

LEVELS = {"ED5-8": "L5T8", "ED5": "L5", "ED6": "L6", "ED7": "L7", "ED8": "L8"}
SEXES = ("T", "F", "M")
REPORTING = frozenset(
    "ALB AUT BEL BGR BIH CHE CYP CZE DEU DNK EST ESP FIN FRA GBR GRC HRV HUN IRL ISL ITA LIE LTU LUX LVA MKD "
    "MLT MNE NLD NOR POL PRT ROU SRB SVK SVN SWE TUR XKX".split()
)
"""The countries that report to Eurostat: EU, EFTA, candidates, and the United Kingdom while it did."""

_FIELD = re.compile(r"TOTAL|UNK|F\d{2,4}(?:_\d{2,4})*")
_EUROPEAN_AGGREGATES = frozenset({"EUROSTAT_EU27_2020", "EUROSTAT_EU28"})
Rows = NDArray[np.bool_]
Readers = dict[str, Callable[[str], str | None]]


def flow_cube(
    columns: Columns, memberships: Groupings, *, release: str, corrections: tuple[Correction, ...] = ()
) -> tuple[FlowCube | None, tuple[Finding, ...]]:
    """Build the flows of educ_uoe_mobs02: dimensions partner, geo, isced11, sex. None when refused."""
    findings = _decided(columns, corrections)
    columns = corrected_columns(columns, corrections)
    readers: Readers = {"partner": read_area, "geo": read_host, "isced11": LEVELS.get, "sex": read_sex}
    coded = _code(columns, readers, findings)
    if refuses(findings):
        return None, tuple(findings)
    axes = _common_axes(columns, coded["geo"])
    kinds = {kind: _codes_of(coded["partner"], kind) for kind in Kind}
    hosts = coded["geo"].rows_in(REPORTING)
    own = _own_country(columns, coded, axes[0], findings)
    parts = {}
    for kind, name in ((Kind.COUNTRY, "origin"), (Kind.UNSPECIFIED, "pool"), (Kind.GROUP, "group")):
        chosen = hosts & ~own & coded["partner"].rows_in(kinds[kind])
        first = Axis(name, tuple(sorted(kinds[kind])))
        parts[kind] = _part(columns, (coded["partner"], first), coded, axes, chosen, findings)
    if refuses(findings):
        return None, tuple(findings)
    known, unspecified = parts[Kind.COUNTRY], parts[Kind.UNSPECIFIED]
    pools = continental_pools(known.axis("origin"), unspecified.axis("pool"), memberships, known.axis("year"))
    cube = FlowCube(release, OriginBasis.PRIOR_EDU, known, unspecified, parts[Kind.GROUP], pools)
    return cube, tuple(findings)


def field_cube(columns: Columns) -> tuple[Cube | None, tuple[Finding, ...]]:
    """Build inbound students by field, educ_uoe_mobs01: iscedf13, geo, isced11, sex. None when refused."""
    findings: list[Finding] = []
    readers: Readers = {"iscedf13": read_field, "geo": read_host, "isced11": LEVELS.get, "sex": read_sex}
    coded = _code(columns, readers, findings)
    if refuses(findings):
        return None, tuple(findings)
    axes = _common_axes(columns, coded["geo"])
    first = Axis("field", tuple(sorted(set(coded["iscedf13"].ours))))
    hosts = coded["geo"].rows_in(REPORTING)
    cube = _part(columns, (coded["iscedf13"], first), coded, axes, hosts, findings)
    return (None if refuses(findings) else cube), tuple(findings)


def _code(columns: Columns, readers: Readers, findings: list[Finding]) -> dict[str, Coding]:
    coded = {}
    for name, read in readers.items():
        coded[name], faults = code_column(name, columns.dimensions[name], read)
        findings += faults
    return coded


def _part(  # noqa: PLR0913, PLR0917 - the one place where rows, codes and axes come together
    columns: Columns,
    first: tuple[Coding, Axis],
    coded: dict[str, Coding],
    axes: tuple[Axis, ...],
    rows: Rows,
    findings: list[Finding],
) -> Cube:
    coding, axis = first
    host, level, sex, year = axes
    positions = (
        coding.on(axis)[rows],
        coded["geo"].on(host)[rows],
        coded["isced11"].on(level)[rows],
        coded["sex"].on(sex)[rows],
        columns.years[rows].astype(np.intp) - int(year.codes[0]),
    )
    lines = None if columns.lines is None else columns.lines[rows]
    cube, faults = fill((axis, *axes), positions, columns.values[rows], lines)
    findings += faults
    return cube


def _common_axes(columns: Columns, hosts: Coding) -> tuple[Axis, ...]:
    years = range(int(columns.years.min()), int(columns.years.max()) + 1)
    return (
        Axis("host", tuple(sorted(set(hosts.ours) & REPORTING))),
        Axis("level", tuple(LEVELS.values())),
        Axis("sex", SEXES),
        Axis("year", tuple(str(year) for year in years)),
    )


def corrected_columns(columns: Columns, corrections: tuple[Correction, ...]) -> Columns:
    """Give the rows without a code the codes that a person decided on."""
    dimensions = dict(columns.dimensions)
    for it in corrections:
        dimensions[it.column] = corrected(dimensions[it.column], it.stands_for)
    return replace(columns, dimensions=dimensions)


def _decided(columns: Columns, corrections: tuple[Correction, ...]) -> list[Finding]:
    findings = []
    for it in corrections:
        rows = columns.dimensions[it.column].count_missing()
        detail = f"{rows:,} rows without {it.column} read as {it.stands_for!r}, decided by {it.decided_by}"
        findings.append(Finding("corrected_by_decision", Severity.WARNING, detail))
    return findings


def _own_country(columns: Columns, coded: dict[str, Coding], host: Axis, findings: list[Finding]) -> Rows:
    origin = coded["partner"].on(host)
    own: Rows = (origin >= 0) & (origin == coded["geo"].on(host))
    some = own & (columns.values > 0)
    if some.any():
        detail = (
            f"{int(some.sum()):,} rows count students of the host's own origin as mobile; they are left out"
        )
        evidence: dict[str, float | str] = {
            "rows": int(some.sum()),
            "students": float(columns.values[some].sum()),
        }
        findings.append(Finding("own_country", Severity.WARNING, detail, evidence=evidence))
    return own


def _codes_of(partner: Coding, kind: Kind) -> frozenset[str]:
    groups = {Kind.GROUP: lambda code: code.startswith("EUROSTAT_") and not code.endswith("NSP")}
    groups[Kind.UNSPECIFIED] = lambda code: code.endswith("NSP")
    groups[Kind.COUNTRY] = lambda code: len(code) == 3
    return frozenset(code for code in partner.ours if code and groups[kind](code))


def read_area(code: str) -> str | None:
    """Translate a partner. None when unknown."""
    place = eurostat_place(code)
    return place.code if place else None


def read_host(code: str) -> str | None:
    """Translate a host. Only reporting countries and European aggregates can be hosts."""
    # Another code means exchanged columns.
    ours = read_area(code)
    return ours if ours in REPORTING or ours in _EUROPEAN_AGGREGATES else None


def read_sex(code: str) -> str | None:
    """Translate a sex. None when unknown."""
    return code if code in SEXES else None


def read_field(code: str) -> str | None:
    """Translate a field of education, ISCED-F 2013. None when unknown."""
    return code if _FIELD.fullmatch(code) else None
