"""A small cube with made-up numbers: three origins, three hosts, two years."""

import numpy as np

from services.indicators.domain.cube.cube import Axis, Cube
from services.indicators.domain.cube.flows import FlowCube
from services.indicators.domain.observations.codes import OriginBasis

ORIGINS, HOSTS, YEARS = ("KEN", "NAM", "TUN"), ("BEL", "DEU", "FRA"), ("2021", "2022")
LEVELS, SEXES = ("L5T8", "L8"), ("T", "F", "M")


def random_flows(seed: int) -> FlowCube:
    generator = np.random.default_rng(seed)
    common = (Axis("host", HOSTS), Axis("level", LEVELS), Axis("sex", SEXES), Axis("year", YEARS))
    parts = []
    for axis in (
        Axis("origin", ORIGINS),
        Axis("pool", ("EUROSTAT_NSP", "EUROSTAT_AFR_NSP")),
        Axis("group", ()),
    ):
        shape = tuple(len(it.codes) for it in (axis, *common))
        counts = generator.integers(0, 50, shape).astype(np.float64) * generator.integers(0, 2, shape)
        parts.append(Cube((axis, *common), counts, counts > 0))
    known, pools, groups = parts
    return FlowCube("R-1", OriginBasis.PRIOR_EDU, known, pools, groups, np.array([1, 1, -1]))
