"""Every formula of the platform, in one registry."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce

from services.indicators.domain.formulas import (
    aggregates,
    attainment,
    dispersion,
    doctorates,
    emigration,
    field_gini,
    mobility,
    recognition,
    truncated_lists,
)
from services.indicators.domain.formulas.bindings import BINDINGS
from services.indicators.domain.formulas.formula import Formula
from services.indicators.domain.formulas.registry import Registry, registry
from services.indicators.domain.formulas.vtl import VTL


def _with_vtl(formulas: Iterable[Formula]) -> Iterator[Formula]:
    """Add the statements of formulas that are not written in VTL where they are declared."""
    for it in formulas:
        yield replace(it, vtl=VTL[it.id]) if it.vtl is None and it.id in VTL else it


_FAMILIES = (
    mobility.FORMULAS,
    aggregates.FORMULAS,
    dispersion.FORMULAS,
    truncated_lists.FORMULAS,
    field_gini.FORMULAS,
    emigration.FORMULAS,
    attainment.FORMULAS,
    doctorates.FORMULAS,
    recognition.FORMULAS,
)
CATALOGUE = reduce(
    Registry.bind,
    BINDINGS,
    registry(*map(_with_vtl, _FAMILIES), reserved=(dispersion.UIS_MDI,)),
)
"""The registry with the names that persons have bound."""
