"""The flows of one release out of its stored observations: every inbound figure between two places."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from services.indicators.domain.cube.coding import Positions, fill
from services.indicators.domain.cube.cube import Axis, Cube, empty
from services.indicators.domain.cube.flows import FlowCube, continental_pools
from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.geography.places import is_statistical_country
from services.indicators.domain.observations.codes import ObsStatus, OriginBasis
from services.indicators.domain.observations.selection import coded
from services.indicators.domain.observations.structures import TIME
from shared.kernel.errors import NotFound

ORIGIN, POOL, GROUP = "origin", "pool", "group"


class NoFlows(NotFound):
    """The release has no flows between origins and hosts."""

    code = "no_flows"
    title = "The release has no bilateral flows"


def kind_of(code: str) -> str:
    """Say whether a counterpart is an origin, a pool of students of unknown origin, or a group."""
    if is_statistical_country(code):
        return ORIGIN
    return POOL if code.endswith("NSP") or code.startswith("_U") else GROUP


def flows_of(table: pa.Table, memberships: Groupings, *, release: str) -> FlowCube:
    """Build the cube. Students "abroad" in their own country are left out. Raises NoFlows."""
    rows = table.filter(pa.array(_usable(table)))
    partners, partner = coded(rows["COUNTERPART_AREA"])
    hosts, host = coded(rows["REF_AREA"])
    kinds = [kind_of(code) for code in partners]
    if ORIGIN not in kinds:
        raise NoFlows(f"{release} holds no students by origin and host")
    country = np.array([is_statistical_country(code) for code in hosts])[host]
    own = np.array([hosts.index(code) if code in hosts else -1 for code in partners])[partner] == host
    years = rows[TIME].to_numpy()
    axes = _axes(rows, hosts, years)
    parts = {
        kind: _part(rows, kind, (partners, partner), np.array(kinds)[partner] == kind, country & ~own, axes)
        for kind in (ORIGIN, POOL, GROUP)
    }
    pools = continental_pools(parts[ORIGIN].axis(ORIGIN), parts[POOL].axis(POOL), memberships, axes[-1])
    basis = coded(rows["ORIGIN_BASIS"])[0]
    known = OriginBasis(basis[0]) if len(basis) == 1 else OriginBasis.UNKNOWN
    return FlowCube(release, known, parts[ORIGIN], parts[POOL], parts[GROUP], pools)


def _usable(table: pa.Table) -> NDArray[np.bool_]:
    usable: NDArray[np.bool_] = np.isfinite(table["OBS_VALUE"].to_numpy())
    wanted: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("INDICATOR", "IN".__eq__),
        ("EDU_FIELD", "_T".__eq__),
        ("OBS_STATUS", lambda code: code != ObsStatus.MISSING),
    )
    for name, fits in wanted:
        codes, places = coded(table[name])
        usable &= np.array([*(fits(code) for code in codes), False], dtype=np.bool_)[places]
    return usable


def _axes(rows: pa.Table, hosts: list[str], years: NDArray[np.int32]) -> tuple[Axis, ...]:
    levels, sexes = coded(rows["EDU_LEVEL"])[0], coded(rows["SEX"])[0]
    # The total comes first on its axis, as in the cubes that are read from Eurostat's tables.
    return (
        Axis("host", tuple(sorted(code for code in hosts if is_statistical_country(code)))),
        Axis("level", tuple(sorted(levels, key=lambda code: (code != "L5T8", code)))),
        Axis("sex", tuple(sorted(sexes, key=lambda code: (code != "T", code)))),
        Axis("year", tuple(str(year) for year in range(int(years.min()), int(years.max()) + 1))),
    )


def _part(  # noqa: PLR0913, PLR0917 - the one place where rows, codes and axes come together
    rows: pa.Table,
    kind: str,
    partner: tuple[list[str], NDArray[np.int32]],
    of_kind: NDArray[np.bool_],
    counted: NDArray[np.bool_],
    axes: tuple[Axis, ...],
) -> Cube:
    codes, places = partner
    first = Axis(kind, tuple(sorted(code for code in codes if kind_of(code) == kind)))
    if not first.codes:
        return empty((first, *axes))
    chosen = rows.filter(pa.array(of_kind & counted))
    positions: list[Positions] = [_on(first, codes, places[of_kind & counted])]
    for axis, name in zip(axes[:-1], ("REF_AREA", "EDU_LEVEL", "SEX"), strict=True):
        positions.append(_on(axis, *coded(chosen[name])))
    positions.append(chosen[TIME].to_numpy().astype(np.intp) - int(axes[-1].codes[0]))
    cube, _ = fill((first, *axes), positions, chosen["OBS_VALUE"].to_numpy())
    return cube


def _on(axis: Axis, codes: list[str], places: NDArray[np.int32]) -> Positions:
    return np.array([axis.positions.get(code, -1) for code in codes], dtype=np.intp)[places]
