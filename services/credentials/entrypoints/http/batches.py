"""`POST /v1/equivalences:batch`, and the job and results of a batch that is too large to answer at once."""

from collections.abc import AsyncIterator
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from services.credentials.adapters.batches.answer_chunks import AnswerChunk
from services.credentials.adapters.batches.blocks import BLOCK_ROWS, Block
from services.credentials.adapters.batches.writing import CSV, NDJSON, PARQUET, WRITERS, Writer
from services.credentials.application.batches import KIND, TOGETHER, QuotaReached
from services.credentials.container import Container
from services.credentials.entrypoints.http import equivalence_schema as schema
from services.credentials.entrypoints.http.batch_bodies import BatchBody
from services.credentials.entrypoints.http.equivalences import defaults_of
from shared.http.idempotency import HEADER, KEY, REPLAYED
from shared.http.problems import Fault, Problem
from shared.http.routing import create_router
from shared.jobs.http import JobAnswer, add_job_routes, job_answer
from shared.jobs.job import JobState
from shared.security.principals import Principal

AT_ONCE = 1_000
"""Batches of at most this many rows are answered in the answer to the request."""

JOBS = "/equivalences/jobs"
ANY = {"*/*", "text/*", "application/*", ""}

KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": f"required above {AT_ONCE} rows; the same key with the same rows is the same job",
    "schema": {"type": "string", "maxLength": 255},
}
PREFER_PARAMETER = {
    "name": "Prefer",
    "in": "header",
    "required": False,
    "description": "respond-async makes a job of a small batch too",
    "schema": {"type": "string"},
}


def batch_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1", tags=["equivalences"])
    _add_batch(router, container)
    _add_results(router, container)
    checking = container.checking
    add_job_routes(
        router, JOBS, authenticate=container.authenticate, units=checking.units, jobs=checking.jobs, kind=KIND
    )
    return router


def _add_batch(router: APIRouter, container: Container) -> None:
    caller = Annotated[Principal, Depends(container.authenticate)]

    @router.post(
        "/equivalences:batch",
        openapi_extra={
            "requestBody": schema.BATCH,
            "parameters": [*schema.PARAMETERS, KEY_PARAMETER, PREFER_PARAMETER],
        },
        responses={200: schema.RESULTS, 202: {"model": JobAnswer, "description": "The batch is a job"}},
    )
    async def batch(request: Request, principal: caller) -> Response:
        """Answer many checks, one row for each: up to 1,000 at once, up to a million as a job.

        A bad row gets its errors and harms no other. The query parameters fill what rows leave out.
        """
        writer = acceptable(request)
        body = BatchBody(request, defaults_of(request))
        blocks = body.blocks()
        first = await anext(blocks)
        wants_job = "respond-async" in request.headers.get("prefer", "").lower()
        if len(first) <= AT_ONCE and not wants_job:
            return await _at_once(container, first, writer)
        key = _key(request)
        receive = container.checking.receive_batch
        try:
            job, is_new = await receive(principal.tenant, key, _from(first, blocks), body.fingerprint)
        except QuotaReached as error:
            wait = {"Retry-After": "10"}
            raise Problem(429, error.code, error.title, error.detail, headers=wait) from None
        answer = job_answer(job, location=f"/v1{JOBS}/{job.id}", status=202)
        if not is_new:
            answer.headers[REPLAYED] = "true"
        return answer


def _add_results(router: APIRouter, container: Container) -> None:
    caller = Annotated[Principal, Depends(container.authenticate)]
    checking = container.checking

    @router.get(JOBS + "/{job_id}/results", responses={200: schema.RESULTS})
    async def results(
        request: Request,
        job_id: UUID,
        principal: caller,
        after: Annotated[int, Query(ge=0, description="go on after this row; 0 is from the start")] = 0,
    ) -> Response:
        """Stream the answers of a batch, in the format that `Accept` names; NDJSON where it names none.

        A batch that was cancelled gives what it had finished.
        """
        writer = acceptable(request)
        async with checking.units(principal.tenant) as unit:
            job = await checking.jobs.get(unit.session, job_id, kind=KIND)
        if job.state not in {JobState.DONE, JobState.CANCELLED}:
            detail = f"the job is {job.state}; its results are there when it is done"
            headers = {} if job.ended else {"Retry-After": "1"}
            raise Problem(409, "job_not_done", "The job is not done", detail, headers=headers)
        stream = _stream(container, principal.tenant, job_id, writer, after=after)
        return StreamingResponse(stream, media_type=writer.media_type)


def acceptable(request: Request) -> Writer:
    """Choose the format of the answer. Raises Problem 406 where none of ours is acceptable."""
    for wish in request.headers.get("accept", "").split(","):
        media_type = wish.partition(";")[0].strip().lower()
        if media_type in WRITERS:
            return WRITERS[media_type]()
        if media_type in ANY:
            return WRITERS[NDJSON]()
    detail = f"the results come as {CSV}, {NDJSON} or {PARQUET}"
    raise Problem(406, "not_acceptable", "No representation is acceptable", detail)


def _key(request: Request) -> str:
    key = request.headers.get(HEADER)
    if key is None or not KEY.fullmatch(key):
        detail = f"above {AT_ONCE} rows send {HEADER}: 1 to 255 visible ASCII characters, new for each batch"
        fault = Fault("missing" if key is None else "malformed", detail, parameter=HEADER)
        raise Problem(
            400, "idempotency_key_required", "An Idempotency-Key is required", detail, faults=[fault]
        )
    return key


async def _at_once(container: Container, block: Block, writer: Writer) -> Response:
    desk, today = await container.checking.shelf.desk(), container.clock.now().date()

    def answered() -> bytes:
        chunk = desk.answer_rows(block.as_arrow(), today=today)
        return b"".join((*writer.write(chunk), writer.end()))

    return Response(await container.checking.thread.run(answered), media_type=writer.media_type)


async def _from(first: Block, others: AsyncIterator[Block]) -> AsyncIterator[Block]:
    yield first
    async for block in others:
        yield block


async def _stream(
    container: Container, tenant: str, job_id: UUID, writer: Writer, *, after: int
) -> AsyncIterator[bytes]:
    thread = container.checking.thread
    number, passed = divmod(after, TOGETHER * BLOCK_ROWS)
    while True:
        number += 1
        async with container.checking.units(tenant) as unit:
            content = await container.checking.answers.content(unit.session, job_id, number)
        if content is None:
            break
        pieces = writer.write(AnswerChunk.unpacked(content).after(passed))
        passed = 0
        while (piece := await thread.run(partial(next, pieces, None))) is not None:
            yield piece
    yield await thread.run(writer.end)
