"""Time stamp tokens (RFC 3161): read, and held against what they should cover.

`asn1crypto` reads them (no library here verifies a token against a time of its own choosing), `cryptography`
verifies. A token's signer is named by its signed attributes (RFC 5035), so no other certificate can stand in.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import algos, cms, tsp
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from services.credentials.adapters.verification.seals.certificates import Unreadable, der, readable
from services.credentials.adapters.verification.seals.keys import HASHES, ecdsa_holds, rsa_holds

MAX_TOKEN_BYTES = 65_536
MAX_CERTIFICATES = 16
DIGESTS = {"sha256": "256", "sha384": "384", "sha512": "512"}


@dataclass(frozen=True, slots=True)
class Token:
    """A token whose signature holds: when it was taken, what it covers, who signed it."""

    taken: datetime
    """its time and its accuracy: the latest time that it allows"""
    digest: str
    imprint: bytes
    signer: x509.Certificate
    certificates: tuple[x509.Certificate, ...]

    def covers(self, content: bytes) -> bool:
        """Whether the token is over these bytes."""
        return hashlib.new(self.digest, content).digest() == self.imprint


class Broken(ValueError):
    """The token can be read and its signature does not hold."""


def read(token: bytes, known: Sequence[x509.Certificate] = ()) -> Token:
    """Read and verify a token; `known` may hold its signer. Raises Unreadable and Broken."""
    if len(token) > MAX_TOKEN_BYTES:
        raise Unreadable(f"a time stamp of more than {MAX_TOKEN_BYTES} bytes")
    try:
        return _read(token, known)
    except (Unreadable, Broken):
        raise
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
        OverflowError,
        RecursionError,
    ) as error:
        raise Unreadable(f"not a time stamp: {type(error).__name__}") from None


def _read(token: bytes, known: Sequence[x509.Certificate]) -> Token:
    envelope = cms.ContentInfo.load(token, strict=True)
    if envelope["content_type"].native != "signed_data":
        raise Unreadable("a time stamp is signed data")
    signed = envelope["content"]
    content = signed["encap_content_info"]
    if content["content_type"].native != "tst_info" or len(signed["signer_infos"]) != 1:
        raise Unreadable("a time stamp has one signer, and says a time")
    octets = content["content"].contents
    info = tsp.TSTInfo.load(octets, strict=True)
    embedded = [it.chosen.dump() for it in signed["certificates"]] if signed["certificates"] else []
    if len(embedded) > MAX_CERTIFICATES:
        raise Unreadable("a time stamp with too many certificates")
    certificates = (*readable(embedded), *known)
    signer = _signer(signed["signer_infos"][0], octets, certificates)
    imprint = info["message_imprint"]
    digest = imprint["hash_algorithm"]["algorithm"].native
    if digest not in DIGESTS:
        raise Unreadable("the time stamp uses a hash that is not accepted")
    taken = info["gen_time"].native.astimezone(UTC) + _accuracy(info["accuracy"])
    return Token(taken, digest, imprint["hashed_message"].native, signer, certificates)


def _accuracy(accuracy: Any) -> timedelta:
    if accuracy.native is None:
        return timedelta(0)
    parts = (accuracy[it].native or 0 for it in ("seconds", "millis", "micros"))
    seconds, milliseconds, microseconds = (int(it) for it in parts)
    return timedelta(seconds=seconds, milliseconds=milliseconds, microseconds=microseconds)


def _signer(info: Any, content: bytes, certificates: Sequence[x509.Certificate]) -> x509.Certificate:
    digest = info["digest_algorithm"]["algorithm"].native
    if digest not in DIGESTS:
        raise Unreadable("the time stamp uses a hash that is not accepted")
    attributes = {it["type"].native: it["values"] for it in info["signed_attrs"]}
    if len(attributes) != len(info["signed_attrs"]) or any(len(it) != 1 for it in attributes.values()):
        raise Unreadable("a signed attribute of the time stamp occurs twice")
    if attributes["content_type"][0].native != "tst_info":
        raise Broken("the time stamp's signature is over another kind of content")
    if attributes["message_digest"][0].native != hashlib.new(digest, content).digest():
        raise Broken("the time stamp's content is not what was signed")
    signer = _named(attributes, certificates)
    signed = b"\x31" + info["signed_attrs"].dump()[1:]  # as a SET OF, whatever it is tagged (RFC 5652, 5.4)
    if not _holds(info["signature_algorithm"], digest, signer, info["signature"].native, signed):
        raise Broken("the time stamp's signature does not hold")
    _may_stamp(signer)
    return signer


def _named(attributes: dict[str, Any], certificates: Sequence[x509.Certificate]) -> x509.Certificate:
    """Find the certificate that the token names by its hash (RFC 5035, RFC 5816)."""
    if "signing_certificate_v2" in attributes:
        first = attributes["signing_certificate_v2"][0]["certs"][0]
        digest = first["hash_algorithm"]["algorithm"].native
    else:
        first = attributes["signing_certificate"][0]["certs"][0]
        digest = "sha1"  # RFC 2634 knows no other; the certificate's own signature is what counts
    if digest not in {*DIGESTS, "sha1"}:
        raise Unreadable("the time stamp names its signer by a hash that is not accepted")
    wanted = first["cert_hash"].native
    for certificate in certificates:
        if hashlib.new(digest, der(certificate), usedforsecurity=False).digest() == wanted:
            return certificate
    raise Unreadable("the certificate of the time stamp's signer is not there, or is not accepted")


def _holds(
    algorithm: algos.SignedDigestAlgorithm,
    digest: str,
    signer: x509.Certificate,
    signature: bytes,
    content: bytes,
) -> bool:
    kind = algorithm.signature_algo
    named = digest if algorithm["algorithm"].native == "rsassa_pkcs1v15" else algorithm.hash_algo
    key = signer.public_key()
    if named != digest:
        raise Unreadable("the time stamp names two hashes")
    scheme = HASHES[DIGESTS[digest]]()
    if isinstance(key, rsa.RSAPublicKey) and kind in ("rsassa_pkcs1v15", "rsassa_pss"):
        return rsa_holds(key, signature, content, scheme, pss=kind == "rsassa_pss")
    if isinstance(key, ec.EllipticCurvePublicKey) and kind == "ecdsa":
        return ecdsa_holds(key, signature, content, scheme)
    raise Unreadable("the time stamp uses an algorithm that is not accepted")


def _may_stamp(signer: x509.Certificate) -> None:
    """Raises Unreadable unless the certificate is for time stamps and nothing else (RFC 3161, 2.3)."""
    try:
        usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        raise Unreadable("the signer's certificate is not for time stamps") from None
    if list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise Unreadable("the signer's certificate is not for time stamps alone")
