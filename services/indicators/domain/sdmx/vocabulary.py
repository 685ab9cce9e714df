"""What the components of our structures and their codes are called."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.sdmx.decision_codes import DECISION_CODES
from shared.kernel.countries import countries

AGENCY = "SYMBOLON"
VERSION = "1.0"

CONCEPTS: Mapping[str, str] = MappingProxyType(
    {
        "DATA_SOURCE": "Agency that publishes the figure",
        "INDICATOR": "Indicator",
        "REF_AREA": "Area that the figure describes",
        "COUNTERPART_AREA": "Area at the other end: origin or host",
        "FLOW_DIR": "Direction of the flow, seen from the reference area",
        "EDU_LEVEL": "Level of education (ISCED 2011)",
        "EDU_FIELD": "Field of education (ISCED-F 2013)",
        "SEX": "Sex",
        "UNIT_MEASURE": "Unit of measure",
        "AGE": "Age group",
        "LABOUR_STATUS": "Labour status",
        "DURATION": "Duration of stay",
        "ORIGIN": "Country of the qualification",
        "OUTCOME": "Outcome of the case",
        "LEGAL_STATUS": "Legal status of the applicant",
        "DOCUMENTS": "Documentary evidence of the qualification",
        "TIME_PERIOD": "Reference year, in which the school year ends",
        "OBS_VALUE": "Value",
        "OBS_STATUS": "Observation status",
        "CONF_STATUS": "Confidentiality status",
        "SUPPRESSION_REASON": "Why the value is hidden",
        "QUALIFIER": "Quality of a UIS figure",
        "MAGNITUDE": "Nature of a UIS figure",
        "PROVENANCE": "How the figure came about",
        "ORIGIN_BASIS": "What makes a student one of another country",
        "FORMULA_ID": "Formula that gave the figure",
        "VINTAGE": "Release that says so",
        "LOWER": "Lower bound",
        "UPPER": "Upper bound",
        "FOOTNOTE": "Footnote",
        "UPDATED": "Moment from which the figure is known here",
    }
)

CODELISTS: Mapping[str, str] = MappingProxyType(
    {
        "REF_AREA": "CL_AREA",
        "COUNTERPART_AREA": "CL_AREA",
        **{
            name: f"CL_{name}"
            for name in (
                *("DATA_SOURCE", "INDICATOR", "FLOW_DIR", "EDU_LEVEL", "EDU_FIELD", "SEX", "UNIT_MEASURE"),
                *("AGE", "LABOUR_STATUS", "DURATION", "OBS_STATUS", "CONF_STATUS", "QUALIFIER", "MAGNITUDE"),
                *("PROVENANCE", "ORIGIN_BASIS", "VINTAGE"),
                *("ORIGIN", "OUTCOME", "LEGAL_STATUS", "DOCUMENTS", "SUPPRESSION_REASON"),
            )
        },
    }
)
"""The code list of each coded component."""

NUMERIC = frozenset({"OBS_VALUE", "LOWER", "UPPER"})

_ANY = {"_T": "Total", "_Z": "Not applicable", "_U": "Unknown", "_O": "Other"}
_FIXED: Mapping[str, Mapping[str, str]] = {
    "DATA_SOURCE": {
        "UIS": "UNESCO Institute for Statistics",
        "ESTAT": "Eurostat, mobile students by partner",
        "ESTAT_MOBS01": "Eurostat, mobile students by field",
        "OECD": "OECD",
        "DIOC": "OECD, Database on Immigrants in OECD Countries",
        "CDH": "OECD, UIS and Eurostat, Careers of Doctorate Holders",
        "OWID": "Our World in Data, copies of UIS series",
        "UIS360": "360info, top lists of UIS flows",
        "WB": "World Bank",
        "IAB": "Institute for Employment Research (IAB), brain-drain data",
    },
    "FLOW_DIR": {"IN": "Inbound", "OUT": "Outbound", "NET": "Inbound minus outbound"},
    "EDU_LEVEL": {
        "L5": "Short-cycle tertiary education",
        "L6": "Bachelor or equivalent",
        "L7": "Master or equivalent",
        "L8": "Doctoral or equivalent",
        "L5T8": "Tertiary education",
    },
    "SEX": {"F": "Women", "M": "Men", "T": "Both sexes"},
    "UNIT_MEASURE": {"PER": "Persons", "PT": "Per cent", "RT": "Ratio", "IX": "Index"},
    "OBS_STATUS": {
        "A": "Normal value",
        "B": "Time series break",
        "D": "Definition differs",
        "E": "Estimated value",
        "F": "Forecast value",
        "G": "Experimental value",
        "H": "Missing value; holiday or weekend",
        "I": "Imputed value",
        "J": "Derogation",
        "K": "Data included in another category",
        "L": "Not collected",
        "M": "Missing, or not to be used",
        "N": "Not significant",
        "O": "Missing value",
        "P": "Provisional value",
        "Q": "Missing; suppressed",
        "S": "Strike and other special events",
        "U": "Low reliability",
        "V": "Unvalidated value",
    },
    "CONF_STATUS": {
        "F": "Free",
        "C": "Confidential",
        "D": "Secondary confidentiality, set by the sender",
        "N": "Not for publication",
        "S": "Primary confidentiality, set by the sender",
    },
    "QUALIFIER": {"NAT_EST": "National estimate", "UIS_EST": "UIS estimate"},
    "MAGNITUDE": {
        "NIL": "A true zero",
        "NA": "Not applicable",
        "SUPP": "Suppressed at the country's request",
        "LOWREL": "Low reliability",
        "INCLUDED": "Counted under another category",
        "INCLUDES": "Holds another category",
    },
    "PROVENANCE": {
        "reported": "Reported by the host",
        "mirror": "From the reports of hosts",
        "estimated": "Estimated",
        "imputed": "Imputed",
    },
    "ORIGIN_BASIS": {
        "PRIOR_EDU": "Country of the prior education",
        "RESIDENCE": "Country of residence",
        "CITIZENSHIP": "Citizenship: foreign, not mobile, students",
    },
}
_AREAS = {it.alpha3: it.name for it in countries()} | {
    "W00": "World",
    "ANT": "Netherlands Antilles (to 2010)",
    "XDN": "Sudan, undivided (to 2011)",
    "IAB_HOSTS": "The 20 OECD hosts of the IAB data",
}
_MEASURES = {code: each.meaning for it in CATALOGUE.formulas for each in it.inputs for code in each.accepts}
_INDICATORS = (
    _MEASURES
    | {it.id: it.name for it in CATALOGUE.formulas}
    | {
        "IN": "Inbound mobile students",
        "OUT_MIRROR": "Outbound mobile students, from host reports",
        "OUT_MIRROR_EST": "Outbound mobile students, with estimates for hosts that do not report",
        "OUT_TOP": "Outbound mobile students, by the hosts that a top list names",
        "IN_TOP": "Inbound mobile students, by the origins that a top list names",
        "E": "Tertiary enrolment",
    }
)


@cache
def fixed_codes(component: str) -> Mapping[str, str]:
    """Give the codes of a component that are there whatever is loaded, with their names."""
    if component in {"REF_AREA", "COUNTERPART_AREA"}:
        return {code: name for code, name in _AREAS.items() if not code.startswith("XA")}
    own = _INDICATORS if component == "INDICATOR" else _FIXED.get(component, {})
    return {**DECISION_CODES.get(component, {}), **own}


def name_of(component: str, code: str) -> str:
    """Name a code of a component, or a component itself ("" for the component)."""
    if not component:
        return CONCEPTS.get(code, code)
    return fixed_codes(component).get(code) or _ANY.get(code) or _group_name(code)


def _group_name(code: str) -> str:
    scheme, _, rest = code.partition("_")
    return f"{scheme}: {rest.replace('_', ' ').capitalize()}" if rest and len(code) > 4 else code
