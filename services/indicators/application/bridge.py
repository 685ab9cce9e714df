"""Use case: set a released table of decisions beside the people of the same origins."""

from dataclasses import dataclass

from services.indicators.domain.observations.observation import ALL, NOT_APPLICABLE, WORLD
from services.indicators.domain.observations.source import ObservationSource, Query
from services.indicators.domain.observations.structures import BREAKDOWNS, dataflow_of
from services.indicators.domain.recognition.bridge import Bridge, bridge, decisions_by_origin
from services.indicators.domain.recognition.released import StatisticalRelease
from shared.kernel.countries import is_country
from shared.kernel.errors import Conflict, NotFound


class NoOrigins(Conflict):
    """The released table is not by origin."""

    code = "not_by_origin"
    title = "The released table is not by origin"


class NoStock(NotFound):
    """No observations tell how many people of each origin are in the host."""

    code = "no_stock"
    title = "No figures by origin are kept for this host"


@dataclass(frozen=True, slots=True)
class Stock:
    """Which people: the indicator, the host, the reference year; `data_source` where several publish it.

    Mobile students are `IN`, residents born abroad with tertiary education (OECD DIOC) `ATT_STOCK`.
    """

    indicator: str
    host: str
    year: int
    data_source: str | None = None


@dataclass(frozen=True, slots=True)
class Bridged:
    """The bridge with the release that the stocks were read from: releases are never mixed."""

    bridge: Bridge
    vintage: str


async def build_bridge(source: ObservationSource, released: StatisticalRelease, stock: Stock) -> Bridged:
    """Set decisions beside stocks. Raises NoOrigins and NoStock."""
    if "ORIGIN" not in released.table.codes:
        raise NoOrigins(f"{released.cube} has no dimension ORIGIN")
    keys = {
        "INDICATOR": frozenset({stock.indicator}),
        "REF_AREA": frozenset({stock.host}),
        "EDU_LEVEL": frozenset({"L5T8"}),
        "EDU_FIELD": frozenset({"_T"}),
        "SEX": frozenset({"T"}),
    }
    if stock.data_source is not None:
        keys["DATA_SOURCE"] = frozenset({stock.data_source})
    found = await source.select(Query(dataflow_of(stock.indicator), keys, stock.year, stock.year))
    by_release: dict[str, dict[str, float]] = {}
    parts = set[str]()
    for row in found.to_pylist():
        origin, value = row["COUNTERPART_AREA"], row["OBS_VALUE"]
        if origin != WORLD and is_country(origin) and value is not None and row["OBS_STATUS"] != "M":
            broken_down = {name for name in BREAKDOWNS if row[name] not in {ALL, NOT_APPLICABLE}}
            parts |= broken_down
            if not broken_down:  # parts are not added up: nobody says that they are all there
                by_release.setdefault(row["VINTAGE"], {})[origin] = value
    if not by_release:
        asked = f"{stock.indicator} of {stock.host} by origin"
        if parts:
            kept = ", ".join(sorted(parts))
            raise NoStock(f"{asked} is kept for {stock.year} by {kept} only: load a release with the totals")
        raise NoStock(f"no {asked} is kept for {stock.year}: load such a release")
    vintage = max(by_release, key=lambda it: (len(by_release[it]), it))
    table = released.table
    return Bridged(bridge(decisions_by_origin(table), table.error, by_release[vintage]), vintage)
