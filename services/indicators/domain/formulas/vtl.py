"""Formulas over lists in VTL 2.1.

A list is a data set with the identifiers REF_AREA, TIME_PERIOD and COUNTERPART_AREA and the measure
OBS_VALUE, in which null is a counterpart that is not known; a number is one without COUNTERPART_AREA, null
where an optional one is not given. The result bears the formula's id; where it is an interval there are two,
with the endings _LOWER and _UPPER. VTL gives values only: why one is absent, its flags and its sampling
interval, and what is agreed on for a denominator of zero, are the registry's.
"""

from collections.abc import Mapping
from types import MappingProxyType

_GROUP = "group by REF_AREA, TIME_PERIOD"


def _sum(what: str) -> str:
    return f"sum({what} {_GROUP})"


def _ranked(data: str, order: str) -> str:
    # Counterparts with equal values come in the order of their codes: each place is held once.
    over = f"over ( partition by REF_AREA, TIME_PERIOD order by OBS_VALUE {order}, COUNTERPART_AREA )"
    return f"{data} [calc PLACE := rank ( {over} )]"


def _largest(data: str, first: int) -> str:
    return _sum(f"({_ranked(data, 'desc')} [filter PLACE <= {first}] [keep OBS_VALUE])")


def _by_place(data: str) -> str:
    """Multiply each value by its place, the smallest first."""
    return _sum(f"({_ranked(data, 'asc')} [calc OBS_VALUE := OBS_VALUE * PLACE] [keep OBS_VALUE])")


_ALL = _sum("STUDENTS")
_HHI = _sum(f"power(STUDENTS / {_ALL}, 2)")
_SOME = "STUDENTS [filter OBS_VALUE > 0]"
_HOSTS = _sum(f"{_SOME} / {_SOME}")
_HOSTS_KNOWN = _sum("(0 * STUDENTS + 1)")
_ENTROPY = f"(0 - {_sum(f'({_SOME} / {_ALL}) * ln({_SOME} / {_ALL})')})"
_UNBIASED = f"{_sum('STUDENTS * (STUDENTS - 1)')} / ({_ALL} * ({_ALL} - 1))"
_PAIRS = f"(2 * {_by_place('STUDENTS')} - ({_HOSTS_KNOWN} + 1) * {_ALL})"
# A member takes part only with its value and its weight: null and anything give null, which is not summed.
_WEIGHT_OF_KNOWN = _sum("(WEIGHTS + 0 * VALUES)")

_EXPRESSIONS = {
    "IN": f"{_sum('FLOWS')} + nvl(UNSPECIFIED, 0)",
    "OUT_MIRROR": _sum("FLOWS"),
    "HHI": _HHI,
    "HHI_PCT": f"10000 * {_HHI}",
    "QR_MDI_1": f"1 - {_HHI}",
    "QR_MDI_1_NORM_N": f"(1 - {_HHI}) / (1 - 1 / PLACES)",
    "HHI_NORM_N": f"({_HHI} - 1 / PLACES) / (1 - 1 / PLACES)",
    "HHI_UNBIASED": _UNBIASED,
    "QR_MDI_1_UNBIASED": f"1 - {_UNBIASED}",
    "EFF_HOSTS": f"1 / {_HHI}",
    "SHANNON": _ENTROPY,
    "EXP_SHANNON": f"exp({_ENTROPY})",
    "PIELOU": f"{_ENTROPY} / ln({_HOSTS})",
    "THEIL": f"ln(PLACES) - {_ENTROPY}",
    "GINI": (
        f"2 * ({_by_place(_SOME)} + (PLACES - {_HOSTS}) * {_ALL}) / (PLACES * {_ALL}) - (PLACES + 1) / PLACES"
    ),
    "GINI_FIELD": f"{_PAIRS} / (({_HOSTS_KNOWN} - 1) * {_ALL})",
    **{f"C{first}": f"{_largest('STUDENTS', first)} / {_ALL}" for first in (1, 3, 5, 10)},
    "AGG_SUM": _sum("VALUES"),
    "AGG_MEDIAN": f"median(VALUES {_GROUP})",
    "AGG_WMEAN": f"{_sum('VALUES * WEIGHTS')} / {_WEIGHT_OF_KNOWN}",
    "AGG_RATIO": f"100 * {_sum('(VALUES + 0 * WEIGHTS)')} / {_WEIGHT_OF_KNOWN}",
    "PARITY_ADJ": (
        "if DISADVANTAGED / ADVANTAGED <= 1 then DISADVANTAGED / ADVANTAGED "
        "else 2 - ADVANTAGED / DISADVANTAGED"
    ),
    "CDH_MOB": "100 * MOBILE / HOLDERS",
    "REC_RATE": "100 * PART / WHOLE",
    "REC_DEMAND": "1000 * DECISIONS / STOCK",
    "REC_GAP": f"100 * {_sum('(if nvl(DECISIONS, 1) = 0 then STOCK else 0)')} / {_sum('STOCK')}",
}

_SMALLEST = f"min(NAMED {_GROUP})"
_LISTED = f"({_sum('NAMED')} + REMAINDER)"
_SHOWN = _sum("power(NAMED, 2)")
_REST = f"mod(REMAINDER, {_SMALLEST})"
_LEAST = f"({_SHOWN} + nvl(power(REMAINDER, 2) / HIDDEN_HOSTS, 0)) / power({_LISTED}, 2)"
_MOST = f"({_SHOWN} + (REMAINDER - {_REST}) * {_SMALLEST} + power({_REST}, 2)) / power({_LISTED}, 2)"


def _interval(name: str, lower: str, upper: str) -> str:
    return f"{name}_LOWER := {lower}; {name}_UPPER := {upper};"


def _share_bounds(first: int) -> str:
    name, named = f"C{first}_TOPK", _largest("NAMED", first)
    free, room, hidden = f"{name}_FREE", f"{name}_ROOM", f"{name}_HIDDEN"
    return (
        f"{free} := {first} - {_sum('(0 * NAMED + 1)')}; "
        f"{room} := if {free} > 0 then {free} * {_SMALLEST} else 0 * {free}; "
        f"{hidden} := if REMAINDER < {room} then REMAINDER else {room}; "
        + _interval(name, f"{named} / {_LISTED}", f"({named} + {hidden}) / {_LISTED}")
    )


# A condition stands on a result of its own: where it is worked out in place, vtlengine takes the wrong rows.
_STATEMENTS = {
    "QR_MDI_1_NORM": (
        f"QR_MDI_1_NORM_HOSTS := {_HOSTS}; "
        "QR_MDI_1_NORM_SIZE := if QR_MDI_1_NORM_HOSTS > 1 then QR_MDI_1_NORM_HOSTS else 2; "
        f"QR_MDI_1_NORM := (1 - {_HHI}) / (1 - 1 / QR_MDI_1_NORM_SIZE);"
    ),
    "HHI_TOPK": _interval("HHI_TOPK", _LEAST, _MOST),
    "QR_MDI_1_TOPK": _interval("QR_MDI_1_TOPK", f"1 - {_MOST}", f"1 - {_LEAST}"),
    "EFF_HOSTS_TOPK": _interval("EFF_HOSTS_TOPK", f"1 / ({_MOST})", f"1 / ({_LEAST})"),
    **{f"C{first}_TOPK": _share_bounds(first) for first in (1, 3, 5, 10)},
}

VTL: Mapping[str, str] = MappingProxyType(
    {name: f"{name} := {it};" for name, it in _EXPRESSIONS.items()} | _STATEMENTS
)
"""The statements of each formula, by its id."""
