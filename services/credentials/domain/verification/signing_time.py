"""When a document was sealed, as far as it is proven.

A date that the signer wrote is a claim. A time stamp (RFC 3161) proves that what it covers existed at its
time, if its authority was one that the trusted lists name then, and if its own certificate still speaks:
either because it has not ended, or because a later time stamp over it was taken before it did. So the stamps
are read from the last to the first, an archive time stamp moving back the time at which those that it covers
must have been good (ETSI EN 319 102-1, 5.6.2; read from memory, provisional).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from services.credentials.domain.verification.checks import Check, CheckName, passed, unknown
from services.credentials.domain.verification.trusted_lists import Service


@dataclass(frozen=True, slots=True)
class Stamp:
    """A time stamp over the signature. `problem` is why it proves nothing: broken, or of something else."""

    place: str
    """where it stands; several may stand in one place, none of them covering another"""
    taken: datetime | None = None
    """the latest time that it allows: its own, and its accuracy"""
    certificate_from: datetime | None = None
    certificate_until: datetime | None = None
    """from when and until when the certificate of its authority is valid"""
    authorities: tuple[Service, ...] = ()
    """the services of a trusted list that its certificate leads to"""
    named_by_operator: bool = False
    """its certificate leads to one that the operator names for time stamps"""
    covers_earlier: bool = False
    """an archive time stamp: it covers the stamps before it, too"""
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What is known: the seal existed at `by`, at the latest.

    `proven` is False where that is no earlier than the time that was asked about.
    """

    by: datetime
    proven: bool
    check: Check


WORDS = {
    "time_stamp_of_something_else": "the time stamp covers something else than this seal",
    "time_stamp_broken": "the time stamp's own signature does not hold",
    "time_stamp_unreadable": "the time stamp cannot be read, or uses what is not accepted",
    "time_stamp_not_checked": "the time stamp is of a kind that is not checked",
    "time_stamp_authority_unknown": "its time stamp is of an authority that no trusted list names",
    "time_stamp_certificate_expired": "the certificate of the time stamp's authority was not yet valid then, "
    "or has ended and no later time stamp over it is proven",
    "time_stamp_certificate_revoked": "the certificate of the time stamp's authority was revoked",
    "time_stamp_from_the_future": "the time stamp is later than the time that is asked about",
}


def proven_time(stamps: Sequence[Stamp], at: datetime) -> Proof:
    """Read the time stamps over a seal, which stand in the order in which they were added."""
    horizon, why = at, ""
    best: Stamp | None = None
    for _, beside in groupby(reversed(stamps), key=lambda it: it.place):  # one beside another covers it not
        earliest = horizon
        for stamp in beside:
            problem = _problem(stamp, horizon)
            if problem is None and stamp.taken is not None:
                best = stamp if best is None or best.taken is None or stamp.taken < best.taken else best
                earliest = min(earliest, stamp.taken) if stamp.covers_earlier else earliest
            why = problem or why
        horizon = earliest
    if best is not None and best.taken is not None:
        return Proof(best.taken, proven=True, check=_stamped(best, best.taken))
    if not stamps:
        detail = "the seal carries no time stamp: its date is what its signer wrote"
        return Proof(at, proven=False, check=unknown(CheckName.SIGNING_TIME, "no_time_stamp", detail))
    detail = f"{WORDS[why]}: when the seal was made is not proven"
    return Proof(at, proven=False, check=unknown(CheckName.SIGNING_TIME, why, detail, stamps[0].place))


def _stamped(stamp: Stamp, taken: datetime) -> Check:
    if _listed(stamp, taken):
        detail = f"a qualified time stamp shows that the seal existed by {taken.isoformat()}"
        return passed(CheckName.SIGNING_TIME, "time_stamped", detail, stamp.place)
    detail = f"a time stamp whose authority the operator names shows the seal by {taken.isoformat()}"
    return passed(CheckName.SIGNING_TIME, "time_stamped_not_qualified", detail, stamp.place)


def _listed(stamp: Stamp, taken: datetime) -> bool:
    statuses = (it.at(taken) for it in stamp.authorities)
    return any(it is not None and it.granted for it in statuses)


def _problem(stamp: Stamp, horizon: datetime) -> str | None:
    begins, ends = stamp.certificate_from, stamp.certificate_until
    if stamp.problem is not None or stamp.taken is None or begins is None or ends is None:
        return stamp.problem or "time_stamp_unreadable"
    if stamp.taken > horizon:
        return "time_stamp_from_the_future"
    if not stamp.named_by_operator and not _listed(stamp, stamp.taken):
        return "time_stamp_authority_unknown"
    if ends < horizon or stamp.taken < begins:
        return "time_stamp_certificate_expired"
    return None
