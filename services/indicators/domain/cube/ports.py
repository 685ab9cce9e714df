"""The port through which the cubes of releases are had."""

from dataclasses import dataclass
from typing import Protocol

from services.indicators.domain.cube.flows import FlowCube
from services.indicators.domain.observations.codes import OriginBasis

MOBILE = frozenset({OriginBasis.PRIOR_EDU, OriginBasis.RESIDENCE})
FOREIGN = frozenset({OriginBasis.CITIZENSHIP})


@dataclass(frozen=True, slots=True)
class FlowRelease:
    """A release that has flows between origins and hosts, and what made a student one of another country."""

    release: str
    bases: frozenset[str]


class Cubes(Protocol):
    """Where cubes come from; one is built once and mapped from then on."""

    async def releases(self) -> tuple[FlowRelease, ...]:
        """List the releases with flows, the newest first."""
        ...

    async def open(self, release: str) -> FlowCube:
        """Open the cube of a release. Raises NoFlows."""
        ...
