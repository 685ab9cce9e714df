"""What if: the flows of one release under other assumptions. The release itself is never changed."""

from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from services.indicators.domain.cube.cube import Counts, Cube
from services.indicators.domain.cube.flows import HOST, WORLD_POOL, FlowCube
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
    """The flows under a scenario; `most` are the highest outbound counts by origin, only for BOUNDS."""

    flows: Cube
    most: Counts | None


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
    if scenario.unknown is Unknown.PROPORTIONAL:
        return Assumed(_spread(known, unspecified, flows), None)
    if scenario.unknown is Unknown.BOUNDS:
        return Assumed(known, _most(known, unspecified, flows))
    return Assumed(known, None)


def _only(cube: Cube, kept: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> Cube:
    axes = list(cube.axes)
    place = cube.place("host")
    codes = tuple(code for code, keep in zip(axes[place].codes, kept, strict=True) if keep)
    axes[place] = replace(axes[place], codes=codes)
    return Cube(tuple(axes), cube.counts.compress(kept, axis=place), cube.reported.compress(kept, axis=place))


def _spread(known: Cube, unspecified: Cube, flows: FlowCube) -> Cube:
    pools = unspecified.axis("pool").positions
    factor = np.ones((len(pools) + 1, *known.counts.shape[1:]))
    world = pools.get(WORLD_POOL)
    for place in pools.values():
        inside = (flows.pool_of_origin == place) | (place == world)
        there = known.counts[inside].sum(axis=0)
        more = np.zeros_like(there)
        np.divide(unspecified.counts[place], there, out=more, where=there > 0)
        if place == world:
            factor += more
        else:
            factor[place] += more
    # Origins without a continental pool have the place -1: the last factor, of the world's part only.
    counts = np.empty_like(known.counts)
    for place in range(-1, len(pools)):
        rows = np.flatnonzero(flows.pool_of_origin == place)
        counts[rows] = known.counts[rows] * factor[place]
    return Cube(known.axes, counts, known.reported)


def _most(known: Cube, unspecified: Cube, flows: FlowCube) -> Counts:
    pools = unspecified.axis("pool").positions
    totals = unspecified.counts.sum(axis=HOST)
    extra = np.concatenate([totals, np.zeros((1, *totals.shape[1:]))])
    world = pools.get(WORLD_POOL)
    if world is not None:
        everywhere = totals[world].copy()
        extra[world] = 0
        extra += everywhere
    most: Counts = known.counts.sum(axis=HOST) + extra[flows.pool_of_origin]
    return most
