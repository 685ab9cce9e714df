"""What the domain needs of the formats."""

from datetime import datetime
from typing import Protocol

from services.credentials.domain.verification.document import Document, Evidence
from services.credentials.domain.verification.report import Report


class Verifier(Protocol):
    """Knows one format of credentials. Neither method raises on what a document holds."""

    def recognises(self, content: bytes) -> bool:
        """Say, cheaply, whether this looks like the verifier's format."""
        ...

    def verify(self, document: Document, evidence: Evidence, at: datetime) -> Report:
        """Check the document as of `at`, with nothing but the evidence."""
        ...
