"""The certificate that a seal says it was made with."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from cryptography import x509

from services.credentials.adapters.verification.seals.certificates import (
    MAX_CERTIFICATE_BYTES,
    Unreadable,
    decode,
    der,
    load,
)

MOST_IN_CHAIN = 10
_DIGESTS = {"S256": "sha256", "S384": "sha384", "S512": "sha512"}


class NoSigner(ValueError):
    """There is no certificate to verify with; `code` says why, for programs."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def signer(header: Mapping[str, Any], others: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Give the certificate of a seal, and those that it carries above it. Raises NoSigner.

    It is named under the signature: enclosed (`x5c`), or by its digest, or both; then both must agree.
    """
    chain = _enclosed(header.get("x5c"))
    references = list(_references(header))
    candidates: Iterable[x509.Certificate] = chain[:1] or others
    if not chain and not references:
        raise NoSigner("certificate_absent", "the seal names no certificate")
    for certificate in candidates:
        if all(_is(certificate, *it) for it in references):
            return (certificate, *chain[1:])
    if chain:
        raise NoSigner("certificate_contradicted", "the seal encloses one certificate and names another")
    raise NoSigner("certificate_absent", "the certificate that the seal names is not there")


def _enclosed(x5c: Any) -> tuple[x509.Certificate, ...]:
    if x5c is None:
        return ()
    if not isinstance(x5c, list) or not x5c:
        raise NoSigner("certificate_unreadable", "`x5c` is a list of certificates")
    if len(x5c) > MOST_IN_CHAIN:
        raise NoSigner("chain_too_long", f"the seal encloses more than {MOST_IN_CHAIN} certificates")
    try:
        return tuple(load(decode(it, most=MAX_CERTIFICATE_BYTES)) for it in x5c)
    except Unreadable as error:
        raise NoSigner("certificate_unreadable", f"a certificate of the seal: {error}") from None


def _references(header: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Give the digests by which the header names the certificate (TS 119 182-1, 5.1.7, 5.2.2)."""
    if "x5t#S256" in header:
        yield "S256", _text(header["x5t#S256"])
    listed = header.get("sigX5ts")
    first = listed[0] if isinstance(listed, list) and listed else None
    for named in (header.get("x5t#o"), first):
        if named is not None:
            if not isinstance(named, dict):
                raise NoSigner(
                    "certificate_unreadable", "the seal names its certificate in a way that is not read"
                )
            yield _text(named.get("digAlg")), _text(named.get("digVal"))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise NoSigner("certificate_unreadable", "the seal names its certificate in a way that is not read")
    return value


def _is(certificate: x509.Certificate, algorithm: str, digest: str) -> bool:
    name = _DIGESTS.get(algorithm)
    if name is None:
        raise NoSigner(
            "certificate_unreadable", "the seal names its certificate by a hash that is not accepted"
        )
    octets = hashlib.new(name, der(certificate)).digest()
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode() == digest.rstrip("=")
