"""Flows of students from origins to hosts in one release, with what could not be given an origin."""

from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from services.indicators.domain.cube.cube import Axis, Cube
from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.geography.places import EUROSTAT_CONTINENTS, EUROSTAT_UNSPECIFIED
from services.indicators.domain.observations.codes import OriginBasis

AXES = ("origin", "host", "level", "sex", "year")
ORIGIN, HOST = 0, 1
CONTINENTAL_POOLS = frozenset(f"EUROSTAT_{it}" for it in EUROSTAT_UNSPECIFIED[1:])


@dataclass(frozen=True, slots=True, eq=False)
class FlowCube:
    """All flows of one release.

    `known` spans (origin, host, level, sex, year). `unspecified` has pools instead of origins: students
    of some country of a continent, or of the world. `published` has the publisher's own totals of groups.
    `pool_of_origin` gives each origin's continental pool by its position, -1 where it has none. A pool that
    is no continent's is of the whole world.
    """

    release: str
    basis: OriginBasis
    known: Cube
    unspecified: Cube
    published: Cube
    pool_of_origin: NDArray[np.intp]

    def only(self, **codes: str) -> "FlowCube":
        """Keep one code of some axes that all parts have. Raises KeyError."""
        return replace(
            self,
            known=self.known.only(**codes),
            unspecified=self.unspecified.only(**codes),
            published=self.published.only(**codes),
        )

    def nbytes(self) -> int:
        """Give the bytes that all arrays take."""
        return self.known.nbytes() + self.unspecified.nbytes() + self.published.nbytes()


def continental_pools(origins: Axis, pools: Axis, memberships: Groupings, years: Axis) -> NDArray[np.intp]:
    """Find the continental pool of each origin, as Eurostat draws the continents.

    A country that is no more by the last of the years has the continent that it had in one of them.
    """
    found = np.full(len(origins.codes), -1, dtype=np.intp)
    held = product(years.codes, zip(EUROSTAT_CONTINENTS, EUROSTAT_UNSPECIFIED[1:], strict=True))
    for year, (continent, pool) in held:
        inside = memberships.members_in_year("EUROSTAT", continent, int(year)).certain
        place = pools.positions.get(f"EUROSTAT_{pool}", -1)
        for position, code in enumerate(origins.codes):
            if code in inside:
                found[position] = place
    return found
