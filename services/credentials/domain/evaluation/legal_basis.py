"""The legal basis as this service understands it: the answer of the conventions service, typed."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.kernel.canonical import Json


@dataclass(frozen=True, slots=True)
class Citation:
    """One article of one instrument, and the issue that it governs."""

    instrument: str
    article: str
    topic: str


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """What law governs the case.

    `document` is the whole answer as received and goes into the record unchanged; the other fields
    are what the evaluation itself reads. `reference_data` names the state of the law that was used.
    """

    binding_instruments: tuple[str, ...]
    governing: tuple[Citation, ...]
    presumption: str
    outcome_class: str
    trust_mark: str
    reference_data: str
    document: Mapping[str, Json]

    def cite(self, *topics: str) -> tuple[Citation, ...]:
        """List the governing articles on `topics`, the earlier topics first."""
        return tuple(citation for topic in topics for citation in self.governing if citation.topic == topic)
