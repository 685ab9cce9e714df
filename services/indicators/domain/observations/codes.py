"""The codes that qualify a figure. Names and meanings are those of UIS and SDMX."""

from enum import StrEnum


class FlowDirection(StrEnum):
    """Which way students move, seen from the area that the number describes. Never left out."""

    IN = "IN"
    OUT = "OUT"
    NET = "NET"
    NOT_APPLICABLE = "_Z"


class OriginBasis(StrEnum):
    """What made a student one of another country. Only PRIOR_EDU and RESIDENCE count mobile students."""

    PRIOR_EDU = "PRIOR_EDU"
    RESIDENCE = "RESIDENCE"
    CITIZENSHIP = "CITIZENSHIP"
    UNKNOWN = "_U"


class Sex(StrEnum):
    """Sex, with the total."""

    FEMALE = "F"
    MALE = "M"
    TOTAL = "T"


class Qualifier(StrEnum):
    """The quality of a UIS figure: an estimate, by the country or by UIS."""

    NAT_EST = "NAT_EST"
    UIS_EST = "UIS_EST"


class Magnitude(StrEnum):
    """The nature of a UIS figure.

    NIL: a true zero. NA: not applicable, printed as 0. SUPP: blank, suppressed at the country's request.
    LOWREL: low reliability. INCLUDED: blank, counted under another category. INCLUDES: holds another
    category.
    """

    NIL = "NIL"
    NA = "NA"
    SUPP = "SUPP"
    LOWREL = "LOWREL"
    INCLUDED = "INCLUDED"
    INCLUDES = "INCLUDES"


class Provenance(StrEnum):
    """How a figure came about."""

    REPORTED = "reported"
    MIRROR = "mirror"
    ESTIMATED = "estimated"
    IMPUTED = "imputed"


class ObsStatus(StrEnum):
    """SDMX code list CL_OBS_STATUS."""

    NORMAL = "A"
    BREAK = "B"
    DEFINITION_DIFFERS = "D"
    ESTIMATED = "E"
    FORECAST = "F"
    EXPERIMENTAL = "G"
    MISSING_HOLIDAY = "H"
    IMPUTED = "I"
    DEROGATION = "J"
    INCLUDED_ELSEWHERE = "K"
    NOT_COLLECTED = "L"
    MISSING = "M"
    NOT_SIGNIFICANT = "N"
    MISSING_VALUE = "O"
    PROVISIONAL = "P"
    SUPPRESSED = "Q"
    STRIKE = "S"
    LOW_RELIABILITY = "U"
    UNVALIDATED = "V"


class ConfStatus(StrEnum):
    """SDMX code list CL_CONF_STATUS, without the codes for embargoes."""

    FREE = "F"
    CONFIDENTIAL = "C"
    SECONDARY = "D"
    NOT_FOR_PUBLICATION = "N"
    PRIMARY = "S"
