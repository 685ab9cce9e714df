"""All indicators of one release at once, and again after one host has sent a new year."""

from dataclasses import dataclass

import numpy as np

from services.indicators.domain.cube.cube import Axis, Counts, Cube, Marks
from services.indicators.domain.cube.measures import Measures, by_host, by_origin, market_share


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """The measures of a cube, by origin and by host, and each host's share of the market in per cent."""

    origins: Measures
    hosts: Measures
    market: Counts


def compute(cube: Cube) -> Computed:
    """Measure everything."""
    hosts = by_host(cube)
    return Computed(by_origin(cube), hosts, market_share(hosts))


@dataclass(frozen=True, slots=True, eq=False)
class HostYear:
    """What one host sent for one year: arrays over origin, level and sex."""

    host: str
    year: str
    counts: Counts
    reported: Marks


def update(computed: Computed, cube: Cube, sent: HostYear) -> None:
    """Put one host's new year (origin, level, sex) into the cube and into everything computed from it.

    Only the arrays of that year are measured again. Raises KeyError on a host or year that is not
    in the cube.
    """
    place, when = cube.axis("host").position(sent.host), cube.axis("year").position(sent.year)
    cube.counts[:, place, :, :, when] = sent.counts
    cube.reported[:, place, :, :, when] = sent.reported
    only = slice(when, when + 1)
    axes = (*cube.axes[:-1], Axis("year", (sent.year,)))
    slab = Cube(axes, np.ascontiguousarray(cube.counts[..., only]), cube.reported[..., only])
    fresh = compute(slab)
    for held, new in ((computed.origins, fresh.origins), (computed.hosts, fresh.hosts)):
        for name in ("students", "partners", "largest", "squares", "reported"):
            getattr(held, name)[..., only] = getattr(new, name)
    computed.market[..., only] = fresh.market
