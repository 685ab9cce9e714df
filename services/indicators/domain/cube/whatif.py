"""What if: the flows of one release under other assumptions. The release itself is never changed."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from services.indicators.domain.cube.cube import Counts, Cube
from services.indicators.domain.cube.flows import CONTINENTAL_POOLS, HOST, ORIGIN, FlowCube
from shared.kernel.errors import Invalid, Violation


class Unknown(StrEnum):
    """What is done with students whose origin is not known.

    NONE leaves them out of every origin. PROPORTIONAL gives them to the origins of their continent (or of the
    world) as the known students of the same host, level, sex and year are spread. BOUNDS leaves the figures
    alone and says how far they could go if all of them, or none, came from one origin.
    """

    NONE = "none"
    PROPORTIONAL = "proportional"
    BOUNDS = "bounds"


@dataclass(frozen=True, slots=True)
class Scenario:
    """Hosts that are taken as not reporting, and what is done with unknown origins."""

    without_hosts: frozenset[str] = frozenset()
    unknown: Unknown = Unknown.NONE


@dataclass(frozen=True, slots=True, eq=False)
class Assumed:
    """The flows under a scenario; `most` are the highest outbound counts by origin, only for BOUNDS.

    `unknown` counts the students whose origin is not known, `left` those of them who still have none: a
    continent from which nobody is known to have come has no origins to share them out to.
    """

    flows: Cube
    most: Counts | None
    unknown: Counts
    left: Counts


def assume(flows: FlowCube, scenario: Scenario) -> Assumed:
    """Apply a scenario. Raises Invalid on a host that is not in the cube."""
    hosts = flows.known.axis("host")
    strange = sorted(scenario.without_hosts - set(hosts.codes))
    if strange:
        detail = "{} is no host of this release"
        raise Invalid(*(Violation("/without_hosts", "unknown_host", detail.format(it)) for it in strange))
    kept = np.array([code not in scenario.without_hosts for code in hosts.codes])
    known, unspecified = flows.known, flows.unspecified
    if not kept.all():
        known, unspecified = _only(known, kept), _only(unspecified, kept)
    unknown = unspecified.counts.sum(axis=(ORIGIN, HOST))
    if scenario.unknown is Unknown.PROPORTIONAL:
        spread, left = _spread(known, unspecified, flows)
        return Assumed(spread, None, unknown, left)
    most = _most(known, unspecified, flows) if scenario.unknown is Unknown.BOUNDS else None
    return Assumed(known, most, unknown, unknown)


def _only(cube: Cube, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Cube:
    axes = list(cube.axes)
    place = cube.place("host")
    codes = tuple(code for code, keep in zip(axes[place].codes, kept, strict=True) if keep)
    axes[place] = replace(axes[place], codes=codes)
    return Cube(tuple(axes), cube.counts.compress(kept, axis=place), cube.reported.compress(kept, axis=place))


def _spread(known: Cube, unspecified: Cube, flows: FlowCube) -> tuple[Cube, Counts]:
    pools = unspecified.axis("pool").codes
    # Origins without a continental pool have the place -1: the last factor, of the world's part only.
    factor = np.ones((len(pools) + 1, *known.counts.shape[1:]))
    left = np.zeros(known.counts.shape[2:])
    for place, code in enumerate(pools):
        continental = code in CONTINENTAL_POOLS
        there = known.counts[flows.pool_of_origin == place] if continental else known.counts
        students, origins = unspecified.counts[place], there.sum(axis=0)
        more = np.zeros_like(origins)
        np.divide(students, origins, out=more, where=origins > 0)
        factor[place if continental else slice(None)] += more
        left += np.where(origins > 0, 0, students).sum(axis=0)
    counts = np.empty(known.counts.shape)
    for place in range(-1, len(pools)):
        rows = np.flatnonzero(flows.pool_of_origin == place)
        counts[rows] = known.counts[rows] * factor[place]
    return Cube(known.axes, counts, known.reported), left


def _most(known: Cube, unspecified: Cube, flows: FlowCube) -> Counts:
    totals = unspecified.counts.sum(axis=HOST)
    of_continent = np.array(
        [code in CONTINENTAL_POOLS for code in unspecified.axis("pool").codes], dtype=bool
    )
    extra = np.zeros((len(totals) + 1, *totals.shape[1:]))
    extra[:-1][of_continent] = totals[of_continent]
    extra += totals[~of_continent].sum(axis=0)
    most: Counts = known.counts.sum(axis=HOST) + extra[flows.pool_of_origin]
    return most
