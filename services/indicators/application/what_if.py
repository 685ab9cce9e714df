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
    """Answers questions. Only the level and the sex that are asked for are computed."""

    def __init__(self, cubes: Cubes) -> None:
        self._cubes = cubes

    async def __call__(self, asked: Question) -> dict[str, Any]:
        """Compute the measures under the scenario. Raises NoFlows, Invalid on a code outside the cube."""
        flows = await self._cubes.open(await self._release(asked))
        return await asyncio.to_thread(_answer, flows, asked)

    async def _release(self, asked: Question) -> str:
        if asked.release is not None:
            return asked.release
        wanted = {None: None, "mobile": MOBILE, "foreign": FOREIGN}[asked.counting]
        for it in await self._cubes.releases():
            if wanted is None or it.bases & wanted:
                return it.release
        counted = "" if asked.counting is None else f" that counts {asked.counting} students"
        raise NoFlows(f"no release with flows between origins and hosts{counted} is loaded")


def _answer(flows: FlowCube, asked: Question) -> dict[str, Any]:
    _check(flows.known, asked)
    part = flows.only(level=asked.level, sex=asked.sex)
    assumed = assume(part, asked.scenario)
    years = part.known.axis("year")
    wanted = sorted(asked.years) or [int(code) for code in years.codes]
    unknown, left = assumed.unknown[0, 0], assumed.left[0, 0]
    return {
        "release": flows.release,
        "origin_basis": flows.basis.value,
        "side": asked.side,
        "level": asked.level,
        "sex": asked.sex,
        "unknown_origin": [
            {"year": year, "students": float(unknown[place]), "left": float(left[place])}
            for year, place in ((year, years.position(str(year))) for year in wanted)
        ],
        "results": list(_results(part.known, assumed, asked, wanted)),
    }


def _check(cube: Cube, asked: Question) -> None:
    wanted = (
        ("level", "level", [asked.level]),
        ("sex", "sex", [asked.sex]),
        ("years", "year", [str(year) for year in sorted(asked.years)]),
        ("areas", asked.side, sorted(asked.areas)),
    )
    faults = [
        Violation(f"/{member}", f"unknown_{axis}", f"{code} is not in the release")
        for member, axis, codes in wanted
        for code in codes
        if code not in cube.axis(axis).positions
    ]
    if faults:
        raise Invalid(*faults)


def _results(
    published: Cube, assumed: Assumed, asked: Question, years: list[int]
) -> Iterator[dict[str, Any]]:
    side, year_axis = published.axis(asked.side), published.axis("year")
    places = assumed.flows.axis(asked.side).positions
    cells = [(area, year) for area in sorted(asked.areas) or side.codes for year in years]
    when = np.array([year_axis.position(str(year)) for _, year in cells])
    here = np.array([side.position(area) for area, _ in cells])
    before = _read(compute(published), asked.side, (here, 0, 0, when))
    # A host that is taken out has no place among the assumed ones.
    kept = np.array([places.get(area, -1) for area, _ in cells])
    after = _read(compute(assumed.flows), asked.side, (kept, 0, 0, when)) if places else []
    for number, (area, year) in enumerate(cells):
        now = after[number] if area in places else None
        if before[number] is None and now is None:
            continue
        result = {"area": area, "year": year, "published": before[number], "assumed": now}
        if assumed.most is not None and asked.side == "origin":
            result["most_students"] = float(assumed.most[here[number], 0, 0, when[number]])
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
