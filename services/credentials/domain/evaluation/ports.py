"""What the evaluation needs from outside; adapters implement these."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from services.credentials.domain.evaluation.evaluation import Caveat, Evaluation
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.legal_basis import LegalBasis


@dataclass(frozen=True, slots=True)
class LegalAdvice:
    """A legal basis, and what must be said about how it was come by (for example: from an older answer)."""

    basis: LegalBasis
    caveats: tuple[Caveat, ...] = ()


class Law(Protocol):
    """Knows which law governs a case."""

    async def basis_for(self, application: Application) -> LegalAdvice:
        """Give the legal basis. Raises Unavailable when it can be had neither now nor from before."""
        ...


class Evaluations(Protocol):
    """The evaluations of one tenant."""

    async def add(self, evaluation: Evaluation) -> None:
        """Keep a new evaluation and announce it, both in the present transaction."""
        ...

    async def get(self, evaluation_id: UUID) -> Evaluation:
        """Fetch one. Raises NotFound."""
        ...


class LegalBases(Protocol):
    """The legal bases that this service has been given before, by the hash of the legal facts."""

    async def latest(self, facts_hash: str) -> LegalBasis | None:
        """Fetch the most recent answer for the same facts, if there is one."""
        ...

    async def keep(self, facts_hash: str, basis: LegalBasis, *, received_at: datetime) -> None:
        """Keep an answer; the same answer again changes nothing."""
        ...
