"""Panels out of a table of observations, one for each release."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import pyarrow as pa

from services.indicators.domain.integrity.panel import Cell, Panel
from services.indicators.domain.observations.codes import ObsStatus, Sex
from services.indicators.domain.observations.observation import ALL, WORLD
from services.indicators.domain.observations.selection import marked
from services.indicators.domain.observations.structures import TIME

_WHOLE = {"COUNTERPART_AREA": {WORLD}, "EDU_LEVEL": {"L5T8"}, "EDU_FIELD": {ALL}}
_EMIGRATION = {"COUNTERPART_AREA": {WORLD, "IAB_HOSTS", "OECD"}, "EDU_LEVEL": {"L5T8", "_T"}}


def panels(table: pa.Table) -> Mapping[str, Panel]:
    """Collect the usable totals of each release: flows between two places, single levels and fields stay out.

    Emigration rates are totals over all hosts that their source counts.
    """
    wanted = marked(table, "OBS_STATUS", lambda code: code != ObsStatus.MISSING)
    wanted &= ~np.isnan(table["OBS_VALUE"].to_numpy())
    rates = marked(table, "INDICATOR", lambda code: code.startswith("EMR"))
    for name in ("COUNTERPART_AREA", "EDU_LEVEL", "EDU_FIELD"):
        whole = marked(table, name, _WHOLE[name].__contains__)
        if name in _EMIGRATION:
            whole = np.where(rates, marked(table, name, _EMIGRATION[name].__contains__), whole)
        wanted &= whole
    rows = table.filter(pa.array(wanted))
    values: dict[str, dict[str, dict[Cell, float]]] = {}
    columns = [rows[it].to_pylist() for it in ("VINTAGE", "INDICATOR", "SEX", "REF_AREA", TIME, "OBS_VALUE")]
    for release, indicator, sex, area, year, value in zip(*columns, strict=True):
        name = indicator if sex == Sex.TOTAL else f"{indicator}.{sex}"
        values.setdefault(release, {}).setdefault(name, {})[area, year] = value
    return MappingProxyType({release: _panel(release, held) for release, held in values.items()})


def _panel(release: str, values: Mapping[str, Mapping[Cell, float]]) -> Panel:
    return Panel(
        MappingProxyType({name: MappingProxyType(dict(held)) for name, held in values.items()}),
        MappingProxyType({name: frozenset({release}) for name in values}),
    )


def together(panels_: Mapping[str, Panel]) -> Panel:
    """Put panels of one vintage side by side; where two hold a figure, the first given one counts."""
    values: dict[str, dict[Cell, float]] = {}
    releases: dict[str, frozenset[str]] = {}
    for held in panels_.values():
        for name, cells in held.values.items():
            values[name] = {**cells, **values.get(name, {})}
            releases[name] = releases.get(name, frozenset()) | held.releases.get(name, frozenset())
    return Panel(MappingProxyType(values), MappingProxyType(releases))
