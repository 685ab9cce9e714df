"""Eurostat's mobility tables as observations: every published figure, groups and the unknown included.

``WRL_X_REP``, the world except the reporting country, is what the total of inbound students counts: W00 here.
A figure that cannot be (a negative count) is kept as it was published, with the status M: not to be used.
Flags become the status and the confidentiality of SDMX, and stand as they are in the footnote.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from services.indicators.domain.cube.coding import Coding, code_column
from services.indicators.domain.cube.columns import MISSING, Coded, Columns, Correction
from services.indicators.domain.cube.eurostat import (
    LEVELS,
    corrected_columns,
    field_cube,
    flow_cube,
    read_area,
    read_field,
    read_host,
    read_sex,
)
from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.integrity.finding import Finding
from services.indicators.domain.loading.eurostat import eurostat_flags
from services.indicators.domain.observations.codes import ObsStatus, OriginBasis
from services.indicators.domain.observations.observation import ALL, NOT_APPLICABLE, WORLD
from services.indicators.domain.observations.structures import TIME
from services.indicators.domain.observations.table import CODE, SCHEMA, agency_of

Places = NDArray[np.int64]
Findings = tuple[Finding, ...]

_WORLD_EXCEPT_HOST = "EUROSTAT_WRL_X_REP"
_FIELDS = {"TOTAL": ALL, "UNK": "_U"}


def partner_table(
    columns: Columns,
    memberships: Groupings,
    *,
    release: str,
    known_at: datetime,
    corrections: tuple[Correction, ...] = (),
) -> tuple[pa.Table | None, Findings]:
    """Read educ_uoe_mobs02 (partner, geo, isced11, sex). None when its contract is broken."""
    cube, findings = flow_cube(columns, memberships, release=release, corrections=corrections)
    if cube is None:
        return None, findings
    columns = corrected_columns(columns, corrections)
    partner = _coding(columns, "partner", read_area)
    world = tuple(WORLD if code == _WORLD_EXCEPT_HOST else code for code in partner.ours)
    coded = {"COUNTERPART_AREA": (world, partner.places)}
    return _table(columns, coded, release, known_at, OriginBasis.PRIOR_EDU), findings


def field_table(columns: Columns, *, release: str, known_at: datetime) -> tuple[pa.Table | None, Findings]:
    """Read educ_uoe_mobs01 (iscedf13, geo, isced11, sex). None when its contract is broken."""
    cube, findings = field_cube(columns)
    if cube is None:
        return None, findings
    field = _coding(columns, "iscedf13", read_field)
    ours = tuple(_FIELDS.get(code, code) for code in field.ours)
    coded = {"EDU_FIELD": (ours, field.places)}
    return _table(columns, coded, release, known_at, OriginBasis.PRIOR_EDU), findings


def _coding(columns: Columns, name: str, read: Callable[[str], str | None]) -> Coding:
    coding, _ = code_column(name, columns.dimensions[name], read)
    return coding


def _table(
    columns: Columns,
    coded: Mapping[str, tuple[tuple[str, ...], Places]],
    release: str,
    known_at: datetime,
    basis: OriginBasis,
) -> pa.Table:
    flags = columns.flags or Coded((), np.full(len(columns.values), MISSING))
    flagged = flags.places != MISSING
    there = ~np.isnan(columns.values) | flagged
    size = int(there.sum())
    host = _coding(columns, "geo", read_host)
    level = _coding(columns, "isced11", LEVELS.get)
    sex = _coding(columns, "sex", read_sex)
    codes = {
        "REF_AREA": (host.ours, host.places),
        "EDU_LEVEL": (level.ours, level.places),
        "SEX": (sex.ours, sex.places),
        **coded,
    }
    values = columns.values[there]
    constants = {
        "DATA_SOURCE": agency_of(release),
        "INDICATOR": "IN",
        "COUNTERPART_AREA": WORLD,
        "FLOW_DIR": "IN",
        "EDU_FIELD": ALL,
        "UNIT_MEASURE": "PER",
        "AGE": NOT_APPLICABLE,
        "LABOUR_STATUS": NOT_APPLICABLE,
        "DURATION": NOT_APPLICABLE,
        "ORIGIN_BASIS": basis.value,
        "VINTAGE": release,
    }
    statuses, status = _statuses(flags, columns.values)
    letters = (*flags.codes, "")  # the last stands for no flag, whose place is -1
    codes["CONF_STATUS"] = (tuple(eurostat_flags.confidentiality(it) for it in letters), flags.places)
    codes["PROVENANCE"] = (tuple(eurostat_flags.provenance(it) for it in letters), flags.places)
    codes["OBS_STATUS"] = (statuses, status)
    arrays = []
    for field in SCHEMA:
        if field.name in codes:
            ours, places = codes[field.name]
            arrays.append(_coded(ours, places[there]))
        elif field.name in constants:
            arrays.append(_coded((constants[field.name],), np.zeros(size, dtype=np.int64)))
        elif field.name == TIME:
            arrays.append(pa.array(columns.years[there].astype(np.int32)))
        elif field.name == "OBS_VALUE":
            arrays.append(pa.array(values, from_pandas=True))
        elif field.name == "FOOTNOTE" and flags.codes:
            notes = pa.array([f"Eurostat flags: {it}" for it in flags.codes])
            arrays.append(notes.take(pa.array(flags.places[there], mask=~flagged[there])))
        elif field.name == "UPDATED":
            arrays.append(pa.repeat(pa.scalar(known_at, field.type), size))
        else:
            arrays.append(pa.nulls(size, field.type))
    return pa.table(arrays, schema=SCHEMA)


def _statuses(flags: Coded, values: NDArray[np.float64]) -> tuple[tuple[str, ...], Places]:
    """Give the status of each row: by its flags, with a value and without, and of what cannot be."""
    letters = (*flags.codes, "")
    statuses = [eurostat_flags.status(it, with_value=held) for held in (True, False) for it in letters]
    places = flags.places % len(letters) + len(letters) * np.isnan(values)
    return (*statuses, ObsStatus.MISSING.value), np.where(values < 0, len(statuses), places)


def _coded(codes: tuple[str, ...], places: Places) -> pa.DictionaryArray:
    distinct = list(dict.fromkeys(codes))
    of_place = np.array([distinct.index(code) for code in codes], dtype=np.int32)
    array = pa.DictionaryArray.from_arrays(pa.array(of_place[places]), pa.array(distinct, pa.string()))
    return array.cast(CODE)
