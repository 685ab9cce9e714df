"""What can be said about a credential, check by check; and what that means for its authenticity.

There is no overall verdict: a good signature of somebody unknown, or of a revoked credential, is neither
valid nor invalid, and a reader must see which of the two it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.credentials.domain.verification.checks import Check, CheckName, Result


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issued it: as the credential says, and as a trusted list says, which counts for more."""

    id: str
    listed_name: str | None = None


@dataclass(frozen=True, slots=True)
class Times:
    """`asked` is the time the answer holds for; the rest is what the credential and its proofs say."""

    asked: datetime
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    signed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """The checks of one credential. `format` is None where no verifier knows it."""

    format: str | None
    digest: str
    checks: tuple[Check, ...]
    times: Times
    issuer: Issuer | None = None

    def of(self, name: CheckName) -> tuple[Check, ...]:
        """Give the checks of a name."""
        return tuple(it for it in self.checks if it.name is name)


class Authenticity(StrEnum):
    """What the checks show about authenticity. Documents are presumed genuine: `open` is no suspicion."""

    AUTHENTIC = "authentic"
    ALTERED = "altered"
    OPEN = "open"


SHOWS_ALTERATION = frozenset({"signature_mismatch", "digest_mismatch"})
"""Codes of failed integrity that only changed content, or a changed proof, explains."""

NEEDED = (CheckName.INTEGRITY, CheckName.ISSUER_BOUND, CheckName.ISSUER_TRUSTED)
CONTRADICTING = (CheckName.DISCLOSURES, CheckName.VALIDITY, CheckName.STATUS, CheckName.IDENTIFIERS_AGREE)


@dataclass(frozen=True, slots=True)
class Standing:
    """The authenticity, and by which checks: for `open`, those that are missing or contradict."""

    authenticity: Authenticity
    because: tuple[Check, ...]


def standing(report: Report) -> Standing:
    """Derive what the checks mean for authenticity.

    Authentic needs a signature that holds, a key that is the issuer's, and an issuer whom the operator
    knows; none of them is made up for by another. Altered needs proof of it.
    """
    altered = [it for it in report.of(CheckName.INTEGRITY) if _shows_alteration(it)]
    if altered:
        return Standing(Authenticity.ALTERED, tuple(altered))
    missing = [it for name in NEEDED if not _shown(report.of(name)) for it in report.of(name)]
    contradicting = [it for it in report.checks if it.name in CONTRADICTING and it.result is Result.FAILED]
    shown = all(_shown(report.of(name)) for name in NEEDED)
    if shown and not contradicting:
        return Standing(Authenticity.AUTHENTIC, tuple(it for name in NEEDED for it in report.of(name)))
    return Standing(Authenticity.OPEN, tuple(dict.fromkeys([*missing, *contradicting])))


def _shows_alteration(check: Check) -> bool:
    return check.result is Result.FAILED and check.code in SHOWS_ALTERATION


def _shown(checks: Iterable[Check]) -> bool:
    results = {it.result for it in checks}
    return Result.PASSED in results and Result.FAILED not in results
