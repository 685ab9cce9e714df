"""`/v1/candidates` and `POST /v1/releases`: from approved drafts to a signed release."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field
from starlette.requests import Request as HttpRequest
from starlette.responses import Response

from services.conventions.adapters.lifecycle.replays import Replays
from services.conventions.application.lifecycle.publish import Request
from services.conventions.container import Container
from services.conventions.domain.lifecycle.replayed import Evidence, Replay, Waiver
from services.conventions.entrypoints.http.drafts import KEY_PARAMETER, WRITE, actor_of, once_of
from services.conventions.entrypoints.http.releases import (
    ReleaseAnswer,
    SignatureAnswer,
)
from services.conventions.entrypoints.jobs.gate import KIND, write_evidence
from shared.http.authentication import requiring
from shared.http.conditional import etag_of
from shared.http.idempotency import identify
from shared.http.routing import create_router
from shared.http.schema import Schema
from shared.jobs.http import JobAnswer, add_job_routes, job_answer
from shared.jobs.jobs import Idempotency
from shared.security.principals import Principal
from shared.security.scopes import Scope

PUBLISH = Scope.RULES_PUBLISH

Hash = Annotated[str, Field(pattern="^sha256:[0-9a-f]{64}$")]


class Changes(Schema):
    """What a release changes: drafts that it publishes, and published documents that it leaves out."""

    drafts: Annotated[list[UUID], Field(max_length=500)] = Field(default_factory=list)
    withdraw: Annotated[list[Hash], Field(max_length=500)] = Field(default_factory=list)

    def to_domain(self) -> Request:
        """Give the request."""
        return Request(tuple(self.drafts), tuple(self.withdraw))


class CandidateBody(Changes):
    """A candidate to be examined; `waivers` are findings of an earlier report that are accepted, by name."""

    waivers: Annotated[list[str], Field(max_length=2000)] = Field(default_factory=list)
    replay: UUID | None = Field(
        None, description="the finished job of POST /v1/replays of this very candidate; its report is fetched"
    )
    replay_waiver: Annotated[str, Field(min_length=20, max_length=2000)] | None = Field(
        None, description="where no case could be replayed: why the candidate may go without, for the record"
    )


class ReleaseBody(Changes):
    """A candidate that passed the gate, and the signatures of those who reviewed it."""

    candidate: Hash = Field(description="the hash that was signed; the release has this hash or is refused")
    signatures: Annotated[list[SignatureAnswer], Field(min_length=1, max_length=20)]


KEYED: dict[str, Any] = {"parameters": [KEY_PARAMETER]}


def candidate_routes(container: Container) -> APIRouter:
    """Make the routes of candidates and reports."""
    authenticate = container.authenticate
    units, jobs = container.rules.units, container.rules.jobs
    router = create_router("/v1", tags=["publishing"])
    author = Annotated[Principal, Depends(requiring(WRITE, authenticate))]

    @router.post("/candidates", status_code=202, response_model=JobAnswer, openapi_extra=KEYED)
    async def examine_candidate(request: HttpRequest, body: CandidateBody, principal: author) -> Response:
        """Put the next release together and examine it by the publish gate, as a job.

        Its result holds the candidate's hash, the report's, whether it passed, and the bytes (base64) that a
        reviewer signs with Ed25519. A candidate passes with a replay of itself over decided cases: examine
        it, replay it under its hash, and examine it again.
        """
        identity = await identify(request, principal.tenant)
        evidence = await _evidence(container.replays, body, principal)
        async with units(principal.tenant) as unit:
            job, _ = await jobs.create(
                unit.session,
                tenant=principal.tenant,
                kind=KIND,
                parameters={
                    **body.model_dump(mode="json", include={"drafts", "withdraw", "waivers"}),
                    "evidence": write_evidence(evidence),
                },
                once=Idempotency(identity.key, identity.fingerprint),
            )
            await unit.commit()
        container.wake_worker()
        return job_answer(job, location=f"/v1/candidates/jobs/{job.id}", status=202)

    add_job_routes(router, "/candidates/jobs", authenticate=authenticate, units=units, jobs=jobs, kind=KIND)

    @router.get("/reports/{report}", dependencies=[Depends(authenticate)])
    async def read_report(report: str) -> Response:
        """Fetch a report of the publish gate by its hash."""
        headers = {"ETag": etag_of(report)}
        content = await container.releases.report_named(report)
        return Response(content, headers=headers, media_type="application/json")

    return router


async def _evidence(replays: Replays, body: CandidateBody, principal: Principal) -> Evidence:
    """Fetch the replay that the body names, under the caller's own token."""
    actor = actor_of(principal)
    replay = None
    if body.replay is not None:
        report = await replays.finished(body.replay)
        replay = Replay(str(body.replay), principal.tenant, actor, report)
    waiver = Waiver(body.replay_waiver, actor) if body.replay_waiver else None
    return Evidence(replay, waiver, replays.askable)


def publishing_routes(container: Container) -> APIRouter:
    """Make the route that publishes."""
    works, publishing, keys = container.rules.works, container.rules.publishing, container.idempotency_keys
    router = create_router("/v1", tags=["publishing"])
    publisher = Annotated[Principal, Depends(requiring(PUBLISH, container.authenticate))]

    @router.post("/releases", status_code=201, response_model=ReleaseAnswer, openapi_extra=KEYED)
    async def publish_release(request: HttpRequest, body: ReleaseBody, principal: publisher) -> Response:
        """Publish the next release: every draft approved, the gate passed, a reviewer's signature."""
        once = await once_of(request, principal)
        async with works() as work:
            kept = await keys.claim(work.session, once, now=works.now())
        if kept is not None:
            return kept
        candidate = await publishing.signed(body.to_domain(), body.candidate)
        async with works() as work:
            kept = await keys.claim(work.session, once, now=works.now())
            if kept is not None:
                return kept
            signatures = [it.model_dump() for it in body.signatures]
            release = await publishing(candidate, signatures=signatures, actor=actor_of(principal), work=work)
            answer = Response(
                ReleaseAnswer.of(release).model_dump_json(),
                status_code=201,
                headers={"Location": f"/v1/releases/{release.hash}", "ETag": etag_of(release.hash)},
                media_type="application/json",
            )
            await keys.keep(work.session, once, answer)
            await work.commit()
        publishing.announce()
        return answer

    return router
