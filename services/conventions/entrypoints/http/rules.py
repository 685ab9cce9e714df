"""`POST /v1/rules:evaluate`, `:explain` and `:diff`: the law asked directly, without a case being kept."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.responses import Response

from services.conventions.adapters.lifecycle.replays import Replays
from services.conventions.application.lifecycle.compare import CompareReleases
from services.conventions.application.lifecycle.evaluate import Evaluated, EvaluateRules, Question
from services.conventions.domain.lifecycle.difference import DocumentChange
from services.conventions.domain.lifecycle.document import Kind
from shared.explanations.catalogue import catalogue
from shared.explanations.explain import Language, Sentence, explain
from shared.http.authentication import Authenticate
from shared.http.routing import create_router
from shared.http.schema import IsoDate, Schema
from shared.kernel.canonical import Json, canonical_json
from shared.kernel.errors import Invalid, Violation
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
    replay: UUID | None = Field(
        None,
        description="a finished POST /v1/replays of `after` against `before`: its flips are told as well",
    )
    limit: Annotated[int, Field(ge=1, le=200)] = 100
    cursor: Annotated[str, Field(max_length=400)] | None = Field(
        None, description="`cases.next` of the answer before"
    )


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


class CasesAnswer(Schema):
    """How decided cases come out otherwise, as the replay found it: counts, and a page of the flips."""

    replay: UUID
    report: dict[str, Any] = Field(description="counts, with small ones held back")
    flips: list[dict[str, Any]] = Field(description="evaluations by id, with rules and conditions")
    next: str | None


class DiffAnswer(Schema):
    """Every document that differs; and where a replay was named, every case that comes out otherwise."""

    before: str
    after: str
    documents: list[DocumentChangeAnswer]
    cases: CasesAnswer | None


def rules_routes(
    authenticate: Authenticate, evaluate: EvaluateRules, compare: CompareReleases, replays: Replays
) -> APIRouter:
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
        """Compare two releases: text by text, by what the texts mean, and by how decided cases come out.

        The last needs a replay, which whoever asks must be allowed to read (scope `cases:read`).
        """
        before, after, found = await compare(body.before, body.after)
        return DiffAnswer(
            before=before,
            after=after,
            documents=[DocumentChangeAnswer.of(it) for it in found],
            cases=await _cases(replays, body, before, after),
        )

    return router


async def _cases(replays: Replays, body: DiffBody, before: str, after: str) -> CasesAnswer | None:
    if body.replay is None:
        return None
    report = await replays.finished(body.replay)
    if (report.get("base"), report.get("draft")) != (before, after):
        detail = f"the replay is of {report.get('draft')} against {report.get('base')}"
        raise Invalid(Violation("/replay", "other_replay", detail))
    page = await replays.flips(body.replay, limit=body.limit, cursor=body.cursor)
    return CasesAnswer(
        replay=body.replay, report=dict(report), flips=list(page["items"]), next=page.get("next")
    )


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
