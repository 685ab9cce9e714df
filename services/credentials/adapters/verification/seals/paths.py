"""The path from a certificate to one that a trusted list names.

`cryptography`'s verifier builds and checks it (signatures, names, basic constraints, critical extensions), as
of the moment at which the certificate was issued. Whether its certificates still stood when the seal was
made is asked separately, because it depends on what is proven about that moment.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    PolicyBuilder,
    Store,
    VerificationError,
)

LONGEST = 4
"""certificates between a seal and a listed one"""
MOST_CANDIDATES = 6
MOST_ANCHORS = 24


@dataclass(frozen=True, slots=True)
class Path:
    """From the certificate up to, and with, the one that the list names."""

    certificates: tuple[x509.Certificate, ...]

    @property
    def anchor(self) -> x509.Certificate:
        """The certificate that the list names."""
        return self.certificates[-1]

    @property
    def until(self) -> datetime:
        """When the first of its certificates ends; that of the list's own counts as long as the list says."""
        return min(it.not_valid_after_utc for it in self.certificates[:-1] or self.certificates)


Anchors = Callable[[frozenset[bytes]], Sequence[x509.Certificate]]
"""Gives the listed certificates of some subjects (names, DER)."""


def path(leaf: x509.Certificate, others: Sequence[x509.Certificate], anchors: Anchors) -> Path | None:
    """Find a path from `leaf` over `others` to a listed one; None where there is none within the limits."""
    between = _upwards(leaf, others)
    names = (leaf.subject, leaf.issuer, *(it.issuer for it in between))
    store = anchors(frozenset(it.public_bytes() for it in names))
    if leaf in store:
        return Path((leaf,))
    store = store[:MOST_ANCHORS]
    if not store:
        return None
    authorities = ExtensionPolicy.permit_all().require_present(
        x509.BasicConstraints, Criticality.AGNOSTIC, _authority
    )
    verifier = (
        PolicyBuilder()
        .store(Store(list(store)))
        .time(leaf.not_valid_before_utc + timedelta(seconds=1))
        .max_chain_depth(LONGEST)
        .extension_policies(ca_policy=authorities, ee_policy=ExtensionPolicy.permit_all())
        .build_client_verifier()
    )
    try:
        return Path(tuple(verifier.verify(leaf, between).chain))
    except (VerificationError, ValueError):
        return None


def _upwards(leaf: x509.Certificate, others: Sequence[x509.Certificate]) -> list[x509.Certificate]:
    """Choose those that may stand above `leaf`: few, because a verifier tries all their orders."""
    chosen: list[x509.Certificate] = []
    level = [leaf]
    for _ in range(LONGEST):
        names = {it.issuer for it in level}
        level = [it for it in others if it.subject in names and it not in chosen and it != leaf]
        chosen += level
    return chosen if len(chosen) <= MOST_CANDIDATES else []


def _authority(_policy: object, certificate: x509.Certificate, constraints: x509.BasicConstraints) -> None:
    if not constraints.ca:
        raise ValueError("not the certificate of an authority")
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not usage.key_cert_sign:
        raise ValueError("this key may not issue certificates")
