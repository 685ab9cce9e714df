"""Two ways from kept observations to dispersion, the cube and the lists, against a third: plain sums by hand.

The tables are random and unkind: blanks, zeros, figures that stand for "not applicable", students "abroad" in
their own country, groups beside their members, students of unknown origin, former countries, two releases.
"""

import asyncio
from collections import defaultdict
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.indicators.adapters.observations_memory import MemoryObservations
from services.indicators.adapters.sources.reference import country_groups
from services.indicators.application.flow_lists import Side, derive_from_flows
from services.indicators.domain.cube.engine import compute
from services.indicators.domain.cube.from_observations import NoFlows, flows_of
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.observations.codes import FlowDirection, Magnitude, Sex
from services.indicators.domain.observations.observation import Observation, Series
from services.indicators.domain.observations.selection import select
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.table import tabulate
from tests.unit.indicators.loading.sample import KNOWN_AT

PLACES = ("FRA", "SDN", "XDN", "SCG", "NAM")
OTHERS = ("EUROSTAT_NSP", "EUROSTAT_AFR_NSP", "EUROSTAT_AFR", "W00", "EUROSTAT_EU28")
GROUPS = country_groups()

Cell = tuple[str, str, str, Sex, int, str]
cells = st.tuples(
    st.sampled_from((*PLACES, "EUROSTAT_EU28")),
    st.sampled_from((*PLACES, *OTHERS)),
    st.sampled_from(("L5T8", "L8")),
    st.sampled_from(Sex),
    st.integers(2010, 2012),
    st.sampled_from(("UIS-1", "UIS-2")),
)
figures = st.tuples(
    st.none() | st.integers(0, 3) | st.integers(0, 10**6),
    st.sampled_from((None, None, *Magnitude)),
)
tables = st.dictionaries(cells, figures, min_size=1, max_size=60)


def observation(cell: Cell, figure: tuple[int | None, Magnitude | None]) -> Observation:
    host, origin, level, sex, year, release = cell
    value, magnitude = figure
    series = Series("IN", host, FlowDirection.IN, "PER", origin, level, sex=sex)
    number = None if value is None else float(value)
    return Observation(series, year, number, release, KNOWN_AT, magnitude=magnitude)


def by_hand(
    table: dict[Cell, tuple[int | None, Magnitude | None]],
) -> dict[tuple[str, str, Sex, int, str], list[int]]:
    """Give the students of each origin by host, as a person would pick them out of the table."""
    lists = defaultdict(list)
    for (host, origin, level, sex, year, release), (value, magnitude) in table.items():
        told = value is not None and magnitude is not Magnitude.NA
        if told and host in PLACES and origin in PLACES and host != origin:
            lists[origin, level, sex, year, release].append(value)
    return lists  # type: ignore[return-value]


@given(tables)
@settings(max_examples=80, deadline=None)
def test_cube_and_lists_give_what_the_table_says(
    table: dict[Cell, tuple[int | None, Magnitude | None]],
) -> None:
    kept = tabulate(observation(*it) for it in table.items())
    wanted = by_hand(table)
    listed = _by_lists(MemoryObservations(kept))
    for release in ("UIS-1", "UIS-2"):
        try:
            cube = flows_of(
                select(kept, Query("MIG_MOB", vintages=frozenset({release}))), GROUPS, release=release
            )
        except NoFlows:
            assert not [it for it in wanted if it[-1] == release]
            continue
        known, measured = cube.known, compute(cube.known).origins
        hhi = measured.herfindahl()
        for (origin, level, sex, year, of), students in wanted.items():
            if of != release:
                continue
            where = tuple(
                axis.position(code)
                for axis, code in zip(
                    (known.axes[0], *known.axes[2:]), (origin, level, sex.value, str(year)), strict=True
                )
            )
            total = sum(students)
            assert measured.students[where] == total
            exact = float(sum(Fraction(it, total) ** 2 for it in students)) if total else None
            assert listed[origin, level, sex, year, release] == pytest.approx(exact)
            if exact is not None:
                assert hhi[where] == pytest.approx(exact)
        everybody = sum(sum(it) for key, it in wanted.items() if key[-1] == release)
        assert known.counts.sum() == everybody, "nobody else is in the cube"
    told = {key for key, value in listed.items() if value is not None}
    assert told == {key for key, students in wanted.items() if sum(students)}


def _by_lists(source: MemoryObservations) -> dict[tuple[str, str, Sex, int, str], float | None]:
    keys = {"EDU_LEVEL": frozenset({"L5T8", "L8"}), "SEX": frozenset({"T", "F", "M"})}
    found = asyncio.run(
        derive_from_flows(source, CATALOGUE.formula("HHI"), Query("MIG_MOB", keys), Side.ORIGIN)
    )
    return {
        (it.area, it.cell["EDU_LEVEL"], Sex(it.cell["SEX"]), it.year, it.inputs[0].vintage): it.quantity.value
        for it in found
        if any(used.name == "students" for used in it.inputs)
    }
