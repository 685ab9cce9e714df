"""OCSP responses and revocation lists, each held against the authority that must have signed it."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID

from services.credentials.adapters.verification.seals.certificates import readable
from services.credentials.adapters.verification.seals.keys import ecdsa_holds, rsa_holds
from services.credentials.domain.verification.revocation import Answer

MAX_ANSWER_BYTES = 262_144
MAX_ANSWERS = 32
MOST_RESPONDERS = 8
_SIGNED_WITH = (hashes.SHA256, hashes.SHA384, hashes.SHA512)


def answers(
    certificate: x509.Certificate,
    authority: x509.Certificate,
    *,
    contents: Sequence[bytes],
    known: Sequence[x509.Certificate],
) -> Iterator[Answer]:
    """Give what `authority` said about `certificate`; what it did not sign says nothing."""
    for content in contents[:MAX_ANSWERS]:
        yield from _of_response(content, certificate, authority, known)
        yield from _of_list(content, certificate, authority)


def _of_response(
    content: bytes,
    certificate: x509.Certificate,
    authority: x509.Certificate,
    known: Sequence[x509.Certificate],
) -> Iterator[Answer]:
    if len(content) > MAX_ANSWER_BYTES:
        return
    try:
        response = ocsp.load_der_ocsp_response(content)
        if response.response_status is not ocsp.OCSPResponseStatus.SUCCESSFUL:
            return
        if not _about(response, certificate, authority) or not _signed(response, authority, known):
            return
        state, since, until = response.certificate_status, response.this_update_utc, response.next_update_utc
        revoked = response.revocation_time_utc
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return
    if state is ocsp.OCSPCertStatus.GOOD:
        yield Answer(since, until or since)
    elif state is ocsp.OCSPCertStatus.REVOKED and revoked is not None:
        yield Answer(since, until or since, revoked)


def _about(response: ocsp.OCSPResponse, certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    """Whether the answer is about this certificate of this authority (RFC 6960, 4.1.1)."""
    if response.serial_number != certificate.serial_number:
        return False
    return response.issuer_name_hash == _hash(
        response.hash_algorithm, authority.subject.public_bytes()
    ) and response.issuer_key_hash == _hash(response.hash_algorithm, _key_bits(authority))


def _hash(algorithm: hashes.HashAlgorithm, content: bytes) -> bytes:
    digest = hashes.Hash(algorithm)
    digest.update(content)
    return digest.finalize()


def _key_bits(certificate: x509.Certificate) -> bytes:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.PKCS1)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    return key.public_bytes_raw() if hasattr(key, "public_bytes_raw") else b""


def _signed(
    response: ocsp.OCSPResponse, authority: x509.Certificate, known: Sequence[x509.Certificate]
) -> bool:
    """Whether the authority signed, or a responder to which it gave that right (RFC 6960, 4.2.2.2)."""
    algorithm = response.signature_hash_algorithm
    if not isinstance(algorithm, _SIGNED_WITH):
        return False
    enclosed = readable(it.public_bytes(serialization.Encoding.DER) for it in response.certificates)
    named = [it for it in (*enclosed, *known) if it.issuer == authority.subject][:MOST_RESPONDERS]
    responders = [it for it in named if _may_answer(it, authority, response.produced_at_utc)]
    return any(_verifies(it, response, algorithm) for it in (authority, *responders))


def _verifies(signer: x509.Certificate, response: ocsp.OCSPResponse, algorithm: hashes.HashAlgorithm) -> bool:
    key = signer.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return rsa_holds(key, response.signature, response.tbs_response_bytes, algorithm, pss=False)
    if isinstance(key, ec.EllipticCurvePublicKey):
        return ecdsa_holds(key, response.signature, response.tbs_response_bytes, algorithm)
    return False


def _may_answer(responder: x509.Certificate, authority: x509.Certificate, when: datetime) -> bool:
    if not responder.not_valid_before_utc <= when.astimezone(UTC) <= responder.not_valid_after_utc:
        return False
    try:
        usage = responder.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
        responder.verify_directly_issued_by(authority)
    except (x509.ExtensionNotFound, InvalidSignature, ValueError, TypeError):
        return False
    return ExtendedKeyUsageOID.OCSP_SIGNING in usage


def _of_list(content: bytes, certificate: x509.Certificate, authority: x509.Certificate) -> Iterator[Answer]:
    if len(content) > MAX_ANSWER_BYTES:
        return
    try:
        revoked = x509.load_der_x509_crl(content)
        if not _speaks(revoked, authority):
            return
        entry = revoked.get_revoked_certificate_by_serial_number(certificate.serial_number)
        since, until = revoked.last_update_utc, revoked.next_update_utc
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return
    yield Answer(since, until or since, None if entry is None else entry.revocation_date_utc)


def _speaks(revoked: x509.CertificateRevocationList, authority: x509.Certificate) -> bool:
    """Whether the authority signed the list, and it is whole: no part, no difference to another list."""
    if revoked.issuer != authority.subject or not isinstance(revoked.signature_hash_algorithm, _SIGNED_WITH):
        return False
    if any(it.critical for it in revoked.extensions):
        return False
    key = authority.public_key()
    return isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey) and revoked.is_signature_valid(key)
