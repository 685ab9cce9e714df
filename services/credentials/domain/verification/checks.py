"""One check of a credential: what was looked at, what was found, and why.

`unknown` is a finding of its own. `failed` needs evidence: something that was read and contradicts.
"""

from dataclasses import dataclass
from enum import StrEnum


class Result(StrEnum):
    """What a check found."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"


class CheckName(StrEnum):
    """What is looked at, each by itself: none of them stands for the credential as a whole."""

    INTEGRITY = "integrity"
    """the signature over the content, one check for each signature"""
    DISCLOSURES = "disclosures"
    """what the holder shows is what the issuer signed (SD-JWT)"""
    ISSUER_BOUND = "issuer_bound"
    """the signing key belongs to the issuer that the credential names"""
    ISSUER_TRUSTED = "issuer_trusted"
    """the issuer stands on a list that the operator trusts"""
    SIGNING_TIME = "signing_time"
    """when it was signed, as far as that is proven"""
    VALIDITY = "validity"
    """the credential's own dates, at the time that is asked about"""
    STATUS = "status"
    """not revoked or suspended, by a list that its issuer signed"""
    STRUCTURE = "structure"
    """the data model that the credential follows"""
    IDENTIFIERS_AGREE = "identifiers_agree"
    """identifiers in the credential and in the certificate are the same"""
    HOLDER_BOUND = "holder_bound"
    """whoever presented it holds the key that the issuer named"""


@dataclass(frozen=True, slots=True)
class Check:
    """A finding. `code` is stable for programs; `detail` says it in words, and never quotes a person's data.

    `pointer` is a JSON Pointer (RFC 6901) into the credential, where the finding belongs to a place.
    """

    name: CheckName
    result: Result
    code: str
    detail: str
    pointer: str | None = None


def passed(name: CheckName, code: str, detail: str, pointer: str | None = None) -> Check:
    """Say what was shown."""
    return Check(name, Result.PASSED, code, detail, pointer)


def failed(name: CheckName, code: str, detail: str, pointer: str | None = None) -> Check:
    """Say what contradicts."""
    return Check(name, Result.FAILED, code, detail, pointer)


def unknown(name: CheckName, code: str, detail: str, pointer: str | None = None) -> Check:
    """Say what is missing."""
    return Check(name, Result.UNKNOWN, code, detail, pointer)
