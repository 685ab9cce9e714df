"""Credentials as JSON Web Tokens: VC-JWT, VC-JOSE-COSE, Open Badges 3.0; and what SD-JWT shares with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from services.credentials.adapters.verification.controllers import Controllers, Method, Unresolved
from services.credentials.adapters.verification.credential import validity
from services.credentials.adapters.verification.issuers import Issuers
from services.credentials.adapters.verification.jose.claims import Claims, read_claims
from services.credentials.adapters.verification.jose.signatures import (
    NotASignature,
    Signed,
    holds,
    method_of,
    read_signed,
)
from services.credentials.adapters.verification.status.lists import StatusLists
from services.credentials.domain.verification.checks import Check, CheckName, failed, passed, unknown
from services.credentials.domain.verification.document import Document, Evidence
from services.credentials.domain.verification.report import Report, Times
from services.credentials.domain.verification.w3c_structure import structure

FORMAT = "jwt-vc"


class JwtVerifier:
    """Implements the port `Verifier`."""

    def __init__(self, lists: StatusLists) -> None:
        self._lists = lists

    def recognises(self, content: bytes) -> bool:
        """Say whether this looks like a compact token: base64url of an object, and three parts."""
        return content.startswith(b"eyJ") and content.count(b".") == 2 and b"~" not in content

    def verify(self, document: Document, evidence: Evidence, at: datetime) -> Report:
        """Check the token's signature, and what the credential says of itself."""
        try:
            signed = read_signed(document.content.decode("ascii", "replace").strip())
        except NotASignature as error:
            return refused(FORMAT, document, error, at)
        claims = read_claims(signed.payload, signed.header.get("kid"))
        found = check_signature(signed, claims.issuer, Controllers(evidence))
        checks = [
            found.check,
            *(structure(claims.credential) if "@context" in claims.credential else ()),
            *claims_checks(claims, found, evidence, at),
            *self._lists.check(claims.credential, claims.issuer, evidence, at),
        ]
        return report_of(FORMAT, document, claims, checks, evidence, at)


@dataclass(frozen=True, slots=True)
class SignatureFound:
    """The signature's check, and whose key it is, where it holds."""

    check: Check
    bound: Check
    method: Method | None = None


def check_signature(signed: Signed, issuer: str | None, controllers: Controllers) -> SignatureFound:
    """Check a token's signature, and whether its key is the issuer's."""
    name = CheckName.INTEGRITY
    unbound = unknown(CheckName.ISSUER_BOUND, "nothing_to_bind", "no signature holds")
    try:
        method = method_of(signed, issuer, controllers)
    except Unresolved as error:
        return SignatureFound(unknown(name, error.code, error.detail), unbound)
    if not holds(signed, method.key):
        if not method.meant:
            detail = "the signature does not fit a key that proves nothing itself"
            return SignatureFound(unknown(name, "key_does_not_verify", detail), unbound)
        detail = "the signature is not over this content: content or signature changed after it was made"
        return SignatureFound(failed(name, "signature_mismatch", detail), unbound)
    detail = f"the signature ({signed.algorithm}) is over this content, by the key that the token names"
    check = passed(name, "signature_holds", detail)
    if issuer is None:
        return SignatureFound(check, unknown(CheckName.ISSUER_BOUND, "nothing_to_bind", "no issuer is named"))
    return SignatureFound(check, controllers.bound(method, issuer), method)


def claims_checks(claims: Claims, found: SignatureFound, evidence: Evidence, at: datetime) -> list[Check]:
    """Check issuer, dates and agreement of a token's claims."""
    time = (
        unknown(CheckName.SIGNING_TIME, "time_claimed", "only the signer vouches for the time of issue")
        if claims.issued_at
        else unknown(CheckName.SIGNING_TIME, "no_time", "no time of signing is named")
    )
    trusted = Issuers(evidence).trusted(claims.issuer)
    return [found.bound, trusted, validity(claims.dates, at), *claims.disagreements, time]


def report_of(  # noqa: PLR0913, PLR0917 - the parts of a report
    form: str,
    document: Document,
    claims: Claims,
    checks: Sequence[Check],
    evidence: Evidence,
    at: datetime,
) -> Report:
    """Put a report together."""
    times = Times(at, claims.dates.valid_from, claims.dates.valid_until, claims.issued_at)
    issuer = Issuers(evidence).named(claims.issuer)
    return Report(form, document.digest, tuple(checks), times, issuer)


def refused(form: str, document: Document, error: NotASignature, at: datetime) -> Report:
    """Report a token that cannot be read as a signature: nothing is shown by it."""
    check = failed(CheckName.INTEGRITY, error.code, error.detail)
    return Report(form, document.digest, (check,), Times(at))
