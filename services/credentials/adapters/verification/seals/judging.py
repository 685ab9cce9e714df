"""From what a seal carries, and what the trusted lists say, to the findings."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from cryptography import x509

from services.credentials.adapters.verification.credential import read_stamp
from services.credentials.adapters.verification.seals import revocation
from services.credentials.adapters.verification.seals.certificates import of_exhibits, organisation_identifier
from services.credentials.adapters.verification.seals.materials import Materials, Stamped
from services.credentials.adapters.verification.seals.paths import Path, path
from services.credentials.adapters.verification.seals.statements import declared
from services.credentials.adapters.verification.trust.shelf import Trust, TrustShelf
from services.credentials.domain.verification.checks import Check, CheckName, Result, unknown
from services.credentials.domain.verification.document import Evidence, Kind, Origin
from services.credentials.domain.verification.revocation import Answer
from services.credentials.domain.verification.revocation import revocation as judge_revocation
from services.credentials.domain.verification.seal_trust import (
    certificate_validity,
    issuer_bound,
    issuer_trusted,
)
from services.credentials.domain.verification.signing_time import WORDS, Proof, Stamp, proven_time
from services.credentials.domain.verification.trusted_lists import CA_QC, TSA_QTST

MOST_LISTS_BROUGHT = 8
"""A signature over megabytes costs: more lists than these come from the operator."""
MOST_CERTIFICATES = 64


@dataclass(frozen=True, slots=True)
class Beside:
    """What is looked at beside the document, read once."""

    trust: Trust
    certificates: tuple[x509.Certificate, ...]
    time_stamp_authorities: tuple[x509.Certificate, ...]
    revocations: tuple[bytes, ...]

    @classmethod
    def of(cls, evidence: Evidence, shelf: TrustShelf, at: datetime) -> "Beside":
        """Read and authenticate the evidence."""
        pins = of_exhibits(_kept(evidence, Kind.LIST_SIGNER))
        lists = evidence.of(Kind.TRUSTED_LIST)
        brought = [it for it in lists if it.origin is Origin.REQUEST][:MOST_LISTS_BROUGHT]
        kept = [it for it in lists if it.origin is Origin.OPERATOR]
        return cls(
            trust=shelf.trust((it.content for it in (*kept, *brought)), pins, at),
            certificates=tuple(of_exhibits(evidence.of(Kind.CERTIFICATE))[:MOST_CERTIFICATES]),
            time_stamp_authorities=tuple(of_exhibits(_kept(evidence, Kind.TIME_STAMP_AUTHORITY))),
            revocations=tuple(it.content for it in evidence.of(Kind.REVOCATION)),
        )


def _kept(evidence: Evidence, kind: Kind) -> Iterable[Any]:
    return (it for it in evidence.of(kind) if it.origin is Origin.OPERATOR)


def claimed_time(header: Any) -> datetime | None:
    """Give the time that the signer wrote under the seal (TS 119 182-1, 5.2.1; RFC 7519, 4.1.6)."""
    stated = read_stamp(header.get("sigT"))
    seconds = header.get("iat")
    if stated is None and isinstance(seconds, int) and 0 <= seconds < 32_503_680_000:  # the year 3000
        return datetime.fromtimestamp(seconds, UTC)
    return stated


def judge(  # noqa: PLR0913 - the seal, what speaks about it, and when it counts
    chain: Sequence[x509.Certificate],
    found: Materials,
    beside: Beside,
    *,
    named: str | None,
    claimed: datetime | None,
    at: datetime,
) -> list[Check]:
    """Judge the certificate of a seal whose signature holds. `named` is the issuer's eIDAS identifier."""
    certificate, *above = chain
    others = (*above, *found.certificates, *beside.certificates)
    proof = proven_time([_stamp(it, found, beside) for it in found.stamps], at)
    to_authority = path(certificate, others, lambda names: beside.trust.certificates(CA_QC, names))
    services = () if to_authority is None else beside.trust.services(CA_QC, to_authority.anchor)
    trusted = issuer_trusted(services, declared(certificate), proof, beside.trust.problems)
    vouched = trusted.result is Result.PASSED
    return [
        *issuer_bound(named, organisation_identifier(certificate), vouched=vouched),
        trusted,
        proof.check,
        *_content_stamps(found),
        certificate_validity(
            certificate.not_valid_before_utc,
            to_authority.until if to_authority else certificate.not_valid_after_utc,
            proof,
            claimed,
        ),
        _status(certificate, to_authority, found, beside, proof=proof, claimed=claimed),
    ]


def _content_stamps(found: Materials) -> Iterator[Check]:
    for it in found.content_stamps:
        if it.problem is not None:
            detail = f"{WORDS[it.problem]} (it should cover the content)"
            yield unknown(CheckName.SIGNING_TIME, f"content_{it.problem}", detail, it.place)


def _status(  # noqa: PLR0913 - the certificate, what speaks about it, and when it counts
    certificate: x509.Certificate,
    to_authority: Path | None,
    found: Materials,
    beside: Beside,
    *,
    proof: Proof,
    claimed: datetime | None,
) -> Check:
    answers: list[Answer] = []
    if to_authority is not None and len(to_authority.certificates) > 1:
        answers = _answers(certificate, to_authority.certificates[1], found, beside)
    return judge_revocation(answers, by=proof.by, proven=proof.proven, claimed=claimed)


def _answers(
    certificate: x509.Certificate, authority: x509.Certificate, found: Materials, beside: Beside
) -> list[Answer]:
    return list(
        revocation.answers(
            certificate,
            authority,
            contents=(*found.revocations, *beside.revocations),
            known=(*found.certificates, *beside.certificates),
        )
    )


def _stamp(it: Stamped, found: Materials, beside: Beside) -> Stamp:
    if it.token is None or it.problem is not None:
        return Stamp(it.place, covers_earlier=it.covers_earlier, problem=it.problem)
    signer, others = it.token.signer, (*it.token.certificates, *found.certificates, *beside.certificates)
    listed = path(signer, others, lambda names: beside.trust.certificates(TSA_QTST, names))
    named = None
    if listed is None:
        own = beside.time_stamp_authorities
        named = path(
            signer, others, lambda names: [one for one in own if one.subject.public_bytes() in names]
        )
    leads = listed or named
    return Stamp(
        place=it.place,
        taken=it.token.taken,
        certificate_from=signer.not_valid_before_utc,
        certificate_until=leads.until if leads else signer.not_valid_after_utc,
        authorities=beside.trust.services(TSA_QTST, listed.anchor) if listed else (),
        named_by_operator=named is not None,
        covers_earlier=it.covers_earlier,
        problem=_revoked(signer, leads, found, beside),
    )


def _revoked(signer: x509.Certificate, leads: Path | None, found: Materials, beside: Beside) -> str | None:
    """Say whether a time stamp's certificate was revoked, at whatever time: then it proves nothing here."""
    if leads is None or len(leads.certificates) < 2:
        return None
    answers = _answers(signer, leads.certificates[1], found, beside)
    return "time_stamp_certificate_revoked" if any(it.revoked is not None for it in answers) else None
