"""Formulas over lists in VTL 2.1.

A list is a data set with the identifiers REF_AREA, TIME_PERIOD and COUNTERPART_AREA and the measure
OBS_VALUE, in which null is a counterpart that is not known; a number is one without COUNTERPART_AREA. VTL
gives the value only: why a value is absent, its flags, and what is agreed on for a denominator of zero, are
the registry's.
"""

from collections.abc import Mapping
from types import MappingProxyType

_GROUP = "group by REF_AREA, TIME_PERIOD"
_ALL = f"sum(STUDENTS {_GROUP})"
_SHARE = f"(STUDENTS / {_ALL})"
_SOME = "STUDENTS [filter OBS_VALUE > 0]"
_SHARE_OF_SOME = f"({_SOME} / {_ALL})"
_HHI = f"sum(power({_SHARE}, 2) {_GROUP})"
_HOSTS = f"count({_SOME} {_GROUP})"
_ENTROPY = f"(0 - sum({_SHARE_OF_SOME} * ln({_SHARE_OF_SOME}) {_GROUP}))"

_EXPRESSIONS = {
    "OUT_MIRROR": f"sum(FLOWS {_GROUP})",
    "HHI": _HHI,
    "HHI_PCT": f"10000 * {_HHI}",
    "QR_MDI_1": f"1 - {_HHI}",
    "QR_MDI_1_NORM_N": f"(1 - {_HHI}) / (1 - 1 / PLACES)",
    "HHI_NORM_N": f"({_HHI} - 1 / PLACES) / (1 - 1 / PLACES)",
    "HHI_UNBIASED": f"sum(STUDENTS * (STUDENTS - 1) {_GROUP}) / ({_ALL} * ({_ALL} - 1))",
    "EFF_HOSTS": f"1 / {_HHI}",
    "SHANNON": _ENTROPY,
    "EXP_SHANNON": f"exp({_ENTROPY})",
    "THEIL": f"ln(PLACES) - {_ENTROPY}",
    "C1": f"max({_SHARE} {_GROUP})",
    "AGG_SUM": f"sum(VALUES {_GROUP})",
    "AGG_MEDIAN": f"median(VALUES {_GROUP})",
    "AGG_WMEAN": f"sum(VALUES * WEIGHTS {_GROUP}) / sum(WEIGHTS {_GROUP})",
    "AGG_RATIO": f"100 * sum(VALUES {_GROUP}) / sum(WEIGHTS {_GROUP})",
    "PARITY_ADJ": (
        "if DISADVANTAGED / ADVANTAGED <= 1 then DISADVANTAGED / ADVANTAGED "
        "else 2 - ADVANTAGED / DISADVANTAGED"
    ),
    "CDH_MOB": "100 * MOBILE / HOLDERS",
    "REC_RATE": "100 * PART / WHOLE",
    "REC_DEMAND": "1000 * DECISIONS / STOCK",
}

VTL: Mapping[str, str] = MappingProxyType({name: f"{name} := {it};" for name, it in _EXPRESSIONS.items()})
"""The statement of each formula, by its id."""
