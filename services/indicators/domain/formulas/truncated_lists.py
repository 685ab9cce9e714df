"""Dispersion from a published top list: an interval that is guaranteed to contain the exact value."""

from collections.abc import Callable, Mapping

from services.indicators.domain.dispersion.truncated import Bounds, ContradictoryList, TopList
from services.indicators.domain.formulas.formula import Formula, Source, Unit, WorkedValue
from services.indicators.domain.formulas.operands import Input, Operand, Operands, Read, Shape
from services.indicators.domain.formulas.quantity import Absence, Flag, Quantity, missing
from shared.kernel.errors import Invalid, Violation

SOURCE = Source("own bound: a host that is not named cannot exceed the smallest named one")
_INPUTS = (
    Input(
        "named",
        "students of each named host (or, of a host, of each named origin)",
        Shape.VECTOR,
        ("OUT_TOP", "IN_TOP"),
        read=Read.NAMED,
    ),
    Input("remainder", "students of all other hosts together", read=Read.REMAINDER),
    Input("hidden_hosts", "how many hosts can share the remainder", optional=True, whole=True),
    Input(
        "nowhere",
        "how many of the remainder may have no known host, and so count for none",
        optional=True,
        read=Read.NOWHERE,
    ),
)


def _bounded(bounds: Callable[[TopList], Bounds]) -> Callable[[Operands], Quantity]:
    def compute(given: Operands) -> Quantity:
        named = given.counts("named")
        if len(named) < len(given.vector("named")):
            return missing(Absence.INPUT_MISSING)
        remainder, hidden = given.number("remainder"), given.number_or_none("hidden_hosts")
        if sum(named) + remainder == 0:
            return missing(Absence.NO_STUDENTS)
        try:
            nowhere = given.number_or_none("nowhere") or 0
            listed = TopList(named, remainder, None if hidden is None else int(hidden), nowhere)
        except ContradictoryList as fault:
            raise Invalid(Violation("/inputs/named", "contradictory_list", str(fault))) from fault
        inner = bounds(listed)
        point = inner.lower if inner.lower == inner.upper else None
        flags = frozenset() if point is not None else frozenset({Flag.INTERVAL})
        return Quantity(point, lower=inner.lower, upper=inner.upper, flags=flags)

    return compute


def _formula(
    identifier: str,
    name: str,
    text: str,
    bounds: Callable[[TopList], Bounds],
    *worked: WorkedValue,
    unit: Unit = Unit.INDEX,
) -> Formula:
    return Formula(
        id=identifier,
        version=1,
        name=name,
        definition="From named hosts, a remainder r and the smallest named count m: " + text + ".",
        text=text,
        unit=unit,
        inputs=_INPUTS,
        source=SOURCE,
        worked=worked,
        compute=_bounded(bounds),
    )


_LIST: Mapping[str, Operand] = {"named": (50, 30, 10), "remainder": 10}
_BY_HAND = "by hand: the remainder sits in one host of 10, or in many small ones"


def _share_of(first: int) -> Formula:
    hosts = f"{first} largest hosts" if first > 1 else "largest host"
    named, most = {1: (0.5, 0.5), 3: (0.9, 0.9), 5: (0.9, 1.0), 10: (0.9, 1.0)}[first]
    exact = named if named == most else None
    return _formula(
        f"C{first}_TOPK",
        f"Share of the {hosts} from a top list",
        f"the share of the {hosts} named; what is hidden can add hosts of size m where fewer are named",
        lambda listed: listed.top_share(first),
        WorkedValue(_LIST, exact, _BY_HAND, bounds=(named, most)),
    )


FORMULAS = (
    _formula(
        "HHI_TOPK",
        "Herfindahl-Hirschman index from a top list",
        "sum of named s squared <= HHI <= the same + the remainder packed into hosts of size m",
        TopList.herfindahl,
        WorkedValue(_LIST, None, _BY_HAND, bounds=(0.35, 0.36)),
        WorkedValue({**_LIST, "hidden_hosts": 4}, None, _BY_HAND, bounds=(0.3525, 0.36)),
        WorkedValue(
            {**_LIST, "nowhere": 10},
            None,
            "by hand: the remainder sits in many small hosts, or nowhere",
            bounds=(0.35, 35 / 81),
        ),
        WorkedValue(
            {"named": (50, 50), "remainder": 0}, 0.5, "by hand: nothing is hidden", bounds=(0.5, 0.5)
        ),
    ),
    _formula(
        "QR_MDI_1_TOPK",
        "Mobility dispersion, Gini-Simpson, from a top list",
        "1 - HHI_TOPK",
        TopList.gini_simpson,
        WorkedValue(_LIST, None, _BY_HAND, bounds=(0.64, 0.65)),
    ),
    _formula(
        "EFF_HOSTS_TOPK",
        "Effective number of hosts from a top list",
        "1 / HHI_TOPK",
        TopList.effective_hosts,
        WorkedValue(_LIST, None, _BY_HAND, bounds=(1 / 0.36, 1 / 0.35)),
        unit=Unit.PLACES,
    ),
    *(_share_of(first) for first in (1, 3, 5, 10)),
)
