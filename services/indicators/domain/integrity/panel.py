"""A table of figures by indicator, area and year: what the rules are checked on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from services.indicators.domain.geography.places import is_statistical_country
from services.indicators.domain.observations.codes import Sex
from services.indicators.domain.observations.observation import ALL, WORLD, Observation

Cell = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Panel:
    """Usable values by indicator and (area, year). `releases` says which vintages each indicator came from.

    An indicator for one sex is called ``IN.F`` or ``IN.M``; the bare name is both sexes.
    """

    values: Mapping[str, Mapping[Cell, float]]
    releases: Mapping[str, frozenset[str]]

    def value(self, indicator: str, cell: Cell) -> float | None:
        """Read one figure, None where there is none."""
        return self.values.get(indicator, {}).get(cell)

    def cells(self, *indicators: str) -> list[Cell]:
        """List the cells in which all of `indicators` have a value, by area and year."""
        sets = [set(self.values.get(indicator, {})) for indicator in indicators]
        return sorted(set.intersection(*sets)) if sets else []

    def rows(self, *indicators: str) -> Iterator[tuple[Cell, tuple[float, ...]]]:
        """Give the cells in which all of `indicators` have a value, with those values."""
        for cell in self.cells(*indicators):
            yield cell, tuple(self.values[indicator][cell] for indicator in indicators)

    def countries(self) -> "Panel":
        """Keep the countries only: publishers aggregate ratios in ways of their own."""
        national = {
            name: MappingProxyType(
                {cell: value for cell, value in held.items() if is_statistical_country(cell[0])}
            )
            for name, held in self.values.items()
        }
        return Panel(MappingProxyType(national), self.releases)

    def vintages(self, *indicators: str) -> frozenset[str]:
        """Give the releases that `indicators` were taken from."""
        return frozenset().union(*(self.releases.get(indicator, frozenset()) for indicator in indicators))


def panel(observations: Iterable[Observation]) -> Panel:
    """Collect national and group totals; flows between two places, single levels and fields are left out."""
    values: dict[str, dict[Cell, float]] = {}
    releases: dict[str, set[str]] = {}
    for it in observations:
        series = it.series
        if (series.counterpart, series.level, series.field) != (WORLD, "L5T8", ALL) or it.usable is None:
            continue
        name = series.indicator if series.sex is Sex.TOTAL else f"{series.indicator}.{series.sex.value}"
        values.setdefault(name, {})[series.ref_area, it.year] = it.usable
        releases.setdefault(name, set()).add(it.release)
    return Panel(
        MappingProxyType(values), MappingProxyType({name: frozenset(held) for name, held in releases.items()})
    )
