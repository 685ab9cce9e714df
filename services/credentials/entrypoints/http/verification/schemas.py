"""Bodies of `/v1/verifications`."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import rfc8785
from pydantic import AwareDatetime, Field, JsonValue, model_validator

from services.credentials.domain.verification.checks import Check, CheckName, Result
from services.credentials.domain.verification.document import (
    MAX_DOCUMENT_BYTES,
    MAX_EVIDENCE_ITEMS,
    Document,
    Evidence,
    Exhibit,
    Kind,
)
from services.credentials.domain.verification.report import Authenticity, Report, standing
from shared.http.schema import Schema
from shared.kernel.canonical import canonical_json
from shared.kernel.errors import Invalid, Violation

_MAX_BASE64 = MAX_DOCUMENT_BYTES * 4 // 3 + 4


class Content(Schema):
    """Bytes in one of three forms, taken byte for byte; `json` in its canonical form (RFC 8785)."""

    base64: str | None = Field(default=None, max_length=_MAX_BASE64, description="RFC 4648, section 4")
    text: str | None = Field(default=None, max_length=MAX_DOCUMENT_BYTES, description="a compact JWT, say")
    json_value: JsonValue = Field(default=None, alias="json")

    @model_validator(mode="after")
    def _one_form(self) -> "Content":
        if len(self.model_fields_set) != 1:
            raise ValueError("give exactly one of base64, text and json")
        return self

    def read(self, pointer: str) -> bytes:
        """Give the bytes. Raises Invalid."""
        if self.base64 is not None:
            try:
                content = base64.b64decode(self.base64, validate=True)
            except binascii.Error:
                raise Invalid(Violation(f"{pointer}/base64", "not_base64", "this is not base64")) from None
        elif self.text is not None:
            content = self.text.encode()
        else:
            content = self._canonical(f"{pointer}/json")
        if not content or len(content) > MAX_DOCUMENT_BYTES:
            detail = f"the content has 1 to {MAX_DOCUMENT_BYTES} bytes"
            raise Invalid(Violation(pointer, "wrong_size", detail))
        return content

    def _canonical(self, pointer: str) -> bytes:
        try:
            return canonical_json(self.json_value)
        except rfc8785.CanonicalizationError:
            detail = "a number has no canonical form (RFC 8785); send the document as base64"
            raise Invalid(Violation(pointer, "not_canonical", detail)) from None


class EvidenceItem(Schema):
    """A piece of evidence. Nothing else is looked at beside it and what the operator keeps."""

    kind: Literal[
        Kind.CONTROLLER_DOCUMENT,
        Kind.STATUS_LIST,
        Kind.TRUSTED_LIST,
        Kind.CERTIFICATE,
        Kind.REVOCATION,
        Kind.JWK_SET,
    ]
    content: Content
    name: str | None = Field(
        default=None, max_length=2_048, description="its address, where it does not name itself"
    )


class VerificationRequest(Schema):
    """A credential, and what may be looked at beside it."""

    document: Content
    evidence: Annotated[tuple[EvidenceItem, ...], Field(max_length=MAX_EVIDENCE_ITEMS)] = ()
    at: AwareDatetime | None = Field(
        default=None, description="the time that the answer holds for; now, where it is left out"
    )

    def read_document(self) -> Document:
        """Give the document. Raises Invalid."""
        return Document(self.document.read("/document"))

    def read_evidence(self) -> Evidence:
        """Give the evidence. Raises Invalid."""
        return Evidence(
            tuple(
                Exhibit(it.kind, it.content.read(f"/evidence/{index}/content"), name=it.name)
                for index, it in enumerate(self.evidence)
            )
        )


class CheckAnswer(Schema):
    """A finding, its stable code, and its words."""

    name: CheckName
    result: Result
    code: str
    detail: str
    pointer: str | None = Field(description="the place in the credential, a JSON Pointer")

    @classmethod
    def of(cls, check: Check) -> "CheckAnswer":
        """Write a check."""
        return cls(
            name=check.name,
            result=check.result,
            code=check.code,
            detail=check.detail,
            pointer=check.pointer,
        )


class IssuerAnswer(Schema):
    """The issuer: its identifier as the credential gives it, its name as a trusted list does."""

    id: str
    listed_name: str | None


class TimesAnswer(Schema):
    """`asked` is the time the answer holds for; the rest is what the credential says, unproven."""

    asked: datetime
    valid_from: datetime | None
    valid_until: datetime | None
    signed: datetime | None


class StandingAnswer(Schema):
    """What the checks show about authenticity, and the codes of those it rests on."""

    authenticity: Authenticity
    because: list[str]


class VerificationAnswer(Schema):
    """What can be said, check by check. There is no overall verdict."""

    id: UUID
    format: str | None
    sha256: str = Field(description="names the document that was checked")
    checks: list[CheckAnswer]
    issuer: IssuerAnswer | None
    times: TimesAnswer
    standing: StandingAnswer

    @classmethod
    def of(cls, identifier: UUID, report: Report) -> "VerificationAnswer":
        """Write a report."""
        issuer, times, shown = report.issuer, report.times, standing(report)
        return cls(
            id=identifier,
            format=report.format,
            sha256=report.digest,
            checks=[CheckAnswer.of(it) for it in report.checks],
            issuer=IssuerAnswer(id=issuer.id, listed_name=issuer.listed_name) if issuer else None,
            times=TimesAnswer(
                asked=times.asked,
                valid_from=times.valid_from,
                valid_until=times.valid_until,
                signed=times.signed,
            ),
            standing=StandingAnswer(
                authenticity=shown.authenticity,
                because=list(dict.fromkeys(f"{it.name}:{it.code}" for it in shown.because)),
            ),
        )
