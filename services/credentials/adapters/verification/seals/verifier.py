"""Credentials under a seal in JAdES: European Digital Credentials (ELM 3), and what else is sealed so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography import x509

from services.credentials.adapters.verification.credential import dates_of, issuer_of, validity
from services.credentials.adapters.verification.seals import jws
from services.credentials.adapters.verification.seals.certificates import (
    organisation_identifier,
    organisation_name,
)
from services.credentials.adapters.verification.seals.judging import Beside, claimed_time, judge
from services.credentials.adapters.verification.seals.keys import NotAccepted, jws_holds
from services.credentials.adapters.verification.seals.materials import Materials, materials
from services.credentials.adapters.verification.seals.signers import NoSigner, signer
from services.credentials.adapters.verification.status.lists import StatusLists
from services.credentials.adapters.verification.trust.shelf import TrustShelf
from services.credentials.domain.verification.checks import Check, CheckName, Result, failed, passed, unknown
from services.credentials.domain.verification.document import Document, Evidence
from services.credentials.domain.verification.elm_structure import eidas_identifier, is_elm, structure
from services.credentials.domain.verification.report import Issuer, Report, Times
from shared.http.strict_json import NotStrictJson, parse

FORMAT = "jades"


@dataclass(frozen=True, slots=True)
class Examined:
    """A seal, what it carries, and whether its signature holds."""

    seal: jws.Seal
    found: Materials
    chain: tuple[x509.Certificate, ...]
    integrity: Check

    @property
    def holds(self) -> bool:
        """Whether the signature holds."""
        return self.integrity.result is Result.PASSED


class SealVerifier:
    """Implements the port `Verifier`."""

    def __init__(self, shelf: TrustShelf, lists: StatusLists) -> None:
        self._shelf = shelf
        self._lists = lists

    def recognises(self, content: bytes) -> bool:
        """Say whether this looks like a JWS in JSON, or a compact one whose header speaks JAdES."""
        return jws.looks_like(content)

    def verify(self, document: Document, evidence: Evidence, at: datetime) -> Report:
        """Check every seal, and the issuer, the time and the dates by the one that is the issuer's."""
        try:
            seals = jws.read(document.content)
        except jws.Malformed as error:
            check = unknown(CheckName.STRUCTURE, error.code, str(error))
            return Report(FORMAT, document.digest, (check,), Times(at))
        beside = Beside.of(evidence, self._shelf, at)
        examined = [_examine(it, beside.certificates) for it in seals]
        credential, structural = _content(seals[0])
        named = eidas_identifier(credential)
        decisive = _decisive(examined, named)
        claimed = claimed_time(decisive.seal.header)
        judged = _nothing_shown()
        if decisive.holds:
            judged = judge(decisive.chain, decisive.found, beside, named=named, claimed=claimed, at=at)
        checks = list(_integrity(examined, issuers=_bound(judged)))
        checks += [_counter_signed(it.seal) for it in examined if it.found.counter_signed]
        checks += judged
        dates = dates_of(credential)
        checks += [*structural, validity(dates, at)] if credential else structural
        if "credentialStatus" in credential:
            checks += self._lists.check(credential, issuer_of(credential), evidence, at)
        times = Times(at, dates.valid_from, dates.valid_until, claimed)
        return Report(FORMAT, document.digest, tuple(checks), times, _issuer(credential, decisive, checks))


def _examine(seal: jws.Seal, known: Sequence[x509.Certificate]) -> Examined:
    found = materials(seal)
    if seal.payload is None or "sigD" in seal.header:
        detail = "what is sealed is not in the document"
        check = unknown(CheckName.INTEGRITY, "content_detached", detail, seal.place or None)
        return Examined(seal, found, (), check)
    try:
        chain = signer(seal.header, (*found.certificates, *known))
        holds = jws_holds(seal.header.get("alg"), chain[0].public_key(), seal.signature, seal.signed)
    except NoSigner as error:
        return Examined(
            seal, found, (), unknown(CheckName.INTEGRITY, error.code, str(error), seal.place or None)
        )
    except NotAccepted as error:
        check = unknown(CheckName.INTEGRITY, "algorithm_not_accepted", str(error), seal.place or None)
        return Examined(seal, found, (), check)
    if holds:
        detail = "the seal holds over the content as it stands"
        return Examined(
            seal, found, chain, passed(CheckName.INTEGRITY, "signature_holds", detail, seal.place or None)
        )
    detail = "the seal is not over this content: one of them was changed"
    return Examined(
        seal, found, chain, failed(CheckName.INTEGRITY, "signature_mismatch", detail, seal.place or None)
    )


def _decisive(examined: Sequence[Examined], named: str | None) -> Examined:
    """Choose the seal that counts: one that holds and is the issuer's, else one that holds, else any."""
    holding = [it for it in examined if it.holds]
    own = [it for it in holding if named is not None and organisation_identifier(it.chain[0]) == named]
    return next(iter([*own, *holding, *examined]))


def _content(seal: jws.Seal) -> tuple[dict[str, Any], list[Check]]:
    try:
        content = parse(seal.content)
    except (NotStrictJson, jws.Malformed):
        detail = "what is sealed is no strict JSON; only the seal was checked"
        return {}, [unknown(CheckName.STRUCTURE, "content_not_json", detail)]
    if not isinstance(content, dict):
        return {}, [unknown(CheckName.STRUCTURE, "content_not_object", "what is sealed is no JSON object")]
    if is_elm(content):
        return content, structure(content)
    detail = "what is sealed does not claim to be a European Digital Credential; its members were not checked"
    return content, [unknown(CheckName.STRUCTURE, "data_model_unknown", detail)]


def _counter_signed(seal: jws.Seal) -> Check:
    detail = "the seal is counter-signed; counter-signatures are not checked, and prove nothing here"
    return unknown(CheckName.INTEGRITY, "counter_signature_not_checked", detail, f"{seal.place}/header/etsiU")


def _nothing_shown() -> list[Check]:
    detail = "no seal was shown to hold, so there is nobody to look up"
    names = (CheckName.ISSUER_BOUND, CheckName.ISSUER_TRUSTED, CheckName.SIGNING_TIME)
    return [unknown(it, "no_seal_shown", detail) for it in names]


def _issuer(credential: dict[str, Any], decisive: Examined, checks: Sequence[Check]) -> Issuer | None:
    identifier = issuer_of(credential)
    if identifier is None:
        return None
    return Issuer(identifier, organisation_name(decisive.chain[0]) if _bound(checks) else None)


def _bound(checks: Sequence[Check]) -> bool:
    return any(it.name is CheckName.ISSUER_BOUND and it.result is Result.PASSED for it in checks)


def _integrity(examined: Sequence[Examined], *, issuers: bool) -> Iterator[Check]:
    """Give what was found of each seal; `issuers` where one that holds is the issuer's.

    Then the content is what the issuer sealed, and another seal that does not hold shows nothing about it:
    anybody can put one beside. Without the issuer's, it shows that the content is not what was sealed.
    """
    for it in examined:
        check = it.integrity
        if issuers and check.result is Result.FAILED:
            detail = "another seal beside the issuer's does not hold over this content"
            yield unknown(CheckName.INTEGRITY, "other_seal_mismatch", detail, check.pointer)
        else:
            yield check
