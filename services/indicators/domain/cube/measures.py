"""All measures of concentration for every origin, or every host, in one pass over the cube.

The numbers are those of the formulas IN, OUT_MIRROR, HHI, QR_MDI_1, EFF_HOSTS, C1 and MKT; the unit tests
hold the two against each other. Where there are no students the shares do not exist and the result is NaN;
`reported` tells "none" from "nobody said".
"""

from dataclasses import dataclass

import numpy as np

from services.indicators.domain.cube.cube import Counts, Cube, Marks
from services.indicators.domain.cube.flows import HOST, ORIGIN


@dataclass(frozen=True, slots=True, eq=False)
class Measures:
    """Arrays over the axes of the cube without the one summed over (hosts, or origins).

    `students` are the sums, `partners` how many hosts (origins) have students, `largest` the most students in
    one of them, `squares` the sum of squared counts.
    """

    students: Counts
    partners: Counts
    largest: Counts
    squares: Counts
    reported: Marks

    def herfindahl(self) -> Counts:
        """Give HHI; NaN without students."""
        return _divide(self.squares, self.students * self.students)

    def gini_simpson(self) -> Counts:
        """Give 1 - HHI, the dispersion QR_MDI_1; NaN without students."""
        return 1 - self.herfindahl()

    def gini_simpson_normalised(self) -> Counts:
        """Give (1 - HHI) / (1 - 1/n) over hosts with students, 0 for one host; NaN without students."""
        dispersion = self.gini_simpson()
        scale = 1 - _divide(np.ones_like(self.partners), self.partners)
        return np.where(self.partners == 1, 0.0, _divide(dispersion, scale))

    def effective_partners(self) -> Counts:
        """Give 1 / HHI; NaN without students."""
        return _divide(self.students * self.students, self.squares)

    def largest_share(self) -> Counts:
        """Give C1, the share of the largest host (or origin); NaN without students."""
        return _divide(self.largest, self.students)

    def herfindahl_unbiased(self) -> Counts:
        """Give sum F(F-1) / (n(n-1)), for whole students; NaN below two students."""
        return _divide(self.squares - self.students, self.students * (self.students - 1))


def by_origin(cube: Cube) -> Measures:
    """Measure, for each origin, how its students spread over hosts (mirror statistics)."""
    return _measures(cube, HOST)


def by_host(cube: Cube) -> Measures:
    """Measure, for each host, how its students of known origin spread over origins."""
    return _measures(cube, ORIGIN)


def market_share(hosts: Measures) -> Counts:
    """Give each host's percentage of the students of all hosts in the cube; NaN where there are none."""
    return 100 * _divide(hosts.students, hosts.students.sum(axis=0, keepdims=True))


def _measures(cube: Cube, over: int) -> Measures:
    counts = cube.counts
    kept = "oklsy".replace("o" if over == ORIGIN else "k", "")
    return Measures(
        students=counts.sum(axis=over),
        partners=np.count_nonzero(counts, axis=over).astype(np.float64),
        largest=counts.max(axis=over),
        squares=np.einsum(f"oklsy,oklsy->{kept}", counts, counts),
        reported=np.asarray(cube.reported.any(axis=over)),
    )


def _divide(numerator: Counts, denominator: Counts) -> Counts:
    result = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result
