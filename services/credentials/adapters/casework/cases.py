"""Keeps what happened to cases in PostgreSQL, append-only, and announces it in the same transaction."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import exists, select
from sqlalchemy.dialects.postgresql import insert

from services.credentials.adapters.tables import case_events, evaluations
from services.credentials.domain.casework.case import (
    CARRIED_BY,
    Appealed,
    AppealEnded,
    Basis,
    Case,
    CaseEvent,
    Decided,
    Opened,
    Requested,
    Supplied,
    fold,
)
from services.credentials.domain.casework.time_to_decide import Item
from services.credentials.domain.evaluation.recommendation import Outcome
from shared.contracts.envelope import Event, EventData
from shared.contracts.registry import (
    APPEAL_DECIDED,
    CASE_APPEALED,
    CASE_APPEALED_V2,
    CASE_DECIDED,
    CASE_OPENED,
    INFORMATION_REQUESTED,
    INFORMATION_SUPPLIED,
    EventContract,
)
from shared.db.unit_of_work import UnitOfWork
from shared.kernel.clock import Clock
from shared.kernel.errors import Conflict, NotFound
from shared.kernel.ids import new_id
from shared.observability.tracing import current_traceparent

SOURCE = "/symbolon/credentials"
KIND_OF = {
    Opened: "opened",
    Requested: "requested",
    Supplied: "supplied",
    Decided: "decided",
    Appealed: "appealed",
    AppealEnded: "appeal_ended",
}
KINDS: dict[str, TypeAdapter[Any]] = {kind: TypeAdapter(it) for it, kind in KIND_OF.items()}


class UnknownApplication(NotFound):
    """There is no such application, or it is another tenant's."""

    code = "unknown_application"
    title = "No such application"


class UnknownBasis(NotFound):
    """There is no such evaluation, or it is another tenant's."""

    code = "unknown_evaluation"
    title = "No such evaluation"


class ChangedMeanwhile(Conflict):
    """Something else happened to the case between reading and writing."""

    code = "changed_meanwhile"
    title = "The case has changed meanwhile"


class PostgresCases:
    """The cases of the unit of work's tenant."""

    def __init__(self, unit: UnitOfWork, clock: Clock) -> None:
        self._unit = unit
        self._clock = clock

    async def get(self, application_id: UUID) -> Case:
        """Read a case. Raises UnknownApplication."""
        return fold(application_id, await self.history(application_id))

    async def history(self, application_id: UUID) -> Sequence[CaseEvent]:
        """Read everything that happened to a case. Raises UnknownApplication."""
        rows = await self._unit.session.execute(
            select(case_events.c.kind, case_events.c.data)
            .where(case_events.c.application_id == application_id)
            .order_by(case_events.c.sequence)
        )
        events: list[CaseEvent] = [KINDS[row.kind].validate_python(row.data) for row in rows]
        if not events:
            raise UnknownApplication(f"there is no application {application_id}")
        return events

    async def basis(self, evaluation_id: UUID, application_id: UUID) -> Basis:
        """Read what a decision on an application would rest on. Raises UnknownBasis."""
        query = select(evaluations.c.document).where(evaluations.c.id == evaluation_id)
        document = await self._unit.session.scalar(query)
        if document is None:
            raise UnknownBasis(f"there is no evaluation {evaluation_id}")
        application = document["application"]
        elsewhere = exists().where(
            case_events.c.kind == KIND_OF[Decided],
            case_events.c.data["evaluation_id"].astext == str(evaluation_id),
            case_events.c.data["outcome"].astext.in_(list(CARRIED_BY)),
            case_events.c.application_id != application_id,
        )
        return Basis(
            evaluation_id,
            Outcome(document["outcome"]),
            application["award"]["country"],
            application["recognition_country"],
            application["award"]["qualification_type"],
            bool(await self._unit.session.scalar(select(elsewhere))),
        )

    async def append(self, tenant: str, application_id: UUID, sequence: int, event: CaseEvent) -> None:
        """Keep what happened, as number `sequence`. Raises ChangedMeanwhile where that number is taken."""
        kind = KIND_OF[type(event)]
        kept = await self._unit.session.execute(
            insert(case_events)
            .values(
                tenant=tenant,
                application_id=application_id,
                sequence=sequence,
                kind=kind,
                data=KINDS[kind].dump_python(event, mode="json"),
                occurred_at=event.at,
            )
            .on_conflict_do_nothing()
            .returning(case_events.c.sequence)
        )
        if kept.first() is None:
            raise ChangedMeanwhile("something else happened to the case: read it again")
        contract, data = _announcement(application_id, event)
        self._unit.record(
            Event(
                id=new_id(self._clock),
                type=contract.type,
                source=SOURCE,
                tenant=tenant,
                aggregate_id=application_id,
                sequence=sequence,
                time=event.at,
                data=data,
                traceparent=current_traceparent(),
            )
        )


def _announcement(application_id: UUID, event: CaseEvent) -> tuple[EventContract, EventData]:
    contract, said = _said(event)
    return contract, contract.model.model_validate({"application_id": application_id, **said})


def _said(event: CaseEvent) -> tuple[EventContract, dict[str, object]]:
    match event:
        case Opened():
            profile = {name: getattr(event.profile, name) for name in event.profile.__slots__}
            return CASE_OPENED, {"profile": profile, "opened_at": event.at, "owed": _codes(event.owed)}
        case Requested():
            return INFORMATION_REQUESTED, {"items": _codes(event.items), "requested_at": event.at}
        case Supplied():
            items, unobtainable = _codes(event.items), _codes(event.unobtainable)
            said = {"items": items, "unobtainable": unobtainable, "supplied_at": event.at}
            return INFORMATION_SUPPLIED, said
        case Decided():
            outcome = event.outcome.value
            said = {"decision_id": event.decision_id, "outcome": outcome, "decided_at": event.at}
            return CASE_DECIDED, said
        case Appealed():
            return _lodged(event)
        case AppealEnded():
            result = event.result.value
            return APPEAL_DECIDED, {"appeal_id": event.appeal_id, "result": result, "decided_at": event.at}


def _lodged(event: Appealed) -> tuple[EventContract, dict[str, object]]:
    """Announce an appeal once, by the lowest version that can say it."""
    said: dict[str, object] = {
        "decision_id": event.decision_id,
        "appeal_id": event.appeal_id,
        "lodged_at": event.at,
    }
    if event.decision_id is not None:
        return CASE_APPEALED, said
    return CASE_APPEALED_V2, {**said, "last_day": event.last_day}


def _codes(items: Iterable[Item]) -> list[str]:
    return [it.value for it in items]
