"""All indicators of one release at once, and again after one host has sent a new year."""

from dataclasses import dataclass

import numpy as np

from services.indicators.domain.cube.cube import Counts, Cube, Marks
from services.indicators.domain.cube.measures import Measures, both, market_share


@dataclass(frozen=True, slots=True, eq=False)
class Computed:
    """The measures of a cube, by origin and by host, and each host's share of the market in per cent."""

    origins: Measures
    hosts: Measures
    market: Counts


def compute(cube: Cube) -> Computed:
    """Measure everything."""
    origins, hosts = both(cube)
    return Computed(origins, hosts, market_share(hosts))


@dataclass(frozen=True, slots=True, eq=False)
class HostYear:
    """What one host sent for one year: arrays over origin, level and sex."""

    host: str
    year: str
    counts: Counts
    reported: Marks


def update(computed: Computed, cube: Cube, sent: HostYear) -> None:
    """Put one host's new year into the cube and into everything computed from it.

    Sums of whole students change by the difference, exactly; a largest host is looked for again only where
    the host itself was the largest and shrinks. Raises KeyError on a host or year that is not in the cube.
    """
    place, when = cube.axis("host").position(sent.host), cube.axis("year").position(sent.year)
    old = cube.counts[:, place, :, :, when].copy()
    new = sent.counts
    cube.counts[:, place, :, :, when] = new
    cube.reported[:, place, :, :, when] = sent.reported
    _update_origins(computed.origins, cube, when, old, new)
    hosts = computed.hosts
    hosts.students[place, :, :, when] = new.sum(axis=0)
    hosts.partners[place, :, :, when] = np.count_nonzero(new, axis=0)
    hosts.largest[place, :, :, when] = new.max(axis=0, initial=0)
    hosts.squares[place, :, :, when] = np.einsum("ols,ols->ls", new, new)
    hosts.reported[place, :, :, when] = sent.reported.any(axis=0)
    world = hosts.students[..., when].sum(axis=0)
    share = np.full_like(hosts.students[..., when], np.nan)
    np.divide(hosts.students[..., when], world, out=share, where=world > 0)
    computed.market[..., when] = 100 * share


def _update_origins(origins: Measures, cube: Cube, when: int, old: Counts, new: Counts) -> None:
    origins.students[..., when] += new - old
    origins.squares[..., when] += new * new - old * old
    origins.partners[..., when] += (new > 0).astype(np.float64) - (old > 0)
    largest = origins.largest[..., when]
    lost = (old == largest) & (new < old)
    np.maximum(largest, new, out=largest)
    where = np.nonzero(lost)
    largest[where] = cube.counts[where[0], :, where[1], where[2], when].max(axis=1)
    origins.reported[..., when] = cube.reported[..., when].any(axis=1)
