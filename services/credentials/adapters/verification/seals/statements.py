"""What a certificate declares of itself: that it is qualified, and for what (ETSI EN 319 412-5)."""

from typing import ClassVar

from asn1crypto import core
from cryptography import x509

from services.credentials.adapters.verification.seals.certificates import statements, traits
from services.credentials.domain.verification.seal_trust import Declared

QUALIFIED = "0.4.0.1862.1.1"
TYPE = "0.4.0.1862.1.6"
FOR_SEALS = "0.4.0.1862.1.6.2"
MOST = 32


class _Statement(core.Sequence):  # type: ignore[misc]
    _fields: ClassVar = [("id", core.ObjectIdentifier), ("info", core.Any, {"optional": True})]


class _Statements(core.SequenceOf):  # type: ignore[misc]
    _child_spec = _Statement


class _Types(core.SequenceOf):  # type: ignore[misc]
    _child_spec = core.ObjectIdentifier


def declared(certificate: x509.Certificate) -> Declared:
    """Read what a certificate declares; what cannot be read is not declared."""
    stated = _stated(statements(certificate))
    return Declared(
        begins=certificate.not_valid_before_utc,
        ends=certificate.not_valid_after_utc,
        qualified=QUALIFIED in stated,
        for_seals=FOR_SEALS in stated,
        traits=traits(certificate),
    )


def _stated(content: bytes | None) -> frozenset[str]:
    if content is None:
        return frozenset()
    found: set[str] = set()
    try:
        for statement in list(_Statements.load(content, strict=True))[:MOST]:
            found.add(statement["id"].dotted)
            if statement["id"].dotted == TYPE:
                found |= {it.dotted for it in statement["info"].parse(_Types)}
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return frozenset()
    return frozenset(found)
