"""`/v1/drafts` and `/v1/documents`: the law as its authors and reviewers handle it."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from services.conventions.adapters.lifecycle.releases import PLATFORM
from services.conventions.adapters.lifecycle.work import RulesWorks
from services.conventions.application.lifecycle.drafts import Draft, Drafts
from services.conventions.domain.lifecycle.document import Document, Kind
from services.conventions.domain.lifecycle.steps import State, Step
from shared.http.authentication import Authenticate, requiring
from shared.http.conditional import etag_of, holds, not_modified, require_match
from shared.http.idempotency import HEADER, IdempotencyKeys, IdempotentRequest, identify
from shared.http.problems import Fault, Problem
from shared.http.routing import create_router
from shared.http.schema import Schema
from shared.rules.documents.source import SIZE
from shared.security.principals import Principal
from shared.security.scopes import Scope

WRITE, REVIEW = Scope.RULES_WRITE, Scope.RULES_REVIEW

Text = Annotated[str, Field(min_length=1, max_length=SIZE, description="the document, in YAML or JSON")]
Note = Annotated[str, Field(max_length=2000)]

KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": True,
    "description": "new for each new request; a repeated request is answered from the first",
    "schema": {"type": "string", "maxLength": 255},
}


class DocumentAnswer(Schema):
    """A document, as it was written."""

    document: str = Field(description="the hash of its content")
    kind: Kind
    id: str
    version: int
    text: str

    @classmethod
    def of(cls, document: Document) -> "DocumentAnswer":
        """Write a document."""
        return cls(
            document=document.hash,
            kind=document.kind,
            id=document.name,
            version=document.version,
            text=document.text,
        )


class StepAnswer(Schema):
    """One step in a document's life."""

    sequence: int
    state: State
    document: str
    authored: bool
    actor: str
    note: str
    report: str | None
    recorded_at: datetime

    @classmethod
    def of(cls, step: Step) -> "StepAnswer":
        """Write a step."""
        return cls(**{name: getattr(step, name) for name in cls.model_fields})


class DraftAnswer(Schema):
    """A document on its way: where it stands, its text, and every step so far."""

    id: UUID
    state: State
    document: DocumentAnswer
    history: list[StepAnswer]

    @classmethod
    def of(cls, draft: Draft) -> "DraftAnswer":
        """Write a draft."""
        return cls(
            id=draft.last.draft,
            state=draft.last.state,
            document=DocumentAnswer.of(draft.document),
            history=[StepAnswer.of(it) for it in draft.history],
        )


class NewDraft(Schema):
    """The first text of a draft."""

    text: Text


class Edit(Schema):
    """A new text, and why."""

    text: Text
    note: Note = ""


class Move(Schema):
    """The next state. `approved` names the report of the publish gate that it rests on."""

    state: State
    note: Note = ""
    report: Annotated[str | None, Field(pattern="^sha256:[0-9a-f]{64}$")] = None


def reading_routes(authenticate: Authenticate, works: RulesWorks, drafts: Drafts) -> APIRouter:
    """Make the routes that only read."""
    router = create_router("/v1", tags=["drafts"])
    router.dependencies.append(Depends(authenticate))

    @router.get("/documents/{document}", response_model=DocumentAnswer)
    async def read_document(request: Request, document: str) -> Response:
        """Fetch a document by its hash, whatever became of it."""
        etag = etag_of(document)
        if holds(request, etag):
            return not_modified(etag)
        async with works() as work:
            found = await work.documents.get(document)
        body = DocumentAnswer.of(found).model_dump_json()
        return Response(body, headers={"ETag": etag}, media_type="application/json")

    @router.get("/drafts", response_model=list[DraftAnswer])
    async def list_drafts(state: State | None = None) -> list[DraftAnswer]:
        """List the drafts that are under way, or those in one state; the latest moved first, at most 200."""
        async with works() as work:
            return [DraftAnswer.of(await drafts.read(work, it)) for it in await work.steps.standing(state)]

    @router.get("/drafts/{draft_id}", response_model=DraftAnswer)
    async def read_draft(request: Request, draft_id: UUID) -> Response:
        """Fetch a draft with its history."""
        async with works() as work:
            draft = await drafts.read(work, draft_id)
        return not_modified(_etag(draft)) if holds(request, _etag(draft)) else _answer(draft)

    return router


def draft_routes(
    authenticate: Authenticate, works: RulesWorks, drafts: Drafts, keys: IdempotencyKeys
) -> APIRouter:
    """Make the routes that write."""
    router = create_router("/v1", tags=["drafts"])
    author = Annotated[Principal, Depends(requiring(WRITE, authenticate))]
    either = Annotated[Principal, Depends(authenticate)]

    @router.post(
        "/drafts",
        status_code=201,
        response_model=DraftAnswer,
        openapi_extra={"parameters": [KEY_PARAMETER]},
    )
    async def open_draft(request: Request, body: NewDraft, principal: author) -> Response:
        """Begin a draft of a vocabulary, a parameter or a rule."""
        once = await once_of(request, principal)
        async with works() as work:
            kept = await keys.claim(work.session, once, now=works.now())
            if kept is not None:
                return kept
            draft = await drafts.open(work, body.text, actor=actor_of(principal))
            answer = _answer(draft, status=201)
            await keys.keep(work.session, once, answer)
            await work.commit()
        return answer

    @router.put("/drafts/{draft_id}", response_model=DraftAnswer)
    async def edit_draft(request: Request, draft_id: UUID, body: Edit, principal: author) -> Response:
        """Change the text. What was approved goes back into review."""
        async with works() as work:
            draft = await drafts.read(work, draft_id)
            require_match(request, _etag(draft))
            changed = await drafts.edit(work, draft, body.text, actor=actor_of(principal), note=body.note)
            await work.commit()
        return _answer(changed)

    @router.post("/drafts/{draft_id}/steps", status_code=201, response_model=DraftAnswer)
    async def move_draft(request: Request, draft_id: UUID, body: Move, principal: either) -> Response:
        """Submit, send back, approve or withdraw. Another person approves, with the scope rules:review."""
        _require(principal, REVIEW if body.state is State.APPROVED else WRITE, REVIEW)
        async with works() as work:
            draft = await drafts.read(work, draft_id)
            require_match(request, _etag(draft))
            changed = await drafts.move(
                work, draft, body.state, actor=actor_of(principal), note=body.note, report=body.report
            )
            await work.commit()
        return _answer(changed, status=201)

    return router


def actor_of(principal: Principal) -> str:
    """Name who acts: a key of a tenant, never a person."""
    return f"{principal.tenant}/{principal.subject}"


async def once_of(request: Request, principal: Principal) -> IdempotentRequest:
    """The law is the platform's, so its keys are too; each tenant's stay apart by a prefix."""
    identity = await identify(request, principal.tenant)
    return replace(identity, tenant=PLATFORM, key=f"{principal.tenant} {identity.key}")


def _require(principal: Principal, *scopes: str) -> None:
    if not principal.scopes & set(scopes):
        detail = f"this needs a key with the scope {' or '.join(dict.fromkeys(scopes))}"
        fault = Fault("scope_required", detail, pointer="/state")
        raise Problem(403, "scope_required", "The key may not do this", detail, faults=[fault])


def _etag(draft: Draft) -> str:
    return etag_of(f"{draft.last.draft}.{draft.last.sequence}")


def _answer(draft: Draft, *, status: int = 200) -> Response:
    headers = {"ETag": _etag(draft)}
    if status == 201:
        headers["Location"] = f"/v1/drafts/{draft.last.draft}"
    return Response(
        DraftAnswer.of(draft).model_dump_json(),
        status_code=status,
        headers=headers,
        media_type="application/json",
    )
