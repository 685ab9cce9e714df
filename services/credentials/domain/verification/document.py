"""What is verified, and what it is verified with."""

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from hashlib import sha256

MAX_DOCUMENT_BYTES = 700_000
MAX_EVIDENCE_ITEMS = 64


@dataclass(frozen=True)
class Document:
    """A credential, byte for byte as it was handed in."""

    content: bytes

    @cached_property
    def digest(self) -> str:
        """Name it by its content: ``sha256:`` and the hex digest of its bytes."""
        return "sha256:" + sha256(self.content).hexdigest()


class Kind(StrEnum):
    """What a piece of evidence is."""

    CONTROLLER_DOCUMENT = "controller_document"
    """a DID document, or a W3C controlled identifier document: which keys speak for whom"""
    STATUS_LIST = "status_list"
    """a Bitstring Status List credential, or a Token Status List"""
    ISSUER_LIST = "issuer_list"
    """whom the operator knows: counts only where the operator keeps it"""
    CONTEXT = "context"
    """a JSON-LD context, `name` its address: counts only where the operator keeps it"""
    TRUSTED_LIST = "trusted_list"
    """an EU trusted list (ETSI TS 119 612)"""
    CERTIFICATE = "certificate"
    """an X.509 certificate, DER or PEM"""
    LIST_SIGNER = "list_signer"
    """a certificate that may sign the EU list of lists: counts only where the operator keeps it"""
    TIME_STAMP_AUTHORITY = "time_stamp_authority"
    """a certificate of an authority of time stamps, or above it: counts only where the operator keeps it"""
    REVOCATION = "revocation"
    """what an authority says about its certificates: an OCSP response or a CRL, DER"""
    JWK_SET = "jwk_set"
    """the keys of an issuer (RFC 7517), or its JWT VC issuer metadata"""


class Origin(StrEnum):
    """Who brought a piece of evidence.

    A request may carry what an applicant wrote: it proves itself, or nothing.
    """

    REQUEST = "request"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One piece of evidence; `name` is the address that it answers to, where it does not name itself."""

    kind: Kind
    content: bytes
    origin: Origin = Origin.REQUEST
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that may be looked at beside the document. Nothing else is fetched, ever."""

    exhibits: tuple[Exhibit, ...] = field(default=())

    def of(self, kind: Kind) -> tuple[Exhibit, ...]:
        """Give the exhibits of a kind, the operator's first."""
        found = (it for it in self.exhibits if it.kind is kind)
        return tuple(sorted(found, key=lambda it: it.origin is not Origin.OPERATOR))

    def with_stored(self, stored: "Evidence") -> "Evidence":
        """Add what the operator keeps."""
        return Evidence(stored.exhibits + self.exhibits)
