"""Every formula of the platform, in one registry."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

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
from services.indicators.domain.formulas.formula import Formula
from services.indicators.domain.formulas.registry import registry
from services.indicators.domain.formulas.vtl import VTL


def _with_vtl(formulas: Iterable[Formula]) -> Iterator[Formula]:
    """Add the statements of formulas that are not written in VTL where they are declared."""
    for it in formulas:
        yield replace(it, vtl=VTL[it.id]) if it.vtl is None and it.id in VTL else it


CATALOGUE = registry(
    _with_vtl(mobility.FORMULAS),
    _with_vtl(aggregates.FORMULAS),
    _with_vtl(dispersion.FORMULAS),
    truncated_lists.FORMULAS,
    field_gini.FORMULAS,
    emigration.FORMULAS,
    _with_vtl(attainment.FORMULAS),
    _with_vtl(doctorates.FORMULAS),
    _with_vtl(recognition.FORMULAS),
    reserved=(dispersion.UIS_MDI,),
)
