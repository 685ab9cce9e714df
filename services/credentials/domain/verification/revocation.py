"""Whether the certificate of a seal had been revoked when the seal was made.

What an authority answered (OCSP, RFC 6960, or a CRL, RFC 5280) speaks about the time from its `since` to its
`until`, and of a revocation it says the moment. A seal made before the revocation stays what it was; one made
after it is not the holder's. Where the time of the seal is not proven, a revocation leaves that open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.credentials.domain.verification.checks import Check, CheckName, failed, passed, unknown


@dataclass(frozen=True, slots=True)
class Answer:
    """What the authority of a certificate said, in an answer that it signed."""

    since: datetime
    until: datetime | None
    revoked: datetime | None = None
    """when it was revoked; None for a certificate in good standing"""


def revocation(answers: Sequence[Answer], *, by: datetime, proven: bool, claimed: datetime | None) -> Check:
    """Judge a certificate whose seal existed at `by` at the latest; `proven` where a time stamp shows it.

    `claimed` is when the signer says that it sealed: a claim that speaks against the signer counts.
    """
    revoked = min((it.revoked for it in answers if it.revoked is not None), default=None)
    if revoked is not None:
        return _revoked(revoked, by=by, proven=proven, claimed=claimed)
    speaking = [it for it in answers if it.since >= by or it.until is None or it.until >= by]
    if speaking:
        last = max(it.since for it in speaking)
        when = "when the seal was made" if proven else "at the time that is asked about"
        detail = f"the certificate was not revoked {when}; its authority said so on {last.isoformat()}"
        return passed(CheckName.STATUS, "certificate_not_revoked", detail)
    if answers:
        last = max(it.since for it in answers)
        detail = (
            f"the certificate was in good standing on {last.isoformat()}; of later days nothing was handed in"
        )
        return unknown(CheckName.STATUS, "certificate_status_outdated", detail)
    detail = "no answer of its authority says whether the certificate was revoked"
    return unknown(CheckName.STATUS, "certificate_status_absent", detail)


def _revoked(revoked: datetime, *, by: datetime, proven: bool, claimed: datetime | None) -> Check:
    if proven and by < revoked:
        detail = f"the certificate was revoked on {revoked.isoformat()}, after the seal was made"
        return passed(CheckName.STATUS, "certificate_revoked_later", detail)
    if claimed is not None and revoked <= claimed:
        detail = (
            f"the certificate was revoked on {revoked.isoformat()}, before the seal says that it was made"
        )
        return failed(CheckName.STATUS, "certificate_revoked", detail)
    detail = f"the certificate was revoked on {revoked.isoformat()}, and the seal is not proven to be older"
    return unknown(CheckName.STATUS, "certificate_revoked_time_unproven", detail)
