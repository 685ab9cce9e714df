"""What every form of a W3C credential says of itself: its issuer, its dates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.credentials.domain.verification.checks import Check, CheckName, failed, passed, unknown

_STAMP = re.compile(
    r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})"
)  # XML Schema's dateTimeStamp, years of four digits


def read_stamp(value: object) -> datetime | None:
    """Read a time with its zone; None for everything else."""
    if not isinstance(value, str) or not _STAMP.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Dates:
    """A credential's own dates; `unreadable` is the place of one that is none."""

    valid_from: datetime | None = None
    valid_until: datetime | None = None
    unreadable: str | None = None


def dates_of(credential: Mapping[str, Any]) -> Dates:
    """Read the dates of a credential of data model 2.0 or 1.1."""
    read: list[datetime | None] = []
    for names in (("validFrom", "issuanceDate"), ("validUntil", "expirationDate")):
        name = next((it for it in names if it in credential), None)
        stamp = None if name is None else read_stamp(credential[name])
        if name is not None and stamp is None:
            return Dates(unreadable=f"/{name}")
        read.append(stamp)
    return Dates(read[0], read[1])


def validity(dates: Dates, at: datetime) -> Check:
    """Say whether the credential is within its dates. An ended credential does not undo an award."""
    name = CheckName.VALIDITY
    if dates.unreadable is not None:
        detail = "the date is no time with a zone, and says nothing"
        return unknown(name, "date_unreadable", detail, dates.unreadable)
    if dates.valid_from is not None and at < dates.valid_from:
        return failed(name, "not_yet_valid", "its validity begins after the time that is asked about")
    if dates.valid_until is not None and at > dates.valid_until:
        return failed(name, "expired", "its validity ended before the time that is asked about")
    if dates.valid_until is None:
        return passed(name, "without_end", "the credential names no end of its validity")
    return passed(name, "within_validity", "the time that is asked about is within its validity")


def issuer_of(credential: Mapping[str, Any]) -> str | None:
    """Give the issuer's identifier, where there is one."""
    issuer = credential.get("issuer")
    if isinstance(issuer, dict):
        issuer = issuer.get("id")
    return issuer if isinstance(issuer, str) and 0 < len(issuer) <= 2_048 else None
