"""Use case: decide stored cases again from their hashes, and see whether every byte comes out as it was.

An evaluation names the release that decided it, the day up to which the law was known, and the hash of its
trace. Whoever still has the release has the decision: not only its outcome, every condition of every rule.
"""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.credentials.domain.evaluation.evaluation import Decided
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.ports import Releases
from services.credentials.domain.evaluation.ruling import rule_on


class StoredCase(Protocol):
    """A stored evaluation."""

    @property
    def id(self) -> UUID:
        """Its id."""
        ...

    @property
    def application(self) -> Application:
        """The case."""
        ...

    @property
    def decided(self) -> Decided:
        """What decided it."""
        ...


@dataclass(frozen=True, slots=True)
class Rerun:
    """What came of it: `different` are the evaluations that could not be repeated to the byte."""

    cases: int
    releases: tuple[str, ...]
    different: tuple[UUID, ...]


async def rerun(cases: AsyncIterator[StoredCase], releases: Releases) -> Rerun:
    """Decide every case again. Raises NotFound where a release is missing that decided one."""
    used: dict[str, None] = {}
    different: list[UUID] = []
    count = 0
    async for it in cases:
        release = await releases.get(it.decided.release)
        ruling = rule_on(release, it.application, it.decided.knowledge_date, it.decided.form)
        used[release.hash] = None
        count += 1
        if ruling.trace_hash != it.decided.trace_hash:
            different.append(it.id)
    return Rerun(count, tuple(used), tuple(different))
