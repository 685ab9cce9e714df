"""Use case: show how an evaluation came about, by deciding it again: as a trace, or in words."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol
from uuid import UUID

from services.credentials.domain.evaluation.evaluation import Decided
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.ports import Releases
from services.credentials.domain.evaluation.provisions import questions
from services.credentials.domain.evaluation.recommend import recommend
from services.credentials.domain.evaluation.ruling import Ruling, rule_on
from shared.explanations.explain import Catalogue, Sentence, explain
from shared.kernel.errors import Conflict
from shared.rules.trace import Trace


class NotRepeated(Conflict):
    """Deciding the case again gave another trace: its facts or its release are not what they were."""

    code = "not_repeated"
    title = "The decision could not be repeated"


class DecidedCases(Protocol):
    """Reads what an evaluation was decided by."""

    async def decided(self, evaluation_id: UUID) -> tuple[Application, Decided]:
        """Give the case, and the release, day and trace hash of its decision. Raises NotFound."""
        ...


class ReadWork(Protocol):
    """One transaction, and the repository in it."""

    @property
    def evaluations(self) -> DecidedCases:
        """The tenant's evaluations."""
        ...


class Retrace:
    """Decides again and compares, so that the trace shown is the trace of the decision and of no other."""

    def __init__(
        self, *, releases: Releases, open_work: Callable[[str], AbstractAsyncContextManager[ReadWork]]
    ) -> None:
        self._releases = releases
        self._open_work = open_work

    async def trace(self, tenant: str, evaluation_id: UUID) -> bytes:
        """Give the trace as canonical JSON. Raises NotFound, NotRepeated."""
        ruling, _ = await self._again(tenant, evaluation_id)
        return ruling.trace

    async def explanation(
        self, tenant: str, evaluation_id: UUID, words: Catalogue
    ) -> list[tuple[Trace, list[Sentence]]]:
        """Say in the words of a catalogue how each question was answered. Raises NotFound, NotRepeated."""
        ruling, application = await self._again(tenant, evaluation_id)
        traces = {it.slot.name: it for it in ruling.traces}
        told = questions(ruling, recommend(ruling, application).outcome)
        return [(traces[it], explain(traces[it], ruling.release, words)) for it in told if it in traces]

    async def _again(self, tenant: str, evaluation_id: UUID) -> tuple[Ruling, Application]:
        async with self._open_work(tenant) as work:
            application, decided = await work.evaluations.decided(evaluation_id)
        release = await self._releases.get(decided.release)
        ruling = rule_on(release, application, decided.knowledge_date, decided.form)
        if ruling.trace_hash != decided.trace_hash:
            raise NotRepeated(f"evaluation {evaluation_id}: the trace is another one than was kept")
        return ruling, application
