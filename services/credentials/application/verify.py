"""Verify a credential: the first verifier that recognises it takes it."""

from collections.abc import Sequence
from datetime import datetime

from services.credentials.domain.verification.checks import CheckName, unknown
from services.credentials.domain.verification.document import Document, Evidence
from services.credentials.domain.verification.ports import Verifier
from services.credentials.domain.verification.report import Report, Times


class Verify:
    """Answers with a report for every document, known or not."""

    def __init__(self, verifiers: Sequence[Verifier], stored: Evidence) -> None:
        self._verifiers = tuple(verifiers)
        self._stored = stored

    def __call__(self, document: Document, evidence: Evidence, at: datetime) -> Report:
        """Check `document` as of `at`, with the evidence of the request and what the operator keeps."""
        for verifier in self._verifiers:
            if verifier.recognises(document.content):
                return verifier.verify(document, evidence.with_stored(self._stored), at)
        detail = "this is no format of digital credentials that is known here; nothing was checked"
        check = unknown(CheckName.INTEGRITY, "unknown_format", detail)
        return Report(None, document.digest, (check,), Times(at))
