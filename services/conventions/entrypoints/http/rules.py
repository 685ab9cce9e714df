"""`POST /v1/rules:evaluate`, `:explain` and `:diff`: the law asked directly, without a case being kept."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from services.conventions.adapters.explanations import catalogue
from services.conventions.application.lifecycle.compare import CompareReleases
from services.conventions.application.lifecycle.evaluate import Evaluated, EvaluateRules, Question
from services.conventions.domain.explaining.explain import Language, Sentence, explain
from services.conventions.domain.lifecycle.difference import DocumentChange
from services.conventions.domain.lifecycle.document import Kind
from shared.http.authentication import Authenticate
from shared.http.routing import create_router
from shared.http.schema import IsoDate, Schema
from shared.kernel.canonical import Json, canonical_json
from shared.rules.trace import Trace

Hash = Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")]


class QuestionBody(Schema):
    """Facts of a case by the names of the vocabulary, nested or dotted. What is left out is unknown."""

    facts: dict[str, Any]
    legal_date: IsoDate | None = Field(None, description="by the law of this day; today where left out")
    knowledge_date: IsoDate | None = Field(None, description="as known on this day; today where left out")
    release: Hash | None = Field(None, description="by this release; the one in force where left out")
    slots: Annotated[list[str], Field(max_length=100)] | None = Field(
        None, description="the questions to be answered; all of them where left out"
    )

    def to_domain(self) -> Question:
        """Give the question."""
        slots = tuple(self.slots) if self.slots is not None else None
        return Question(self.facts, self.legal_date, self.knowledge_date, self.release, slots)


class ExplainBody(QuestionBody):
    """A question, and the language of its answer."""

    language: Language = Language.ENGLISH


class SentenceAnswer(Schema):
    """One sentence: its key in the catalogue, its text, and what carries it."""

    key: str
    text: str
    cite: tuple[str, ...]
    rule: str | None

    @classmethod
    def of(cls, sentence: Sentence) -> "SentenceAnswer":
        """Write a sentence."""
        return cls(key=sentence.key, text=sentence.text, cite=sentence.cite, rule=sentence.rule)


class ExplainedSlot(Schema):
    """One question with its answer in words."""

    slot: str
    outcome: str
    trace: str = Field(description="the hash of the trace that the words come from")
    sentences: list[SentenceAnswer]


class ExplainAnswer(Schema):
    """Every question in words."""

    release: str
    language: Language
    slots: list[ExplainedSlot]


class DiffBody(Schema):
    """Two releases; the one in force is compared with the one before it where they are left out."""

    before: Hash | None = None
    after: Hash | None = None


class ChangeAnswer(Schema):
    """One part that differs."""

    part: str
    kind: str
    before: Any
    after: Any


class DocumentChangeAnswer(Schema):
    """A document that differs, in meaning and in text."""

    kind: Kind
    id: str
    change: str
    versions: tuple[int | None, int | None]
    changes: list[ChangeAnswer] = Field(description="what the texts mean otherwise, part by part")
    text: str = Field(description="a unified diff of the authors' writing")

    @classmethod
    def of(cls, change: DocumentChange) -> "DocumentChangeAnswer":
        """Write a change."""
        return cls(
            kind=change.kind,
            id=change.name,
            change=change.change,
            versions=change.versions,
            changes=[ChangeAnswer(**asdict(it)) for it in change.changes],
            text=change.text,
        )


class DiffAnswer(Schema):
    """Every document that differs. How stored cases would come out is a replay: `POST /v1/replays`."""

    before: str
    after: str
    documents: list[DocumentChangeAnswer]


def rules_routes(authenticate: Authenticate, evaluate: EvaluateRules, compare: CompareReleases) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1", tags=["rules"])
    router.dependencies.append(Depends(authenticate))

    @router.post("/rules:evaluate", responses={200: {"content": {"application/json": {}}}})
    async def evaluate_rules(body: QuestionBody) -> Response:
        """Evaluate facts by a release: the outcome of each question with its whole trace (`trace/1`)."""
        found = await evaluate(body.to_domain())
        return Response(_written(found), media_type="application/json")

    @router.post("/rules:explain", response_model=ExplainAnswer)
    async def explain_rules(body: ExplainBody) -> ExplainAnswer:
        """Say in plain words how each outcome comes about, sentence by sentence from a fixed catalogue."""
        found = await evaluate(body.to_domain())
        words = catalogue(body.language)
        return ExplainAnswer(
            release=found.release.hash,
            language=body.language,
            slots=[
                ExplainedSlot(
                    slot=trace.decision.slot,
                    outcome=trace.decision.outcome,
                    trace=trace.hash,
                    sentences=[SentenceAnswer.of(it) for it in explain(trace, found.release, words)],
                )
                for trace in (*found.conclusions, *found.traces)
            ],
        )

    @router.post("/rules:diff", response_model=DiffAnswer)
    async def diff_releases(body: DiffBody) -> DiffAnswer:
        """Compare two releases: text by text, and by what the texts mean."""
        before, after, found = await compare(body.before, body.after)
        return DiffAnswer(before=before, after=after, documents=[DocumentChangeAnswer.of(it) for it in found])

    return router


def _written(found: Evaluated) -> bytes:
    """Write traces as canonical JSON: equal questions to one release, equal bytes."""
    document: dict[str, Json] = {
        "release": found.release.hash,
        "legal_date": found.legal_date.isoformat(),
        "knowledge_date": found.knowledge_date.isoformat(),
        "conclusions": _traces(found.conclusions),
        "traces": _traces(found.traces),
    }
    return canonical_json(document)


def _traces(traces: Sequence[Trace]) -> list[Json]:
    return [{"hash": it.hash, "trace": cast("Json", it.document)} for it in traces]
