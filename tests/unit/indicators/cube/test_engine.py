import math
from pathlib import Path

import numpy as np
import pytest

from services.indicators.adapters.cubes.mapped import open_flows, write_flows
from services.indicators.domain.cube.engine import HostYear, compute, update
from services.indicators.domain.cube.whatif import Scenario, Unknown, assume
from services.indicators.domain.formulas.catalogue import CATALOGUE
from shared.kernel.errors import Invalid
from tests.unit.indicators.cube.small import HOSTS, ORIGINS, YEARS, random_flows
from tests.unit.indicators.loading.sample import KNOWN_AT


@pytest.mark.parametrize("seed", range(5))
def test_the_engine_gives_what_the_formulas_give(seed: int) -> None:
    cube = random_flows(seed).known
    computed = compute(cube)
    engine = {
        "HHI": computed.origins.herfindahl(),
        "QR_MDI_1": computed.origins.gini_simpson(),
        "QR_MDI_1_NORM": computed.origins.gini_simpson_normalised(),
        "EFF_HOSTS": computed.origins.effective_partners(),
        "C1": computed.origins.largest_share(),
    }
    for origin in range(len(ORIGINS)):
        flows = [float(it) for it in cube.counts[origin, :, 0, 0, 1]]
        for name, values in engine.items():
            expected = CATALOGUE.formula(name).evaluate({"students": flows}).value
            found = float(values[origin, 0, 0, 1])
            assert found == pytest.approx(expected) if expected is not None else math.isnan(found)


@pytest.mark.parametrize("seed", range(5))
def test_an_update_gives_what_computing_all_again_gives(seed: int) -> None:
    cube, other = random_flows(seed).known, random_flows(seed + 100).known
    computed = compute(cube)
    sent = HostYear("DEU", "2022", other.counts[:, 1, :, :, 1], other.reported[:, 1, :, :, 1])
    update(computed, cube, sent)
    again = compute(cube)
    assert (cube.counts[:, 1, :, :, 1] == other.counts[:, 1, :, :, 1]).all()
    np.testing.assert_array_equal(computed.market, again.market)
    for name in ("students", "partners", "largest", "squares", "reported"):
        np.testing.assert_array_equal(getattr(computed.origins, name), getattr(again.origins, name))
        np.testing.assert_array_equal(getattr(computed.hosts, name), getattr(again.hosts, name))


def test_a_host_that_does_not_report_takes_its_students_out_of_every_origin() -> None:
    flows = random_flows(1)
    without = assume(flows, Scenario(frozenset({"FRA"}))).flows
    assert without.axis("host").codes == ("BEL", "DEU")
    np.testing.assert_array_equal(without.counts, flows.known.counts[:, :2])


def test_unknown_origins_spread_over_the_origins_of_their_continent_and_keep_the_hosts_total() -> None:
    flows = random_flows(2)
    spread = assume(flows, Scenario(unknown=Unknown.PROPORTIONAL)).flows
    for host in range(len(HOSTS)):
        for year in range(len(YEARS)):
            known = flows.known.counts[:, host, 0, 0, year]
            world, africa = flows.unspecified.counts[:, host, 0, 0, year]
            expected = known * (1 + (world / known.sum() if known.sum() else 0))
            if known[:2].sum():
                expected[:2] += known[:2] * africa / known[:2].sum()
            np.testing.assert_allclose(spread.counts[:, host, 0, 0, year], expected)


def test_bounds_say_what_would_be_if_all_unknown_came_from_one_origin() -> None:
    flows = random_flows(3)
    assumed = assume(flows, Scenario(unknown=Unknown.BOUNDS))
    assert assumed.most is not None
    unknown = flows.unspecified.counts.sum(axis=1)
    least = flows.known.counts.sum(axis=1)
    np.testing.assert_allclose(assumed.most[0], least[0] + unknown[0] + unknown[1])
    np.testing.assert_allclose(assumed.most[2], least[2] + unknown[0])


def test_a_host_that_is_not_there_cannot_be_dropped() -> None:
    with pytest.raises(Invalid, match="XXX is no host"):
        assume(random_flows(1), Scenario(frozenset({"XXX"})))


def test_a_scenario_leaves_the_release_as_it_was() -> None:
    flows, same = random_flows(4), random_flows(4)
    assume(flows, Scenario(frozenset({"BEL"}), Unknown.PROPORTIONAL))
    np.testing.assert_array_equal(flows.known.counts, same.known.counts)


def test_a_mapped_cube_reads_as_it_was_written_and_cannot_be_changed(tmp_path: Path) -> None:
    flows = random_flows(5)
    folder = write_flows(tmp_path, flows, known_at=KNOWN_AT)
    assert write_flows(tmp_path, flows, known_at=KNOWN_AT) == folder
    opened = open_flows(folder)
    np.testing.assert_array_equal(opened.known.counts, flows.known.counts)
    assert opened.known.axes == flows.known.axes
    assert isinstance(opened.known.counts, np.memmap)
    with pytest.raises(ValueError, match="read-only"):
        opened.known.counts[0, 0, 0, 0, 0] = 1
