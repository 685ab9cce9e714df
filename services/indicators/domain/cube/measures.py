"""All measures of concentration for every origin, or every host, in one pass over the cube.

The numbers are those of the formulas IN, OUT_MIRROR, HHI, QR_MDI_1, EFF_HOSTS, C1 and MKT; the unit tests
hold the two against each other. Where there are no students the shares do not exist and the result is NaN;
`reported` tells "none" from "nobody said".
"""

from dataclasses import dataclass
from math import prod

import numpy as np

from services.indicators.domain.cube.cube import Counts, Cube, Marks

AT_A_TIME = 8
"""Origins that are measured together: with some 40 hosts about half a megabyte."""


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


def market_share(hosts: Measures) -> Counts:
    """Give each host's percentage of the students of all hosts in the cube; NaN where there are none."""
    return 100 * _divide(hosts.students, hosts.students.sum(axis=0, keepdims=True))


def both(cube: Cube) -> tuple[Measures, Measures]:
    """Measure by origin and by host in one walk over the cube.

    A few origins at a time stay in the processor's cache, so the counts are fetched from memory once.
    """
    origins, hosts, *kept = cube.counts.shape
    rest = prod(kept)
    counts = cube.counts.reshape(origins, hosts, rest)
    sent, received = np.zeros((4, origins, rest)), np.zeros((4, hosts, rest))
    squared = np.empty((AT_A_TIME, hosts, rest))
    for start in range(0, origins, AT_A_TIME):
        part = counts[start : start + AT_A_TIME]
        rows = slice(start, start + len(part))
        squares = np.multiply(part, part, out=squared[: len(part)])
        some = (part > 0).view(np.uint8)
        part.sum(axis=1, out=sent[0, rows])
        sent[1, rows] = some.sum(axis=1, dtype=np.uint16)
        part.max(axis=1, out=sent[2, rows], initial=0)
        squares.sum(axis=1, out=sent[3, rows])
        received[0] += part.sum(axis=0)
        received[1] += some.sum(axis=0, dtype=np.uint8)
        np.maximum(received[2], part.max(axis=0, initial=0), out=received[2])
        received[3] += squares.sum(axis=0)
    return (
        _measures(sent.reshape(4, origins, *kept), np.asarray(cube.reported.any(axis=1))),
        _measures(received.reshape(4, hosts, *kept), np.asarray(cube.reported.any(axis=0))),
    )


def _measures(four: Counts, reported: Marks) -> Measures:
    return Measures(four[0], four[1], four[2], four[3], reported)


def _divide(numerator: Counts, denominator: Counts) -> Counts:
    result = np.full(np.broadcast_shapes(numerator.shape, denominator.shape), np.nan)
    np.divide(numerator, denominator, out=result, where=denominator > 0)
    return result
