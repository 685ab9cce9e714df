"""Certificates as seals, time stamps and lists carry them, read within limits."""

import base64
import binascii
import re
import threading
import warnings
from collections.abc import Iterable
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from services.credentials.domain.verification.document import Exhibit
from services.credentials.domain.verification.trusted_lists import CertificateTraits

MAX_CERTIFICATE_BYTES = 16_384
LEAST_RSA_BITS, MOST_RSA_BITS = 2048, 8192
CURVES = (
    ec.SECP256R1,
    ec.SECP384R1,
    ec.SECP521R1,
    ec.BrainpoolP256R1,
    ec.BrainpoolP384R1,
    ec.BrainpoolP512R1,
)

USAGES = {
    "digitalSignature": "digital_signature",
    "nonRepudiation": "content_commitment",
    "keyEncipherment": "key_encipherment",
    "dataEncipherment": "data_encipherment",
    "keyAgreement": "key_agreement",
    "keyCertSign": "key_cert_sign",
    "crlSign": "crl_sign",
}
"""Key usage bits: as TS 119 612 writes them, and as they are called here."""


_QUIET = threading.Lock()
"""Filters of warnings belong to the process: one thread at a time sets them aside."""


class Unreadable(ValueError):
    """What was handed in is not what it should be, or goes beyond a limit; the message says which."""


def decode(text: object, *, most: int) -> bytes:
    """Read base64 of a limited size. Raises Unreadable."""
    if not isinstance(text, str):
        raise Unreadable("base64 text is expected")
    if len(text) > most * 4 // 3 + 4:
        raise Unreadable(f"more than {most} bytes")
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Unreadable("this is not base64") from None


@lru_cache(maxsize=4096)
def load(der: bytes) -> x509.Certificate:
    """Read a DER certificate with a key that counts. Raises Unreadable."""
    if len(der) > MAX_CERTIFICATE_BYTES:
        raise Unreadable(f"a certificate of more than {MAX_CERTIFICATE_BYTES} bytes")
    try:
        with _QUIET, warnings.catch_warnings(action="ignore"):  # published lists hold certificates with flaws
            certificate = x509.load_der_x509_certificate(der)
            _ = certificate.extensions, certificate.subject, certificate.issuer
            key = certificate.public_key()
    except Exception as error:  # noqa: BLE001 - the parser raises many kinds for bytes that are hostile
        raise Unreadable(f"not a certificate: {type(error).__name__}") from None
    match key:
        case rsa.RSAPublicKey() if not LEAST_RSA_BITS <= key.key_size <= MOST_RSA_BITS:
            raise Unreadable(f"an RSA key of {key.key_size} bits")
        case ec.EllipticCurvePublicKey() if not isinstance(key.curve, CURVES):
            raise Unreadable(f"the curve {key.curve.name} is not accepted")
        case rsa.RSAPublicKey() | ec.EllipticCurvePublicKey() | ed25519.Ed25519PublicKey():
            return certificate
    raise Unreadable("a kind of key that is not accepted")


def readable(ders: Iterable[bytes]) -> list[x509.Certificate]:
    """Read those certificates that can be read; one that cannot proves nothing, and hinders nothing."""
    found = []
    for der in ders:
        try:
            found.append(load(der))
        except Unreadable:
            continue
    return found


def der(certificate: x509.Certificate) -> bytes:
    """Give the bytes of a certificate."""
    return certificate.public_bytes(Encoding.DER)


def organisation_identifier(certificate: x509.Certificate) -> str | None:
    """Give the identifier of the legal person (ETSI EN 319 412-1, 5.1.4), where there is exactly one."""
    found = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_IDENTIFIER)
    return str(found[0].value) if len(found) == 1 else None


def organisation_name(certificate: x509.Certificate) -> str | None:
    """Give the name of the legal person, where there is exactly one."""
    found = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return str(found[0].value) if len(found) == 1 else None


def traits(certificate: x509.Certificate) -> CertificateTraits:
    """Give what the criteria of trusted lists ask about."""
    try:
        policies = certificate.extensions.get_extension_for_class(x509.CertificatePolicies).value
        named = frozenset(it.policy_identifier.dotted_string for it in policies)
    except x509.ExtensionNotFound:
        named = frozenset()
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        used = frozenset(name for name, attribute in USAGES.items() if getattr(usage, attribute))
    except x509.ExtensionNotFound:
        used = frozenset()
    return CertificateTraits(named, used)


_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
_STATEMENTS = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
"""qcStatements (RFC 3739)"""


def statements(certificate: x509.Certificate) -> bytes | None:
    """Give the qualified certificate statements, DER; None where there are none."""
    for extension in certificate.extensions:
        if extension.oid == _STATEMENTS and isinstance(extension.value, x509.UnrecognizedExtension):
            return extension.value.value
    return None


def of_exhibits(exhibits: Iterable[Exhibit]) -> list[x509.Certificate]:
    """Read certificates that were handed in or are kept, DER or PEM, one or several in a file."""
    return readable(one for it in exhibits for one in _armoured(it.content))


def _armoured(content: bytes) -> list[bytes]:
    found = _PEM.findall(content[: MAX_CERTIFICATE_BYTES * 8])
    try:
        return [base64.b64decode(it) for it in found] or [content]
    except binascii.Error:
        return []
