"""Credentials secured by W3C Data Integrity proofs, and credentials in JSON-LD without any."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from services.credentials.adapters.verification.controllers import Controllers
from services.credentials.adapters.verification.credential import dates_of, issuer_of, read_stamp, validity
from services.credentials.adapters.verification.data_integrity.canonical import Canonicaliser
from services.credentials.adapters.verification.data_integrity.contexts import Contexts
from services.credentials.adapters.verification.data_integrity.proofs import ProofChecker, Proven
from services.credentials.adapters.verification.issuers import Issuers
from services.credentials.adapters.verification.status.lists import StatusLists
from services.credentials.domain.verification.checks import (
    Check,
    CheckName,
    Result,
    failed,
    unknown,
)
from services.credentials.domain.verification.document import Document, Evidence
from services.credentials.domain.verification.report import Report, Times
from services.credentials.domain.verification.w3c_structure import is_presentation, structure
from shared.http import strict_json

FORMAT = "w3c-data-integrity"
MAX_PROOFS = 16


class DataIntegrityVerifier:
    """Implements the port `Verifier`."""

    def __init__(self, lists: StatusLists) -> None:
        self._lists = lists

    def recognises(self, content: bytes) -> bool:
        """Say whether this looks like a JSON-LD document."""
        return content.lstrip().startswith(b"{") and b'"@context"' in content

    def verify(self, document: Document, evidence: Evidence, at: datetime) -> Report:
        """Check every proof, and what the credential says of itself."""
        try:
            members = strict_json.parse(document.content)
        except strict_json.NotStrictJson as error:
            check = unknown(CheckName.STRUCTURE, error.code, error.detail, error.pointer or None)
            return Report(FORMAT, document.digest, (check,), Times(at))
        status = self._lists.check(members, issuer_of(members), evidence, at)
        return _report(members, document.digest, evidence, at, status)


def _report(
    members: Mapping[str, Any], digest: str, evidence: Evidence, at: datetime, status: Sequence[Check]
) -> Report:
    issuer, dates = issuer_of(members), dates_of(members)
    controllers, issuers = Controllers(evidence), Issuers(evidence)
    proofs = _proofs(members)
    checks = structure(members)
    if is_presentation(members):
        detail = "this is a holder's presentation; hand in the credentials that it holds, one by one"
        checks.append(unknown(CheckName.INTEGRITY, "presentation", detail))
    elif not proofs:
        checks.append(unknown(CheckName.INTEGRITY, "unsigned", "the document carries no proof"))
    elif len(proofs) > MAX_PROOFS:
        detail = f"the document carries more than {MAX_PROOFS} proofs; none was checked"
        checks.append(unknown(CheckName.INTEGRITY, "too_many_proofs", detail, "/proof"))
    else:
        secured = {name: value for name, value in members.items() if name != "proof"}
        checker = ProofChecker(secured, proofs, controllers, Canonicaliser(Contexts.known(evidence)))
        places = _places(members, proofs)
        proven = [checker.check(proof, place) for proof, place in zip(proofs, places, strict=True)]
        checks += [it.check for it in proven]
        checks += _bound(proven, controllers, issuer)
        checks += _proof_ends(proofs, places, at)
    checks += [issuers.trusted(issuer), validity(dates, at), *status, _signing_time(proofs)]
    signed = read_stamp(proofs[0].get("created")) if proofs and isinstance(proofs[0], dict) else None
    times = Times(at, dates.valid_from, dates.valid_until, signed)
    return Report(FORMAT, digest, tuple(checks), times, issuers.named(issuer))


def _proofs(members: Mapping[str, Any]) -> list[Any]:
    proof = members.get("proof")
    if proof is None:
        return []
    return proof if isinstance(proof, list) else [proof]


def _places(members: Mapping[str, Any], proofs: Sequence[Any]) -> list[str]:
    if not isinstance(members["proof"], list):
        return ["/proof"]
    return [f"/proof/{index}" for index in range(len(proofs))]


def _bound(proven: Sequence[Proven], controllers: Controllers, issuer: str | None) -> list[Check]:
    """Say whose the keys are whose signatures hold: one that is shown to be the issuer's is enough."""
    methods = [it.method for it in proven if it.method is not None]
    if issuer is None or not methods:
        detail = "no issuer is named" if issuer is None else "no signature holds"
        return [unknown(CheckName.ISSUER_BOUND, "nothing_to_bind", detail)]
    found = [controllers.bound(it, issuer) for it in methods]
    ranked = sorted(found, key=lambda it: list(Result).index(it.result))
    return ranked[:1]


def _proof_ends(proofs: Sequence[Any], places: Sequence[str], at: datetime) -> Iterator[Check]:
    """Name the proofs that say themselves that they have ended."""
    for proof, place in zip(proofs, places, strict=True):
        if isinstance(proof, dict) and "expires" in proof:
            end = read_stamp(proof["expires"])
            pointer = f"{place}/expires"
            if end is None:
                detail = "the end of the proof is no time with a zone"
                yield unknown(CheckName.VALIDITY, "date_unreadable", detail, pointer)
            elif at > end:
                detail = "the proof's own end is before the time that is asked about"
                yield failed(CheckName.VALIDITY, "proof_expired", detail, pointer)


def _signing_time(proofs: Sequence[Any]) -> Check:
    if any(isinstance(it, dict) and "created" in it for it in proofs):
        detail = "the proof names a time of signing; nobody but the signer vouches for it"
        return unknown(CheckName.SIGNING_TIME, "time_claimed", detail)
    return unknown(CheckName.SIGNING_TIME, "no_time", "no time of signing is named")
