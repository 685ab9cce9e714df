"""Publishers' area codes in our own: ISO 3166-1 alpha-3 for countries, a code for each group."""

import re
from dataclasses import dataclass
from enum import StrEnum

from shared.kernel.countries import countries, is_country


class Kind(StrEnum):
    """What an area code stands for. Countries, groups and the unknown must never be added up together."""

    COUNTRY = "country"
    GROUP = "group"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class Place:
    """An area in our own code, with the continent that an unspecified origin is known to lie in, if any."""

    code: str
    kind: Kind


UIS_SCHEMES = frozenset(
    "AIMS ALECSO CECC-SICA ECA ECE ECLAC ESCAP ESCWA GPE MDG SDG UIS UNESCO UNICEF WB".split()
)
"""The families of country groups in the UIS export; each has its own "World"."""

# Eurostat writes Greece EL and the United Kingdom UK; Kosovo is XK. NA is Namibia, not "not available".
_EUROSTAT_EXCEPTIONS = {"EL": "GRC", "UK": "GBR", "XK": "XKX"}
_ALPHA2 = {it.alpha2: it.alpha3 for it in countries() if it.alpha2} | _EUROSTAT_EXCEPTIONS

EUROSTAT_CONTINENTS = ("AFR", "AME_N", "AME_X_N", "ASI", "EUR", "OCE")
EUROSTAT_UNSPECIFIED = ("NSP", *(f"{continent}_NSP" for continent in EUROSTAT_CONTINENTS))
_EUROSTAT_GROUPS = frozenset({*EUROSTAT_CONTINENTS, "WRL_X_REP", "EU27_2020", "EU28"})

_OWN_CODES = {"ADO": "AND", "NAU": "NRU", "ROM": "ROU", "SIN": "SGP", "TMP": "TLS", "UAE": "ARE"}
_OWN_CODES |= {"WBG": "PSE", "ZAR": "COD", "SRB&MNE": "SCG"}
"""World Bank codes of old that the IAB brain-drain data still use."""


FORMER_AREAS = frozenset({"ANT", "XDN"})
"""Areas that UIS counts apart, in codes outside ISO 3166-1: the Netherlands Antilles (to 10 October 2010) and
undivided Sudan (to 9 July 2011)."""


def is_statistical_country(code: str) -> bool:
    """Say whether a code is a country, as statistics count them."""
    return is_country(code) or code in FORMER_AREAS


def uis_place(code: str) -> Place | None:
    """Read a UIS geoUnit: a country, or a group such as ``SDG: Northern Africa``. None when unknown."""
    if is_statistical_country(code):
        return Place(code, Kind.COUNTRY)
    scheme = code.partition(":")[0].strip()
    return Place(group_code(code), Kind.GROUP) if scheme in UIS_SCHEMES else None


def eurostat_place(code: str) -> Place | None:
    """Read a Eurostat geo or partner code. None when unknown."""
    if code in _EUROSTAT_GROUPS:
        return Place(f"EUROSTAT_{code}", Kind.GROUP)
    if code in EUROSTAT_UNSPECIFIED:
        return Place(f"EUROSTAT_{code}", Kind.UNSPECIFIED)
    alpha3 = _ALPHA2.get(code)
    return Place(alpha3, Kind.COUNTRY) if alpha3 else None


def iab_place(code: str) -> Place | None:
    """Read an origin code of the IAB brain-drain data. None when unknown."""
    if code == "WLD":
        return Place("IAB_WORLD", Kind.GROUP)
    alpha3 = _OWN_CODES.get(code, code)
    return Place(alpha3, Kind.COUNTRY) if is_country(alpha3) else None


def group_code(name: str) -> str:
    """Make a code of a group's name: ``SDG: Northern Africa`` is ``SDG_NORTHERN_AFRICA``."""
    return re.sub(r"[^A-Z0-9]+", "_", name.upper()).strip("_")
