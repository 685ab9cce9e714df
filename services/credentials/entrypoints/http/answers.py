"""The answer of `/v1/evaluations`."""

from dataclasses import asdict
from typing import Any
from uuid import UUID

from pydantic import Field

from services.credentials.domain.evaluation.recommendation import Outcome, Party
from shared.explanations.explain import Language, Sentence
from shared.http.schema import Schema
from shared.rules.trace import Trace


class ReasonAnswer(Schema):
    """Why, with the article where one governs."""

    code: str
    text: str
    instrument: str | None
    article: str | None


class NeedAnswer(Schema):
    """A missing fact, who owes it, and what would settle it."""

    fact: str
    owed_by: Party
    evidence: list[str]
    text: str
    rules: list[str] = Field(default=[], description="the rules that wait for it")


class ProvisionAnswer(Schema):
    """One rule that holds beside the outcome: a right, an obligation or a permission, with its articles."""

    slot: str = Field(description="the question that it answers, such as `legal_consequence` or `appeal`")
    act: str
    modality: str
    on: str = Field(description="on whom the obligation lies, or to whom the permission is given")
    text: str
    instrument: str
    articles: list[str]
    rule: str


class WarningAnswer(Schema):
    """What the reader must know before relying on the evaluation."""

    code: str
    text: str


class EvaluationAnswer(Schema):
    """A recommendation with its reasons, its legal basis, and the hashes that name both sides."""

    id: str
    outcome: Outcome
    reasons: list[ReasonAnswer]
    needs: list[NeedAnswer]
    grounds: list[dict[str, Any]] = Field(description="what a refusal or a part rests on")
    provisions: list[ProvisionAnswer] = Field(
        default=[],
        description="what else the law says: what recognition opens, how it is dealt with, remedies",
    )
    open_provisions: list[NeedAnswer] = Field(
        default=[],
        description="circumstances, not known, on which further provisions turn; no decision waits",
    )
    legal_basis: dict[str, Any] = Field(description="the answer of POST /v1/legal-basis:resolve")
    warnings: list[WarningAnswer]
    application: dict[str, Any] = Field(description="the case as it was evaluated")
    facts_hash: str
    reference_data: str
    release: str | None = Field(None, description="the release of the rules that decided, by its hash")
    knowledge_date: str | None = Field(None, description="the day up to which the law was taken as known")
    trace_hash: str | None = Field(None, description="the trace of the decision, by its hash")
    ruling: str | None = Field(None, description="the format of the ruling; `ruling/1` where left out")
    created_at: str


class TraceAnswer(Schema):
    """How a decision came about: what binds, the outcome, the duty; its hash is the evaluation's."""

    format: str
    release: str
    legal_date: str
    knowledge_date: str
    traces: list[dict[str, Any]] = Field(description="one trace/1 for each slot that was decided")


class SentenceAnswer(Schema):
    """One sentence from the catalogue, and the articles that carry it."""

    key: str
    text: str
    cite: tuple[str, ...]
    rule: str | None


class ExplainedQuestion(Schema):
    """One question with its answer in words; `trace` names the trace that the words come from."""

    slot: str
    outcome: str
    trace: str
    sentences: list[SentenceAnswer]

    @classmethod
    def of(cls, trace: Trace, sentences: list[Sentence]) -> "ExplainedQuestion":
        """Write a question."""
        return cls(
            slot=trace.decision.slot,
            outcome=trace.decision.outcome,
            trace=trace.hash,
            sentences=[SentenceAnswer(**asdict(it)) for it in sentences],
        )


class ExplanationAnswer(Schema):
    """How an evaluation came about, sentence by sentence from a fixed catalogue, never free text."""

    evaluation: UUID
    language: Language
    questions: list[ExplainedQuestion]
