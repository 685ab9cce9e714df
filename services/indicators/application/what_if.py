"""Use case: what the measures of a release would be under other assumptions. Nothing stored is changed."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from math import isnan
from typing import Any

import numpy as np

from services.indicators.domain.cube.cube import Cube
from services.indicators.domain.cube.engine import Computed, compute
from services.indicators.domain.cube.flows import FlowCube
from services.indicators.domain.cube.from_observations import NoFlows
from services.indicators.domain.cube.measures import Measures
from services.indicators.domain.cube.ports import FOREIGN, MOBILE, Cubes
from services.indicators.domain.cube.whatif import Assumed, Scenario, assume
from shared.kernel.errors import Invalid, Violation


@dataclass(frozen=True, slots=True)
class Question:
    """Which release is looked at, what is assumed, and which of its results are wanted.

    `release` names one, or `counting` (mobile or foreign) takes the newest that counts so. `side` is origin
    or host; `areas` and `years` empty stand for all.
    """

    scenario: Scenario
    release: str | None = None
    counting: str | None = None
    side: str = "origin"
    areas: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    level: str = "L5T8"
    sex: str = "T"


class WhatIf:
    """Answers questions; the measures of a release as it is are computed once."""

    def __init__(self, cubes: Cubes) -> None:
        self._cubes = cubes
        self._as_published: tuple[FlowCube, Computed] | None = None

    async def __call__(self, asked: Question) -> dict[str, Any]:
        """Compute everything under the scenario. Raises NoFlows, Invalid on a code outside the cube."""
        flows = await self._cubes.open(await self._release(asked))
        return await asyncio.to_thread(self._answer, flows, asked)

    async def _release(self, asked: Question) -> str:
        if asked.release is not None:
            return asked.release
        wanted = {None: None, "mobile": MOBILE, "foreign": FOREIGN}[asked.counting]
        for it in await self._cubes.releases():
            if wanted is None or it.bases & wanted:
                return it.release
        counted = "" if asked.counting is None else f" that counts {asked.counting} students"
        raise NoFlows(f"no release with flows between origins and hosts{counted} is loaded")

    def _answer(self, flows: FlowCube, asked: Question) -> dict[str, Any]:
        _check(flows.known, asked)
        published = self._published(flows)
        assumed = assume(flows, asked.scenario)
        computed = compute(assumed.flows)
        return {
            "release": flows.release,
            "origin_basis": flows.basis.value,
            "side": asked.side,
            "level": asked.level,
            "sex": asked.sex,
            "results": list(_results(flows.known, published, computed, assumed, asked)),
        }

    def _published(self, flows: FlowCube) -> Computed:
        held = self._as_published
        if held is None or held[0] is not flows:
            held = (flows, compute(flows.known))
            self._as_published = held
        return held[1]


def _check(cube: Cube, asked: Question) -> None:
    wanted = {
        "level": [asked.level],
        "sex": [asked.sex],
        "year": [str(year) for year in asked.years],
        asked.side: sorted(asked.areas),
    }
    faults = [
        Violation(f"/{name}", f"unknown_{name}", f"{code} is not in the release")
        for name, codes in wanted.items()
        for code in codes
        if code not in cube.axis(name).positions
    ]
    if faults:
        raise Invalid(*faults)


def _results(
    cube: Cube, published: Computed, computed: Computed, assumed: Assumed, asked: Question
) -> Iterator[dict[str, Any]]:
    level, sex = cube.axis("level").position(asked.level), cube.axis("sex").position(asked.sex)
    side, year_axis = cube.axis(asked.side), cube.axis("year")
    places = assumed.flows.axis(asked.side).positions
    years = sorted(asked.years) or [int(code) for code in year_axis.codes]
    cells = [(area, year) for area in sorted(asked.areas) or side.codes for year in years]
    rest = (level, sex, np.array([year_axis.position(str(year)) for _, year in cells]))
    before = _read(published, asked.side, (np.array([side.position(area) for area, _ in cells]), *rest))
    after = _read(computed, asked.side, (np.array([places.get(area, -1) for area, _ in cells]), *rest))
    for number, (area, year) in enumerate(cells):
        # A host that is taken out has no place among the assumed ones.
        now = after[number] if area in places else None
        if before[number] is None and now is None:
            continue
        result = {"area": area, "year": year, "published": before[number], "assumed": now}
        if assumed.most is not None and asked.side == "origin":
            place = (side.position(area), level, sex, year_axis.position(str(year)))
            result["most_students"] = float(assumed.most[place])
        yield result


def _read(computed: Computed, side: str, where: tuple[Any, ...]) -> list[dict[str, float | None] | None]:
    """Read the measures of some cells; None where nobody reported, a measure that does not exist is None."""
    whole = computed.origins if side == "origin" else computed.hosts
    it = Measures(
        whole.students[where],
        whole.partners[where],
        whole.largest[where],
        whole.squares[where],
        whole.reported[where],
    )
    named = {
        "students": it.students,
        "partners": it.partners,
        "herfindahl": it.herfindahl(),
        "dispersion": it.gini_simpson(),
        "dispersion_normalised": it.gini_simpson_normalised(),
        "effective_partners": it.effective_partners(),
        "largest_share": it.largest_share(),
    }
    if side == "host":
        named["market_share"] = computed.market[where]
    columns = {name: held.tolist() for name, held in named.items()}
    return [
        {name: None if isnan(held[number]) else held[number] for name, held in columns.items()}
        if reported
        else None
        for number, reported in enumerate(it.reported.tolist())
    ]
