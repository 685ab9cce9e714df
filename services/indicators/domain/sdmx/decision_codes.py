"""What the codes of the public tables of recognition decisions mean (`domain/recognition/cubes.py`)."""

from collections.abc import Mapping
from types import MappingProxyType

from services.indicators.domain.recognition.cubes import CUBES
from services.indicators.domain.recognition.decisions import UNIT
from shared.kernel.countries import countries

_MARGINS = {"_T": "Total", "_U": "Unknown"}

DECISION_CODES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "INDICATOR": {it.id: it.name for it in CUBES.values()},
        "ORIGIN": {it.alpha3: it.name for it in countries()} | _MARGINS,
        "OUTCOME": {
            "full": "Full recognition",
            "partial": "Partial recognition",
            "conditional": "Conditional recognition",
            "refusal": "Refusal",
            "withdrawn": "Withdrawn by the applicant",
            "_T": "Total",
        },
        "EDU_LEVEL": {
            "L3": "Upper secondary education",
            "L4": "Post-secondary non-tertiary education",
            **_MARGINS,
        },
        "EDU_FIELD": {
            "F00": "Generic programmes and qualifications",
            "F01": "Education",
            "F02": "Arts and humanities",
            "F03": "Social sciences, journalism and information",
            "F04": "Business, administration and law",
            "F05": "Natural sciences, mathematics and statistics",
            "F06": "Information and communication technologies",
            "F07": "Engineering, manufacturing and construction",
            "F08": "Agriculture, forestry, fisheries and veterinary",
            "F09": "Health and welfare",
            "F10": "Services",
            **_MARGINS,
        },
        "SEX": {"X": "Neither female nor male", **_MARGINS},
        "AGE": {
            "Y_LT25": "Under 25 years",
            "Y25T34": "25 to 34 years",
            "Y35T44": "35 to 44 years",
            "Y45T54": "45 to 54 years",
            "Y_GE55": "55 years and over",
            **_MARGINS,
        },
        "LEGAL_STATUS": {
            "refugee": "Refugee",
            "refugee_like": "Person in a refugee-like situation",
            "internally_displaced": "Internally displaced person",
            "stateless": "Stateless person",
            "none": "None of these",
            **_MARGINS,
        },
        "DOCUMENTS": {
            "full": "Full documentary evidence",
            "partial": "Partial documentary evidence",
            "none": "No documentary evidence",
            **_MARGINS,
        },
        "UNIT_MEASURE": {UNIT: "Closed cases"},
        "SUPPRESSION_REASON": {"disclosure_control": "Hidden by disclosure control"},
    }
)
"""By component, the codes besides those of the other dataflows, which have L5 to L8 and the sexes F and M."""
