"""What the evaluation needs from outside; adapters implement these."""

from dataclasses import dataclass
from typing import Protocol

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
    """The evaluations of one tenant, within one transaction."""

    async def add(self, evaluation: Evaluation) -> None:
        """Keep a new evaluation and announce it."""
        ...
