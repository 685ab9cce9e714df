"""Eurostat's flows of students: read under contract, bounded when only the ten largest hosts are shown."""

from functools import cache
from statistics import median

import numpy as np
import pytest

from services.indicators.adapters.cubes.parquet import read_columns
from services.indicators.adapters.sources.reference import country_groups
from services.indicators.domain.cube.columns import Columns, Correction
from services.indicators.domain.cube.engine import compute
from services.indicators.domain.cube.eurostat import field_cube, flow_cube
from services.indicators.domain.cube.flows import FlowCube
from services.indicators.domain.dispersion.truncated import truncate
from services.indicators.domain.integrity.finding import by_code
from tests.conformance.indicators.third_party import third_party

NAMIBIA = Correction("partner", "NA", "SOURCES.md of the file: an upstream cleaning step lost the code")


def columns() -> Columns:
    return read_columns(third_party("eurostat/educ_uoe_mobs02.parquet"), ("partner", "geo", "isced11", "sex"))


@cache
def flows() -> FlowCube:
    cube, _ = flow_cube(columns(), country_groups(), release="ESTAT-2025", corrections=(NAMIBIA,))
    assert cube is not None
    return cube


def test_a_file_that_lost_namibia_is_refused_until_a_person_decides() -> None:
    cube, findings = flow_cube(columns(), country_groups(), release="ESTAT-2025")
    assert cube is None
    assert by_code(findings) == {"namibia_lost": 1}
    assert flows().known.axis("origin").position("NAM") >= 0


def test_the_published_worked_values_come_out() -> None:
    known, origins = flows().known, compute(flows().known).origins
    year = known.axis("year").position("2022")

    def of(code: str) -> tuple[int, ...]:
        return (known.axis("origin").position(code), 0, 0, year)

    assert (origins.students[of("TUN")], origins.partners[of("TUN")]) == (21_815, 29)
    assert origins.largest[of("TUN")] == 10_068
    assert origins.gini_simpson_normalised()[of("TUN")] == pytest.approx(0.699554, abs=5e-7)
    for code, expected in {
        "TUN": 0.324568,
        "UKR": 0.324679,
        "SYR": 0.541674,
        "CHN": 0.228496,
        "IND": 0.270218,
    }.items():
        assert origins.herfindahl()[of(code)] == pytest.approx(expected, abs=5e-7), code


@pytest.mark.parametrize(("first", "widest"), [(10, 0.001), (5, 0.005), (3, 0.02), (1, 0.2)])
def test_intervals_from_the_largest_hosts_hold_the_exact_value_in_every_cell(
    first: int, widest: float
) -> None:
    known = flows().known
    counts = np.moveaxis(known.counts, 1, -1).reshape(-1, len(known.axis("host").codes))
    exact = compute(known).origins.herfindahl().reshape(-1)
    widths = []
    for cell in np.flatnonzero(np.count_nonzero(counts, axis=1) > first):
        bounds = truncate(counts[cell].tolist(), first).herfindahl()
        assert bounds.lower - 1e-12 <= exact[cell] <= bounds.upper + 1e-12
        widths.append(bounds.upper - bounds.lower)
    assert len(widths) > 20_000
    assert median(widths) <= widest


def test_fields_of_study_are_read_without_refusal() -> None:
    path = third_party("eurostat/educ_uoe_mobs01.parquet")
    cube, findings = field_cube(read_columns(path, ("iscedf13", "geo", "isced11", "sex")))
    assert cube is not None, [it.detail for it in findings]
    assert len(cube.axis("field").codes) == 224
