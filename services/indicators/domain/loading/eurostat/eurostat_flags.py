"""What Eurostat's flags say, in the codes of SDMX. A cell may have several; the one that weighs most counts.

Source: Eurostat, "Statistical symbols, abbreviations and units of measurement" (flags).
"""

from services.indicators.domain.observations.codes import ConfStatus, ObsStatus, Provenance

KNOWN = "bcdefinprsuz"
"""b break, c confidential, d definition differs, e estimated, f forecast, i see notes, n not significant,
p provisional, r revised, s estimated by Eurostat, u low reliability, z not applicable."""

_BY_WEIGHT = (
    ("z", ObsStatus.MISSING),
    ("n", ObsStatus.NOT_SIGNIFICANT),
    ("u", ObsStatus.LOW_RELIABILITY),
    ("f", ObsStatus.FORECAST),
    ("e", ObsStatus.ESTIMATED),
    ("s", ObsStatus.ESTIMATED),
    ("p", ObsStatus.PROVISIONAL),
    ("b", ObsStatus.BREAK),
    ("d", ObsStatus.DEFINITION_DIFFERS),
)
_ESTIMATES = frozenset("efs")


def status(flags: str, *, with_value: bool) -> str:
    """Give the status of a cell."""
    if not with_value and "c" in flags:
        return ObsStatus.SUPPRESSED.value
    found = next((it for letter, it in _BY_WEIGHT if letter in flags), None)
    if with_value:
        return (found or ObsStatus.NORMAL).value
    return (found if found is ObsStatus.NOT_SIGNIFICANT else ObsStatus.MISSING).value


def confidentiality(flags: str) -> str:
    """Say whether a cell is confidential."""
    return (ConfStatus.CONFIDENTIAL if "c" in flags else ConfStatus.FREE).value


def provenance(flags: str) -> str:
    """Say whether a cell was reported or estimated."""
    return (Provenance.ESTIMATED if _ESTIMATES & set(flags) else Provenance.REPORTED).value
