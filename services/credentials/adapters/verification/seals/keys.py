"""Signatures by the key of a certificate, with the algorithms that count.

RSA from 2048 bits with SHA-2, in both paddings, and ECDSA on the curve that the algorithm names. What is
weaker may hold and still prove nothing, so it is not tried.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "256": hashes.SHA256,
    "384": hashes.SHA384,
    "512": hashes.SHA512,
}
CURVE_SIZES = {"256": 256, "384": 384, "512": 521}


class NotAccepted(ValueError):
    """An algorithm that is not accepted, or one that is not the key's; the message says which."""


def jws_holds(algorithm: object, key: PublicKeyTypes, signature: bytes, content: bytes) -> bool:
    """Say whether a JWS signature (RFC 7518, 3.3 to 3.5) holds. Raises NotAccepted."""
    family, size = str(algorithm)[:2], str(algorithm)[2:]
    digest = HASHES.get(size)
    if digest is None or family not in ("RS", "PS", "ES"):
        raise NotAccepted("the algorithm is not accepted")
    if family == "ES":
        if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.key_size != CURVE_SIZES[size]:
            raise NotAccepted("the key is not one for this algorithm")
        half = (key.curve.key_size + 7) // 8
        if len(signature) != 2 * half:
            return False
        numbers = (int.from_bytes(signature[:half]), int.from_bytes(signature[half:]))
        return ecdsa_holds(key, utils.encode_dss_signature(*numbers), content, digest())
    if not isinstance(key, rsa.RSAPublicKey):
        raise NotAccepted("the key is not one for this algorithm")
    return rsa_holds(key, signature, content, digest(), pss=family == "PS")


def rsa_holds(
    key: rsa.RSAPublicKey, signature: bytes, content: bytes, digest: hashes.HashAlgorithm, *, pss: bool
) -> bool:
    """Say whether an RSA signature holds; the salt of PSS is as long as the hash."""
    scheme: padding.AsymmetricPadding = padding.PKCS1v15()
    if pss:
        scheme = padding.PSS(padding.MGF1(digest), digest.digest_size)
    try:
        key.verify(signature, content, scheme, digest)
    except InvalidSignature:
        return False
    return True


def ecdsa_holds(
    key: ec.EllipticCurvePublicKey, signature: bytes, content: bytes, digest: hashes.HashAlgorithm
) -> bool:
    """Say whether an ECDSA signature, DER, holds."""
    try:
        key.verify(signature, content, ec.ECDSA(digest))
    except (InvalidSignature, ValueError):
        return False
    return True
