"""The data structures: few and wide, each with the dimensions that tell its observations apart."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from shared.kernel.errors import NotFound

TIME = "TIME_PERIOD"
MOBILITY = (
    "DATA_SOURCE",
    "INDICATOR",
    "REF_AREA",
    "COUNTERPART_AREA",
    "FLOW_DIR",
    "EDU_LEVEL",
    "EDU_FIELD",
    "SEX",
    "UNIT_MEASURE",
)
BREAKDOWNS = ("AGE", "LABOUR_STATUS", "DURATION")
"""Dimensions that only the sister structures use; elsewhere they hold `_Z`."""
DIMENSIONS = (*MOBILITY, *BREAKDOWNS)


class UnknownDataflow(NotFound):
    """No dataflow has this id."""

    code = "unknown_dataflow"
    title = "Unknown dataflow"


@dataclass(frozen=True, slots=True)
class Structure:
    """One dataflow: its id, what it holds, and its dimensions in the order of the key, without time.

    `DATA_SOURCE` is a dimension, because two agencies publish the same cell with different figures.
    """

    id: str
    name: str
    dimensions: tuple[str, ...]


STRUCTURES: Mapping[str, Structure] = MappingProxyType(
    {
        it.id: it
        for it in (
            Structure("MIG_MOB", "Mobility of students in tertiary education", MOBILITY),
            Structure("MIG_ATT", "Educational attainment of migrants", DIMENSIONS),
            Structure("MIG_EMR", "Emigration rates by educational attainment", MOBILITY),
            Structure("CDH", "Careers and mobility of doctorate holders", DIMENSIONS),
            Structure("QR_DEC", "Decisions on the recognition of qualifications", MOBILITY),
        )
    }
)
_PREFIXES = (
    ("EMR", "MIG_EMR"),
    ("CDH", "CDH"),
    ("ATT", "MIG_ATT"),
    ("OVERQUAL", "MIG_ATT"),
    ("REC", "QR_DEC"),
)


def structure(dataflow: str) -> Structure:
    """Find a structure. Raises UnknownDataflow."""
    try:
        return STRUCTURES[dataflow]
    except KeyError:
        raise UnknownDataflow(
            f"there is no dataflow {dataflow!r}; there are {', '.join(STRUCTURES)}"
        ) from None


def dataflow_of(indicator: str) -> str:
    """Say which dataflow an indicator belongs to, by the beginning of its id."""
    return next((flow for prefix, flow in _PREFIXES if indicator.startswith(prefix)), "MIG_MOB")
