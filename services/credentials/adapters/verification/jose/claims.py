"""What a signed token says: the credential inside it, and whether the token's claims agree with it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from services.credentials.adapters.verification.credential import Dates, dates_of, issuer_of
from services.credentials.domain.verification.checks import Check, CheckName, failed, unknown

_LAST = 253_402_300_799  # 9999-12-31T23:59:59Z


@dataclass(frozen=True, slots=True)
class Claims:
    """`credential` is the payload itself (VC-JOSE-COSE, SD-JWT VC, Open Badges 3.0), or its `vc` (VC-JWT)."""

    credential: Mapping[str, Any]
    issuer: str | None
    dates: Dates
    issued_at: datetime | None
    disagreements: tuple[Check, ...]


def read_claims(payload: Mapping[str, Any], kid: object) -> Claims:
    """Read the claims; the token's own count before the credential's, and where they disagree is said.

    A token that names no issuer is by whoever controls its key (`kid`).
    """
    inner = payload.get("vc")
    credential = inner if isinstance(inner, dict) else payload
    place = "/vc" if isinstance(inner, dict) else ""
    iss, named = payload.get("iss"), issuer_of(credential)
    issuer = iss if isinstance(iss, str) and iss else named or _controller(kid)
    stated = dates_of(credential)
    begin, end, issued = (_time(payload.get(it)) for it in ("nbf", "exp", "iat"))
    unreadable = next((f"/{it}" for it in ("nbf", "exp") if it in payload and not _time(payload[it])), None)
    dates = Dates(
        begin or stated.valid_from,
        min(filter(None, (end, stated.valid_until)), default=None),
        unreadable or (stated.unreadable and place + stated.unreadable),
    )
    return Claims(
        credential, issuer, dates, issued, tuple(_disagreements(payload, credential, issuer, named))
    )


def _disagreements(
    payload: Mapping[str, Any], credential: Mapping[str, Any], issuer: str | None, named: str | None
) -> Iterator[Check]:
    name = CheckName.IDENTIFIERS_AGREE
    if named is not None and issuer != named:
        yield failed(name, "issuer_differs", "the token's issuer is another than the credential's", "/iss")
    identifier = credential.get("id")
    if "jti" in payload and isinstance(identifier, str) and payload["jti"] != identifier:
        yield failed(
            name, "identifier_differs", "the token's jti is another than the credential's id", "/jti"
        )
    exp, until = _time(payload.get("exp")), dates_of(credential).valid_until
    if exp and until and abs((exp - until).total_seconds()) >= 1:
        detail = "token and credential name two ends; the earlier one counts"
        yield unknown(name, "end_differs", detail, "/exp")


def _controller(kid: object) -> str | None:
    return kid.partition("#")[0] if isinstance(kid, str) and kid.startswith("did:") else None


def _time(value: Any) -> datetime | None:
    """Read seconds since 1970 (RFC 7519, NumericDate); None for everything else."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LAST:
        return None
    return datetime.fromtimestamp(value, UTC)
