"""The engine against a slow second computation in exact fractions, over random cubes of every small shape."""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.indicators.domain.cube.cube import Axis, Counts, Cube, Marks
from services.indicators.domain.cube.engine import HostYear, compute, update
from services.indicators.domain.cube.flows import FlowCube
from services.indicators.domain.cube.measures import Measures
from services.indicators.domain.cube.whatif import Scenario, Unknown, assume
from services.indicators.domain.observations.codes import OriginBasis

POOLS = ("EUROSTAT_AFR_NSP", "EUROSTAT_ASI_NSP", "EUROSTAT_NSP", "_U")
CLOSE = 1e-12
MEASURES = (
    *("herfindahl", "gini_simpson", "gini_simpson_normalised"),
    *("effective_partners", "largest_share", "herfindahl_unbiased"),
)


def cube(name: str, codes: tuple[str, ...], shape: tuple[int, ...], seed: int) -> Cube:
    """Fill a cube: cells that nobody reported, reported zeros, few and very many students."""
    generator = np.random.default_rng(seed)
    size = (len(codes), *shape)
    reported = generator.random(size) < generator.random()
    counts = generator.choice([0, 0, 1, 1, 2, 7, 40, 10**6], size) * reported
    axes = zip(("host", "level", "sex", "year"), shape, strict=True)
    rest = (Axis(axis, tuple(f"{axis}{number}" for number in range(length))) for axis, length in axes)
    return Cube((Axis(name, codes), *rest), counts.astype(np.float64), reported)


@st.composite
def flow_cubes(draw: st.DrawFn) -> FlowCube:
    """Draw cubes with one host, one year, one origin or none at all among them."""
    shape = tuple(draw(st.integers(least, most)) for least, most in ((0, 5), (1, 2), (1, 2), (1, 3)))
    seed = draw(st.integers(0, 2**32))
    origins = tuple(f"O{number}" for number in range(draw(st.integers(0, 20))))
    pools = np.array([draw(st.integers(-1, 1)) for _ in origins], dtype=np.intp)
    known = cube("origin", origins, shape, seed)
    unknown, groups = cube("pool", POOLS, shape, seed + 1), cube("group", (), shape, seed + 2)
    return FlowCube("R-1", OriginBasis.PRIOR_EDU, known, unknown, groups, pools)


def slowly(counts: list[int]) -> dict[str, Fraction | None]:
    """Measure one list of students, from the definitions."""
    total = sum(counts)
    there = [it for it in counts if it]
    if not there:
        return dict.fromkeys(MEASURES)
    hhi = sum((Fraction(it, total) ** 2 for it in there), Fraction(0))
    pairs = Fraction(sum(it * (it - 1) for it in there), total * (total - 1)) if total > 1 else None
    n = len(there)
    return {
        "herfindahl": hhi,
        "gini_simpson": 1 - hhi,
        "gini_simpson_normalised": (1 - hhi) / (1 - Fraction(1, n)) if n > 1 else Fraction(0),
        "effective_partners": 1 / hhi,
        "largest_share": Fraction(max(there), total),
        "herfindahl_unbiased": pairs,
    }


def agree(found: Measures, counts: Counts, reported: Marks, over: int) -> None:
    lists, marks = np.moveaxis(counts, over, -1), np.moveaxis(reported, over, -1)
    measured = {name: getattr(found, name)() for name in MEASURES}
    for where in np.ndindex(lists.shape[:-1]):
        each = [int(it) for it in lists[where]]
        assert found.students[where] == sum(each)
        assert found.partners[where] == sum(it > 0 for it in each)
        assert found.largest[where] == max(each, default=0)
        assert found.reported[where] == marks[where].any()
        for name, exact in slowly(each).items():
            value = measured[name][where]
            if exact is None:
                assert np.isnan(value), (name, each)
            else:
                assert value == pytest.approx(float(exact), rel=CLOSE, abs=CLOSE), (name, each)


@given(flow_cubes())
@settings(max_examples=60)
def test_the_engine_measures_what_the_definitions_say(flows: FlowCube) -> None:
    known = flows.known
    computed = compute(known)
    agree(computed.origins, known.counts, known.reported, 1)
    agree(computed.hosts, known.counts, known.reported, 0)
    received = known.counts.sum(axis=0)
    for where in np.ndindex(received.shape):
        world = received[(slice(None), *where[1:])].sum()
        share = computed.market[where]
        assert np.isnan(share) if not world else share == pytest.approx(100 * received[where] / world)
    np.testing.assert_array_equal(computed.hosts.students.sum(axis=0), computed.origins.students.sum(axis=0))


@given(
    flow_cubes(), st.lists(st.tuples(st.integers(0, 4), st.integers(0, 2)), max_size=6), st.integers(0, 99)
)
@settings(max_examples=60)
def test_many_updates_in_a_row_leave_what_computing_all_again_gives(
    flows: FlowCube, sent: list[tuple[int, int]], seed: int
) -> None:
    known = flows.known
    hosts, years = known.axis("host").codes, known.axis("year").codes
    computed = compute(known)
    for number, (host, year) in enumerate(sent):
        if host < len(hosts) and year < len(years):
            new = cube("origin", known.axis("origin").codes, known.counts.shape[1:], seed + number)
            part = (slice(None), host, slice(None), slice(None), year)
            update(computed, known, HostYear(hosts[host], years[year], new.counts[part], new.reported[part]))
    again = compute(known)
    np.testing.assert_array_equal(computed.market, again.market)
    for name in ("students", "partners", "largest", "squares", "reported"):
        np.testing.assert_array_equal(getattr(computed.origins, name), getattr(again.origins, name))
        np.testing.assert_array_equal(getattr(computed.hosts, name), getattr(again.hosts, name))


def test_a_host_may_send_a_year_of_a_cube_that_names_no_origin() -> None:
    known = cube("origin", (), (2, 1, 1, 1), seed=0)
    computed = compute(known)
    nobody = np.zeros((0, 1, 1))
    update(computed, known, HostYear("host0", "year0", nobody, nobody.astype(np.bool_)))
    assert computed.hosts.students.tolist() == computed.hosts.largest.tolist() == [[[[0.0]]], [[[0.0]]]]


def pool_of(flows: FlowCube, pool: int) -> Callable[[int], bool]:
    """Say of each origin whether the students of a pool can be from there."""
    return lambda origin: pool > 1 or flows.pool_of_origin[origin] == pool


@given(flow_cubes(), st.sets(st.integers(0, 4)), st.booleans())
@settings(max_examples=60)
def test_unknown_origins_are_shared_out_or_left_and_nobody_is_lost(
    flows: FlowCube,
    dropped: set[int],
    one_cell: bool,
) -> None:
    if one_cell:
        flows = flows.only(level="level0", sex="sex0")
    hosts = flows.known.axis("host").codes
    without = frozenset(code for number, code in enumerate(hosts) if number in dropped)
    kept = [number for number, code in enumerate(hosts) if code not in without]
    found = assume(flows, Scenario(without, Unknown.PROPORTIONAL))
    bounded = assume(flows, Scenario(without, Unknown.BOUNDS))
    counts, pools = flows.known.counts, flows.unspecified.counts
    origins = range(len(counts))
    assert bounded.most is not None
    for where in np.ndindex(counts.shape[2:]):
        left = 0.0
        expected = np.zeros((len(origins), len(kept)))
        for place, host in enumerate(kept):
            known = [counts[(origin, host, *where)] for origin in origins]
            expected[:, place] = known
            for pool in range(len(POOLS)):
                inside = [origin for origin in origins if pool_of(flows, pool)(origin)]
                there, students = sum(known[it] for it in inside), pools[(pool, host, *where)]
                left += students if not there else 0
                for it in inside if there else ():
                    expected[it, place] += students * known[it] / there
        unknown = sum(pools[(pool, host, *where)] for pool in range(len(POOLS)) for host in kept)
        assert found.unknown[where] == bounded.unknown[where] == bounded.left[where] == unknown
        assert found.left[where] == pytest.approx(left)
        np.testing.assert_allclose(found.flows.counts[(slice(None), slice(None), *where)], expected)
        for origin in origins:
            possible = [pool for pool in range(len(POOLS)) if pool_of(flows, pool)(origin)]
            more = sum(pools[(pool, host, *where)] for pool in possible for host in kept)
            least = sum(counts[(origin, host, *where)] for host in kept)
            assert bounded.most[(origin, *where)] == pytest.approx(least + more)
