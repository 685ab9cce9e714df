"""Cubes of stored releases: built once from their segments, then mapped from files.

A cube is made of nothing but the segments of its release, so the files are a cache under their names, and a
load of another release leaves it as it is.
"""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from services.indicators.adapters.cubes.mapped import open_flows, write_flows
from services.indicators.adapters.observations.store import StoredObservations
from services.indicators.domain.cube.flows import FlowCube
from services.indicators.domain.cube.from_observations import NoFlows, flows_of
from services.indicators.domain.cube.ports import FlowRelease
from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.observations.source import Query
from shared.kernel.canonical import sha256
from shared.observability.logging import get_logger


class StoredCubes:
    """Gives the cubes of the releases that are loaded."""

    def __init__(self, observations: StoredObservations, folder: Path, memberships: Groupings) -> None:
        self._observations = observations
        self._folder = folder / "cubes"
        self._memberships = memberships
        self._opened: dict[str, tuple[str, FlowCube]] = {}
        self._building = asyncio.Lock()

    async def releases(self) -> tuple[FlowRelease, ...]:
        """List the releases with flows, the newest first."""
        return await self._observations.flow_releases()

    async def open(self, release: str) -> FlowCube:
        """Open the cube of a release. Raises NoFlows."""
        name = "-".join((release, *await self._observations.segments_of(release)))
        if self._opened.get(release, ("",))[0] != name:
            async with self._building:
                if self._opened.get(release, ("",))[0] != name:
                    self._opened = {**self._opened, release: (name, await self._made(release, name))}
        return self._opened[release][1]

    async def _made(self, release: str, name: str) -> FlowCube:
        folder = self._folder / sha256(name).removeprefix("sha256:")[:32]
        kept = await asyncio.to_thread(_kept, folder)
        if kept is None:
            query = Query("MIG_MOB", {"INDICATOR": frozenset({"IN"})}, vintages=frozenset({release}))
            table = await self._observations.select(query)
            if not len(table):
                raise NoFlows(f"there is no release {release} with inbound students")
            flows = await asyncio.to_thread(flows_of, table, self._memberships, release=release)
            try:
                folder.mkdir(parents=True, exist_ok=True)
                kept = await asyncio.to_thread(write_flows, folder, flows, known_at=datetime.now(UTC))
            except OSError as error:
                get_logger().warning("cube is not mapped", error_type=type(error).__name__)
                return flows
        return await asyncio.to_thread(open_flows, kept)


def _kept(folder: Path) -> Path | None:
    if not folder.exists():
        return None
    return next((it for it in folder.iterdir() if not it.name.startswith(".")), None)
