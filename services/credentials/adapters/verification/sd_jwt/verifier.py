"""SD-JWT VC in compact form: the issuer's signature, the holder's disclosures, the holder's key."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.credentials.adapters.verification.controllers import Controllers
from services.credentials.adapters.verification.jose.claims import read_claims
from services.credentials.adapters.verification.jose.signatures import (
    NotASignature,
    Signed,
    holds,
    read_signed,
)
from services.credentials.adapters.verification.jose.verifier import (
    check_signature,
    claims_checks,
    refused,
    report_of,
)
from services.credentials.adapters.verification.keys import UnreadableKey, of_jwk
from services.credentials.adapters.verification.sd_jwt.disclosures import (
    HASHES,
    NotDisclosed,
    digest,
    disclosed,
)
from services.credentials.adapters.verification.status.lists import StatusLists
from services.credentials.domain.verification.checks import Check, CheckName, Result, failed, passed, unknown
from services.credentials.domain.verification.document import Document, Evidence
from services.credentials.domain.verification.report import Report

FORMAT = "sd-jwt-vc"


class SdJwtVerifier:
    """Implements the port `Verifier`."""

    def __init__(self, lists: StatusLists) -> None:
        self._lists = lists

    def recognises(self, content: bytes) -> bool:
        """Say whether this looks like an SD-JWT: a token, and tildes."""
        return content.startswith(b"eyJ") and b"~" in content

    def verify(self, document: Document, evidence: Evidence, at: datetime) -> Report:
        """Check signature, disclosures and key binding, and what the credential says of itself."""
        token, *disclosures, binding = document.content.decode("ascii", "replace").strip().split("~")
        try:
            signed = read_signed(token)
        except NotASignature as error:
            return refused(FORMAT, document, error, at)
        payload, shown = _shown(signed.payload, disclosures)
        claims = read_claims(payload, signed.header.get("kid"))
        found = check_signature(signed, claims.issuer, Controllers(evidence))
        checks = [
            _whole(found.check, shown),
            shown,
            _holder(signed, "~".join([token, *disclosures, ""]), binding),
            *claims_checks(claims, found, evidence, at),
            *self._lists.check(claims.credential, claims.issuer, evidence, at),
        ]
        return report_of(FORMAT, document, claims, checks, evidence, at)


def _shown(payload: Mapping[str, Any], disclosures: list[str]) -> tuple[Mapping[str, Any], Check]:
    name = CheckName.DISCLOSURES
    try:
        members = disclosed(payload, disclosures)
    except NotDisclosed as error:
        return payload, failed(name, error.code, error.detail)
    detail = f"each of the {len(disclosures)} disclosures is one that the issuer signed"
    return members, passed(name, "disclosures_hold", detail)


def _whole(signature: Check, shown: Check) -> Check:
    """Say integrity of what is shown: signed digests cover no disclosure that fits none of them."""
    if signature.result is Result.PASSED and shown.result is Result.FAILED:
        return failed(CheckName.INTEGRITY, shown.code, shown.detail)
    return signature


def _holder(signed: Signed, presented: str, binding: str) -> Check:
    """Check the key-binding token. It cannot show that it was made just now: nobody asked for a nonce."""
    name = CheckName.HOLDER_BOUND
    if not binding:
        return unknown(name, "not_presented", "the credential came without a proof of the holder's key")
    try:
        proof, key = read_signed(binding), of_jwk(_confirmed(signed.payload))
    except UnreadableKey as error:
        return unknown(name, "holder_key_unreadable", str(error))
    except NotASignature as error:
        return failed(name, error.code, error.detail)
    algorithm = signed.payload.get("_sd_alg", "sha-256")
    if proof.header.get("typ") != "kb+jwt" or not holds(proof, key):
        return failed(name, "holder_mismatch", "the proof is not by the holder's key that the issuer named")
    hashed = _presentation_digest(presented, algorithm)
    if hashed is None or proof.payload.get("sd_hash") != hashed:
        return failed(name, "holder_mismatch", "the holder signed another presentation than this")
    detail = "the holder's key signed this presentation; when and for whom was not asked for by anybody here"
    return unknown(name, "holder_signed", detail)


def _presentation_digest(presented: str, algorithm: object) -> str | None:
    known = isinstance(algorithm, str) and algorithm in HASHES
    return digest(presented, str(algorithm)) if known else None


def _confirmed(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    match payload.get("cnf"):
        case {"jwk": dict(members)}:
            return members
    raise UnreadableKey("the issuer named no key of the holder that is read here")
