"""Texts, steps and gate reports in PostgreSQL: rows are added, never changed."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, any_, exists, insert, literal, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from services.conventions.adapters.lifecycle.tables import candidates, documents, gate_reports, steps
from services.conventions.domain.lifecycle.document import Document, Kind
from services.conventions.domain.lifecycle.gate import Report
from services.conventions.domain.lifecycle.release import Candidate
from services.conventions.domain.lifecycle.steps import State, Step
from shared.kernel.errors import Conflict, NotFound
from shared.rules.bundle import write_bundle


class UnknownDocument(NotFound):
    """There is no document of that hash."""

    code = "unknown_document"
    title = "No such document"


class UnknownDraft(NotFound):
    """There is no draft of that id."""

    code = "unknown_draft"
    title = "No such draft"


class StepTaken(Conflict):
    """Somebody else took a step meanwhile: read the draft again."""

    code = "step_taken"
    title = "The draft has changed meanwhile"


class PostgresDocuments:
    """Every text there ever was."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep(self, document: Document) -> None:
        """Keep a text; keeping it twice changes nothing."""
        await self._session.execute(
            upsert(documents)
            .values(
                hash=document.hash,
                kind=document.kind.value,
                name=document.name,
                version=document.version,
                text=document.text,
            )
            .on_conflict_do_nothing()
        )

    async def get(self, name: str) -> Document:
        """Give a text by its hash. Raises UnknownDocument."""
        row = (await self._session.execute(select(documents).where(documents.c.hash == name))).first()
        if row is None:
            raise UnknownDocument(f"there is no document {name}")
        return document_from(row)


class PostgresSteps:
    """The lives of documents."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def add(self, step: Step) -> None:
        """Take a step. Raises StepTaken where another was taken meanwhile."""
        row = {name: getattr(step, name) for name in Step.__dataclass_fields__}
        try:
            await self._session.execute(insert(steps).values({**row, "state": step.state.value}))
        except IntegrityError as error:
            if getattr(error.orig, "sqlstate", None) != "23505":  # unique_violation
                raise
            raise StepTaken(f"the draft {step.draft} has moved on: read it again") from error

    async def history(self, draft: UUID) -> Sequence[Step]:
        """Give every step of a draft, the first first. Raises UnknownDraft."""
        rows = await self._session.execute(
            select(steps).where(steps.c.draft == draft).order_by(steps.c.sequence)
        )
        found = [_step(row) for row in rows]
        if not found:
            raise UnknownDraft(f"there is no draft {draft}")
        return found

    async def standing(self, state: State | None) -> Sequence[UUID]:
        """Name the drafts in `state`, or all under way; the latest moved first, at most 200."""
        later = steps.alias()
        states = [state.value] if state else [State.DRAFT.value, State.IN_REVIEW.value, State.APPROVED.value]
        query = (
            select(steps.c.draft)
            .where(
                steps.c.state.in_(states),
                ~exists().where(later.c.draft == steps.c.draft, later.c.sequence > steps.c.sequence),
            )
            .order_by(steps.c.recorded_at.desc(), steps.c.draft)
            .limit(200)
        )
        return (await self._session.scalars(query)).all()

    async def life_of(self, document: str, state: State) -> Sequence[Step]:
        """Give the steps of the draft in which a document stands in `state`; empty where there is none."""
        later = steps.alias()
        query = select(steps.c.draft).where(
            steps.c.document == document,
            steps.c.state == state.value,
            ~exists().where(later.c.draft == steps.c.draft, later.c.sequence > steps.c.sequence),
        )
        draft = await self._session.scalar(query)
        return await self.history(draft) if draft is not None else ()


class PostgresReports:
    """What the gate said."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def keep_candidate(self, candidate: Candidate) -> None:
        """Keep what was examined, to be replayed; keeping it twice changes nothing."""
        bundle = write_bundle(candidate.rules)
        await self._session.execute(
            upsert(candidates).values(hash=candidate.hash, bundle=bundle).on_conflict_do_nothing()
        )

    async def keep(self, report: Report) -> None:
        """Keep a report; keeping it twice changes nothing."""
        await self._session.execute(
            upsert(gate_reports)
            .values(
                hash=report.hash,
                candidate=report.candidate,
                documents=list(report.documents),
                passed=report.passed,
                report=report.as_json(),
            )
            .on_conflict_do_nothing()
        )

    async def covers(self, report: str, document: str) -> bool:
        """Say whether that report passed a candidate that adds the document."""
        query = select(gate_reports.c.hash).where(
            gate_reports.c.hash == report,
            gate_reports.c.passed,
            literal(document) == any_(gate_reports.c.documents),
        )
        return await self._session.scalar(query) is not None

    async def passed(self, candidate: str) -> str | None:
        """Name a report in which the candidate passed; None where there is none."""
        query = (
            select(gate_reports.c.hash)
            .where(gate_reports.c.candidate == candidate, gate_reports.c.passed)
            .order_by(gate_reports.c.recorded_at.desc())
            .limit(1)
        )
        name: str | None = await self._session.scalar(query)
        return name


def document_from(row: Row[Any]) -> Document:
    """Take a document from its row."""
    return Document(Kind(row.kind), row.name, row.version, row.hash, row.text)


def _step(row: Row[Any]) -> Step:
    values = {name: getattr(row, name) for name in Step.__dataclass_fields__}
    return Step(**{**values, "state": State(row.state)})
