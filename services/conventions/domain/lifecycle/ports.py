"""What the life of rules needs from outside; adapters implement these."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.conventions.domain.lifecycle.document import Document
from services.conventions.domain.lifecycle.gate import Report
from services.conventions.domain.lifecycle.release import Candidate, Entry, Release
from services.conventions.domain.lifecycle.steps import State, Step


class Documents(Protocol):
    """Every text there ever was."""

    async def keep(self, document: Document) -> None:
        """Keep a text; keeping it twice changes nothing."""
        ...

    async def get(self, name: str) -> Document:
        """Give a text by its hash. Raises NotFound."""
        ...


class Steps(Protocol):
    """The lives of documents."""

    async def add(self, step: Step) -> None:
        """Take a step. Raises Conflict where another was taken meanwhile."""
        ...

    async def history(self, draft: UUID) -> Sequence[Step]:
        """Give every step of a draft, the first first. Raises NotFound."""
        ...

    async def life_of(self, document: str, state: State) -> Sequence[Step]:
        """Give the steps of the draft in which a document stands in `state`; empty where there is none."""
        ...


class Reports(Protocol):
    """What the gate said."""

    async def keep(self, report: Report) -> None:
        """Keep a report; keeping it twice changes nothing."""
        ...

    async def covers(self, report: str, document: str) -> bool:
        """Say whether that report passed a candidate that adds the document."""
        ...

    async def passed(self, candidate: str) -> str | None:
        """Name a report in which the candidate passed; None where there is none."""
        ...


class Releases(Protocol):
    """The chain of releases."""

    async def lock(self) -> None:
        """Let nobody else publish until this transaction ends."""
        ...

    async def current(self) -> Release | None:
        """Give the newest release; None where nothing was published yet."""
        ...

    async def entries(self, release: str) -> Sequence[Entry]:
        """Give the documents of a release in their order."""
        ...

    async def add(
        self,
        candidate: Candidate,
        *,
        report: str,
        signatures: Sequence[Mapping[str, str]],
        by: str,
        at: datetime,
    ) -> Release:
        """Append a release to the chain and announce it in the same transaction."""
        ...


class LifecycleWork(Protocol):
    """One transaction over all of them."""

    @property
    def documents(self) -> Documents:
        """The texts."""
        ...

    @property
    def steps(self) -> Steps:
        """The lives."""
        ...

    @property
    def reports(self) -> Reports:
        """The gate's reports."""
        ...

    @property
    def releases(self) -> Releases:
        """The chain."""
        ...

    async def commit(self) -> None:
        """Make everything durable."""
        ...
