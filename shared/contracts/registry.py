"""Every event that crosses a service's border, declared once: its type, its data, its subject."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from shared.contracts.casework import (
    AppealDecided,
    CaseAppealed,
    CaseAppealedV2,
    CaseDecided,
    CaseOpened,
    InformationRequested,
    InformationSupplied,
)
from shared.contracts.envelope import EventData


class EvaluationCompleted(EventData):
    """A recommendation was made. Countries, dates and codes only: nothing that names a holder.

    `release` is the hash of the rules that decided; None in events from before it was sent.
    """

    evaluation_id: UUID
    award_country: str
    recognition_country: str
    qualification_type: str
    purpose: str
    legal_date: date
    outcome: str
    instruments: tuple[str, ...]
    presumption: str
    trust_mark: str
    facts_hash: str
    reference_data: str
    completed_at: datetime
    release: str | None = None


class ReleasePublished(EventData):
    """A release of the rules was published. The hash names it; who wants it fetches it and verifies it."""

    release: str
    number: int
    previous: str | None
    published_at: datetime


class EquivalenceBatchFinished(EventData):
    """A batch of equivalence checks is done: every row has its answer, or was named with what is wrong."""

    job_id: UUID
    rows: int
    received_at: datetime
    finished_at: datetime


@dataclass(frozen=True, slots=True)
class EventContract:
    """What an event of one type carries, who sends it and on which subject."""

    service: str
    model: type[EventData]
    type: str

    @property
    def subject(self) -> str:
        """The NATS subject: ``symbolon.<service>.<type>``."""
        return f"symbolon.{self.service}.{self.type}"


EVALUATION_COMPLETED = EventContract("credentials", EvaluationCompleted, "evaluation.completed.v1")

EQUIVALENCE_BATCH_FINISHED = EventContract(
    "credentials", EquivalenceBatchFinished, "equivalence_batch.finished.v1"
)
RELEASE_PUBLISHED = EventContract("conventions", ReleasePublished, "release.published.v1")
CASE_OPENED = EventContract("credentials", CaseOpened, "case.opened.v1")
INFORMATION_REQUESTED = EventContract("credentials", InformationRequested, "case.information_requested.v1")
INFORMATION_SUPPLIED = EventContract("credentials", InformationSupplied, "case.information_supplied.v1")
CASE_DECIDED = EventContract("credentials", CaseDecided, "case.decided.v1")
CASE_APPEALED = EventContract("credentials", CaseAppealed, "case.appealed.v1")
CASE_APPEALED_V2 = EventContract("credentials", CaseAppealedV2, "case.appealed.v2")
APPEAL_DECIDED = EventContract("credentials", AppealDecided, "case.appeal_decided.v1")

CONTRACTS: Mapping[str, EventContract] = {
    it.type: it
    for it in (
        EVALUATION_COMPLETED,
        EQUIVALENCE_BATCH_FINISHED,
        RELEASE_PUBLISHED,
        CASE_OPENED,
        INFORMATION_REQUESTED,
        INFORMATION_SUPPLIED,
        CASE_DECIDED,
        CASE_APPEALED,
        CASE_APPEALED_V2,
        APPEAL_DECIDED,
    )
}
"""All contracts by type. A changed meaning is a new type with the next number; both are sent for a time."""
