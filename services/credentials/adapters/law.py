"""The law, asked of the conventions service; what it answered before is the second source."""

import time
from collections import OrderedDict
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from services.credentials.adapters.documents import read_legal_basis
from services.credentials.adapters.tables import legal_bases
from services.credentials.domain.evaluation.evaluation import Caveat
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.legal_basis import LegalBasis
from services.credentials.domain.evaluation.ports import LegalAdvice
from shared.http.client import JsonClient, Rejected
from shared.kernel.canonical import sha256
from shared.kernel.clock import Clock
from shared.kernel.errors import Invalid, Unavailable, Violation

RESOLVE = "/v1/legal-basis:resolve"
CURRENT = "/v1/reference-data/current"
CURRENT_FOR_SECONDS = 2.0
REMEMBERED = 4096

OLDER_ANSWER = Caveat(
    "legal_basis_from_earlier_answer",
    "The conventions service cannot be reached; this legal basis was given earlier for the same facts.",
)

POINTERS = {
    "/award_country": "/award/country",
    "/award_date": "/award/date",
    "/decision_date": "/legal_date",
    "/qualification_type": "/award/qualification_type",
    "/holder_status": "/holder/status",
    "/recognition_country": "/recognition_country",
    "/known_at": "/known_at",
    "/purpose": "/purpose",
}
"""Where the caller wrote what the conventions service objects to; any other fact belongs to the award."""


class ConventionsLaw:
    """Asks for a legal basis, or uses the answer that was given for the same facts and the same law."""

    def __init__(self, client: JsonClient, engine: AsyncEngine, clock: Clock) -> None:
        self._client = client
        self._engine = engine
        self._clock = clock
        self._recent: OrderedDict[tuple[str, str], LegalBasis] = OrderedDict()
        self._current: tuple[float, str] = (float("-inf"), "")

    async def basis_for(self, application: Application) -> LegalAdvice:
        """Give the legal basis. Raises Unavailable, or Invalid on facts that the law's side objects to."""
        facts = application.legal_facts()
        facts_hash = sha256(facts)
        try:
            known = self._recent.get((facts_hash, await self._current_reference_data()))
            if known is not None:
                return LegalAdvice(known)
            basis = read_legal_basis(await self._client.post(RESOLVE, facts))
        except Rejected as refusal:
            raise _as_invalid(refusal) from refusal
        except Unavailable:
            earlier = await self._latest(facts_hash)
            if earlier is None:
                raise
            return LegalAdvice(earlier, (OLDER_ANSWER,))
        await self._keep(facts_hash, basis)
        return LegalAdvice(basis)

    async def _current_reference_data(self) -> str:
        asked_at, name = self._current
        if time.monotonic() - asked_at > CURRENT_FOR_SECONDS:
            answer = await self._client.get(CURRENT)
            name = answer["reference_data"]
            self._current = (time.monotonic(), name)
        return name

    async def _keep(self, facts_hash: str, basis: LegalBasis) -> None:
        self._recent[facts_hash, basis.reference_data] = basis
        if len(self._recent) > REMEMBERED:
            self._recent.popitem(last=False)
        async with self._engine.begin() as connection:
            await connection.execute(
                insert(legal_bases)
                .values(
                    facts_hash=facts_hash,
                    reference_data=basis.reference_data,
                    document=dict(basis.document),
                    received_at=self._clock.now(),
                )
                .on_conflict_do_nothing()
            )

    async def _latest(self, facts_hash: str) -> LegalBasis | None:
        query = (
            select(legal_bases.c.document)
            .where(legal_bases.c.facts_hash == facts_hash)
            .order_by(legal_bases.c.received_at.desc())
            .limit(1)
        )
        async with self._engine.connect() as connection:
            document: dict[str, Any] | None = await connection.scalar(query)
        return None if document is None else read_legal_basis(document)


def _as_invalid(refusal: Rejected) -> Exception:
    """Say to the caller, in the caller's own fields, what the conventions service objected to."""
    violations = [
        Violation(
            POINTERS.get(it.get("pointer", ""), "/award" + it.get("pointer", "")), it["code"], it["detail"]
        )
        for it in refusal.problem.get("errors", [])
    ]
    return Invalid(*violations) if violations else refusal
