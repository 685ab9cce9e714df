"""Idempotency-Key: a request that is sent again is carried out once and answered alike.

The key is claimed by a row in the transaction of the effect, so that key, effect and answer commit
together or not at all. (IETF draft-ietf-httpapi-idempotency-key-header-07; expired, still the usual form.)
"""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Row,
    Table,
    Text,
    and_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response

from shared.http.problems import Fault, Problem

HEADER = "Idempotency-Key"
LOCK_NOT_AVAILABLE = "55P03"  # SQLSTATE
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,255}")


def idempotency_table(metadata: MetaData) -> Table:
    """Declare the table `idempotency_keys` in a service's schema."""
    return Table(
        "idempotency_keys",
        metadata,
        Column("tenant", Text, primary_key=True),
        Column("key", Text, primary_key=True),
        Column("endpoint", Text, primary_key=True),
        Column("fingerprint", Text, nullable=False),
        Column("status", Integer),
        Column("location", Text),
        Column("body", LargeBinary),
        Column("created_at", DateTime(timezone=True), nullable=False),
    )


@dataclass(frozen=True, slots=True)
class IdempotentRequest:
    """The identity of a request: who sent which body where, under which key."""

    tenant: str
    key: str
    endpoint: str
    fingerprint: str


async def identify(request: Request, tenant: str) -> IdempotentRequest:
    """Read the key of `request`. Raises Problem 400 where it is missing or malformed."""
    key = request.headers.get(HEADER)
    if key is None or not KEY.fullmatch(key):
        detail = f"send {HEADER}: 1 to 255 visible ASCII characters, new for each new request"
        fault = Fault("missing" if key is None else "malformed", detail, parameter=HEADER)
        raise Problem(
            400, "idempotency_key_required", "An Idempotency-Key is required", detail, faults=[fault]
        )
    fingerprint = hashlib.sha256(await request.body()).hexdigest()
    return IdempotentRequest(tenant, key, f"{request.method} {request.url.path}", fingerprint)


class IdempotencyKeys:
    """The keys of one service."""

    def __init__(self, table: Table) -> None:
        self._table = table

    async def claim(
        self, session: AsyncSession, request: IdempotentRequest, *, now: datetime
    ) -> Response | None:
        """Claim the key for this transaction, or give the answer that is kept from before.

        A request with the same key that is still running makes this one wait for the lock timeout;
        then Problem 409 is raised. Problem 422 where the key was used for another body.
        """
        try:
            claimed = await self._insert(session, request, now)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                raise
            raise _still_running() from error
        if claimed:
            return None
        kept = await session.execute(select(self._table).where(self._is(request)))
        return self._replay(request, kept.one())

    async def _insert(self, session: AsyncSession, request: IdempotentRequest, now: datetime) -> bool:
        table = self._table
        claimed = await session.execute(
            insert(table)
            .values(
                tenant=request.tenant,
                key=request.key,
                endpoint=request.endpoint,
                fingerprint=request.fingerprint,
                created_at=now,
            )
            .on_conflict_do_nothing()
            .returning(table.c.key)
        )
        return claimed.first() is not None

    async def keep(self, session: AsyncSession, request: IdempotentRequest, answer: Response) -> None:
        """Keep `answer` beside the effect, in the same transaction."""
        await session.execute(
            update(self._table)
            .where(self._is(request))
            .values(
                status=answer.status_code, location=answer.headers.get("location"), body=bytes(answer.body)
            )
        )

    def _is(self, request: IdempotentRequest) -> ColumnElement[bool]:
        column = self._table.c
        return and_(
            column.tenant == request.tenant,
            column.key == request.key,
            column.endpoint == request.endpoint,
        )

    @staticmethod
    def _replay(request: IdempotentRequest, row: Row[Any]) -> Response:
        if row.fingerprint != request.fingerprint:
            title = "The key belongs to another request"
            detail = "this key was used for another body; send a new key with a new request"
            fault = Fault("reused", detail, parameter=HEADER)
            raise Problem(422, "idempotency_key_reused", title, detail, faults=[fault])
        headers = {REPLAYED: "true"} | ({"Location": row.location} if row.location else {})
        return Response(row.body, status_code=row.status, headers=headers, media_type="application/json")


def _still_running() -> Problem:
    return Problem(
        409,
        "request_in_progress",
        "The same request is still running",
        "a request with this key is being carried out; ask again in a moment",
        headers={"Retry-After": "1"},
    )
