"""Every formula of the platform, in one registry."""

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
from services.indicators.domain.formulas.registry import registry

CATALOGUE = registry(
    mobility.FORMULAS,
    aggregates.FORMULAS,
    dispersion.FORMULAS,
    truncated_lists.FORMULAS,
    field_gini.FORMULAS,
    emigration.FORMULAS,
    attainment.FORMULAS,
    doctorates.FORMULAS,
    recognition.FORMULAS,
    reserved=(dispersion.UIS_MDI,),
)
