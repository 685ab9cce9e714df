"""`POST /v1/institutions:reconcile`: free text to institutions, one or many at once."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from services.credentials.container import Container
from services.credentials.domain.reconciliation.evidence import MEANINGS
from services.credentials.domain.reconciliation.reconcile import Query, Reconciliation, Scored
from services.credentials.domain.register.register import Register
from shared.http.routing import create_router
from shared.http.schema import CountryCode, IsoDate, Schema

MOST_QUERIES = 1_000
AT_ONCE = 4
"""So many queries are answered on the spot; more of them beside the other requests."""


class QueryBody(Schema):
    """What is looked for. Everything but the text is optional and only adds evidence."""

    key: Annotated[str | None, Field(max_length=200, description="comes back with the answer")] = None
    text: Annotated[
        str,
        Field(
            min_length=1,
            max_length=1_000,
            description="a name in any script, an affiliation, an identifier, a web or mail address",
        ),
    ]
    country: CountryCode | None = None
    city: Annotated[str | None, Field(min_length=1, max_length=200)] = None
    on: IsoDate | None = Field(None, description="a day on which it existed, such as that of the award")

    def to_domain(self) -> Query:
        """Give the domain's query."""
        return Query(self.text, self.country, self.city, self.on)


class ReconcileRequest(Schema):
    """The queries."""

    queries: Annotated[list[QueryBody], Field(min_length=1, max_length=MOST_QUERIES)]
    candidates: Annotated[int, Field(ge=1, le=20, description="the most to give for each")] = 5


class EvidenceAnswer(Schema):
    """One piece of evidence: its kind, how much of it there is, and what it adds to the log-odds."""

    kind: str
    means: str
    value: float
    adds: float


class CandidateAnswer(Schema):
    """One candidate, with the evidence of its score."""

    institution: str
    name: str
    score: float = Field(description="the calibrated probability that it is the right one")
    by_name: str = Field(description="the name that was found in the text")
    evidence: list[EvidenceAnswer]

    @classmethod
    def of(cls, it: Scored) -> "CandidateAnswer":
        """Write a candidate."""
        evidence = [
            EvidenceAnswer(kind=e.kind, means=MEANINGS[e.kind], value=e.value, adds=e.adds)
            for e in it.evidence
        ]
        return cls(institution=it.id, name=it.name, score=it.score, by_name=it.by_name, evidence=evidence)


class ReconciliationAnswer(Schema):
    """The answer to one query: a match, or plainly none with the reason."""

    key: str | None
    match: str | None = Field(description="the id of the institution; None: no match")
    no_match: str | None = Field(description="nothing_alike, score_too_low or ambiguous; None: a match")
    candidates: list[CandidateAnswer]

    @classmethod
    def of(cls, key: str | None, it: Reconciliation) -> "ReconciliationAnswer":
        """Write an answer."""
        return cls(
            key=key,
            match=it.match.id if it.match else None,
            no_match=it.no_match,
            candidates=[CandidateAnswer.of(candidate) for candidate in it.candidates],
        )


class ReconcileAnswer(Schema):
    """The answers, in the order of the queries."""

    answers: list[ReconciliationAnswer]
    revision: str = Field(description="the state of the register that was searched")


def reconcile_routes(container: Container) -> APIRouter:
    """Make the route."""
    router = create_router("/v1", tags=["institutions"])
    router.dependencies.append(Depends(container.authenticate))

    @router.post("/institutions:reconcile", response_model=ReconcileAnswer)
    async def reconcile_institutions(body: ReconcileRequest) -> ReconcileAnswer:
        """Find the institutions that texts speak of, with scored candidates and an explicit "no match"."""
        register = await container.registers.register()
        found = await find_all(register, [it.to_domain() for it in body.queries], body.candidates)
        answers = [
            ReconciliationAnswer.of(query.key, answer)
            for query, answer in zip(body.queries, found, strict=True)
        ]
        return ReconcileAnswer(answers=answers, revision=register.revision)

    return router


async def find_all(register: Register, queries: list[Query], most: int) -> list[Reconciliation]:
    """Answer all queries; many of them in a thread, so that other requests go on."""

    def work() -> list[Reconciliation]:
        return [register.find(query, most=most) for query in queries]

    return work() if len(queries) <= AT_ONCE else await asyncio.to_thread(work)
