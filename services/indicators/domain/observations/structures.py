"""The data structures: few and wide, each with the dimensions that tell its observations apart.

What is loaded has the dimensions and attributes of `table.SCHEMA`, or a part of them. Released tables of
recognition decisions have their own: those of the public tables (`domain/recognition/cubes.py`).
"""

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
DECISIONS = (
    "INDICATOR",
    "ORIGIN",
    "OUTCOME",
    "EDU_LEVEL",
    "EDU_FIELD",
    "SEX",
    "AGE",
    "LEGAL_STATUS",
    "DOCUMENTS",
    "UNIT_MEASURE",
)
"""The public table (as `INDICATOR`), the dimensions of all of them, the unit. The agency is the tenant."""

ATTRIBUTES = (
    "OBS_STATUS",
    "CONF_STATUS",
    "QUALIFIER",
    "MAGNITUDE",
    "PROVENANCE",
    "ORIGIN_BASIS",
    "FORMULA_ID",
    "VINTAGE",
)
"""The attributes of a loaded figure that are codes."""
SHOWN_ATTRIBUTES = (*ATTRIBUTES, "LOWER", "UPPER", "FOOTNOTE", "UPDATED")
"""Every attribute of a loaded figure, in the order in which messages show them."""
DECISION_ATTRIBUTES = (
    "OBS_STATUS",
    "CONF_STATUS",
    "SUPPRESSION_REASON",
    "VINTAGE",
    "LOWER",
    "UPPER",
    "FOOTNOTE",
    "UPDATED",
)
RELEASED = "QR_DEC"
"""The dataflow of the caller's released tables; no load ever holds figures of it."""


class UnknownDataflow(NotFound):
    """No dataflow has this id."""

    code = "unknown_dataflow"
    title = "Unknown dataflow"


@dataclass(frozen=True, slots=True)
class Structure:
    """One dataflow: its id, what it holds, its dimensions in the order of the key (no time), its attributes.

    `DATA_SOURCE` is a dimension, because two agencies publish the same cell with different figures.
    Components in `uncoded` have no code list here, though the same component has one elsewhere.
    """

    id: str
    name: str
    dimensions: tuple[str, ...]
    attributes: tuple[str, ...] = SHOWN_ATTRIBUTES
    uncoded: frozenset[str] = frozenset()


STRUCTURES: Mapping[str, Structure] = MappingProxyType(
    {
        it.id: it
        for it in (
            Structure("MIG_MOB", "Mobility of students in tertiary education", MOBILITY),
            Structure("MIG_ATT", "Educational attainment of migrants", DIMENSIONS),
            Structure("MIG_EMR", "Emigration rates by educational attainment", MOBILITY),
            Structure("CDH", "Careers and mobility of doctorate holders", DIMENSIONS),
            # Releases belong to a tenant: a list of their ids would show one tenant's to the others.
            Structure(
                RELEASED,
                "Decisions on the recognition of qualifications",
                DECISIONS,
                DECISION_ATTRIBUTES,
                uncoded=frozenset({"VINTAGE"}),
            ),
        )
    }
)
_PREFIXES = (
    ("EMR", "MIG_EMR"),
    ("CDH", "CDH"),
    ("ATT", "MIG_ATT"),
    ("OVERQUAL", "MIG_ATT"),
    ("REC", RELEASED),
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
