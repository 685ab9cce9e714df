"""The rules that every release of mobility figures is checked against."""

from services.indicators.domain.geography.memberships import Groupings
from services.indicators.domain.integrity.denominators import OneDenominator, OutboundRecomputes
from services.indicators.domain.integrity.groups import Conservation, SumOfMembers, Unallocated
from services.indicators.domain.integrity.identities import (
    LinearIdentity,
    NeverNegative,
    ProductIdentity,
    Within,
)
from services.indicators.domain.integrity.rule import Rule

ONE_DENOMINATOR = OneDenominator()
OUTBOUND_RECOMPUTES = OutboundRecomputes()
WORLD_CONSERVATION = Conservation(
    "world_conservation", "the world receives what it sends", "IN", "OUT_MIRROR_EST", "SDG_WORLD"
)
UNALLOCATED_ORIGIN = Unallocated(
    "unallocated_origin", "no more students leave the countries than the world", "OUT_MIRROR_EST", "SDG_WORLD"
)
NET_FLOW = LinearIdentity("net_flow", "MENF = IN - OUT", ((1, "MENF"), (-1, "IN"), (1, "OUT_MIRROR_EST")))
NET_FLOW_RATIO = LinearIdentity(
    "net_flow_ratio", "MENFR = MSEP - MOR", ((1, "MENFR"), (-1, "MSEP"), (1, "MOR"))
)
BOTH_SEXES = LinearIdentity(
    "both_sexes", "IN = IN of women + IN of men", ((1, "IN"), (-1, "IN.F"), (-1, "IN.M"))
)
GROSS_OUTBOUND = ProductIdentity("gross_outbound", "GOER = GER x MOR / 100", "GOER", "GER", "MOR")
OUTBOUND_BY_ENROLMENT = ProductIdentity(
    "outbound_by_enrolment", "OUT = MOR x E / 100", "OUT_MIRROR_EST", "MOR", "E"
)
NOT_NEGATIVE = NeverNegative(
    "not_negative",
    "a number of students and a rate are never negative",
    ("IN", "OUT_MIRROR", "OUT_MIRROR_EST", "MSEP", "MOR", "GER", "GOER", "E"),
)
SKILL_RANGE = Within(
    "skill_range",
    "the total emigration rate lies between the rates by skill",
    "EMR_IAB",
    ("EMR_IAB_LOW", "EMR_IAB_MEDIUM", "EMR_IAB_HIGH"),
)


def rulebook(memberships: Groupings) -> tuple[Rule, ...]:
    """List the rules; sums over regions follow the dated `memberships`."""
    regions = SumOfMembers(
        "region_is_sum_of_members",
        "a region's outbound students are those of its countries in that year",
        "OUT_MIRROR_EST",
        "SDG",
        memberships,
    )
    return (
        ONE_DENOMINATOR,
        OUTBOUND_RECOMPUTES,
        WORLD_CONSERVATION,
        UNALLOCATED_ORIGIN,
        NET_FLOW,
        NET_FLOW_RATIO,
        BOTH_SEXES,
        GROSS_OUTBOUND,
        OUTBOUND_BY_ENROLMENT,
        NOT_NEGATIVE,
        SKILL_RANGE,
        regions,
    )
