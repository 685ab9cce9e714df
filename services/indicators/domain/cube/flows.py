"""Flows of students from origins to hosts in one release, with what could not be given an origin."""

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from services.indicators.domain.cube.cube import Axis, Cube
from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.geography.places import EUROSTAT_CONTINENTS, EUROSTAT_UNSPECIFIED
from services.indicators.domain.observations.codes import OriginBasis

AXES = ("origin", "host", "level", "sex", "year")
ORIGIN, HOST = 0, 1
WORLD_POOL = "EUROSTAT_NSP"


@dataclass(frozen=True, slots=True, eq=False)
class FlowCube:
    """All flows of one release.

    `known` spans (origin, host, level, sex, year). `unspecified` has pools instead of origins: students
    of some country of a continent, or of the world. `published` has the publisher's own totals of groups.
    `pool_of_origin` gives each origin's continental pool by its position, -1 where it has none.
    """

    release: str
    basis: OriginBasis
    known: Cube
    unspecified: Cube
    published: Cube
    pool_of_origin: NDArray[np.intp]

    def nbytes(self) -> int:
        """Give the bytes that all arrays take."""
        return self.known.nbytes() + self.unspecified.nbytes() + self.published.nbytes()


def continental_pools(origins: Axis, pools: Axis, memberships: Groupings, day: date) -> NDArray[np.intp]:
    """Find the continental pool of each origin, as Eurostat draws the continents."""
    found = np.full(len(origins.codes), -1, dtype=np.intp)
    for continent, pool in zip(EUROSTAT_CONTINENTS, EUROSTAT_UNSPECIFIED[1:], strict=True):
        inside = memberships.members("EUROSTAT", continent, day).certain
        place = pools.positions.get(f"EUROSTAT_{pool}", -1)
        for position, code in enumerate(origins.codes):
            if code in inside:
                found[position] = place
    return found
