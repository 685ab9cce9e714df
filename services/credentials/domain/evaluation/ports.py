"""What the evaluation needs from outside; adapters implement these."""

from dataclasses import dataclass
from typing import Protocol

from services.credentials.domain.evaluation.evaluation import Caveat, Evaluation
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.legal_basis import LegalBasis
from shared.rules.release import RuleSet


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


class Releases(Protocol):
    """The releases of the rules. Each was verified and compiled before it is given; none is ever changed."""

    async def current(self) -> RuleSet:
        """Give the release that is in force now, or the last good one. Raises Unavailable without any."""
        ...

    async def get(self, name: str) -> RuleSet:
        """Give the release of that hash, however old. Raises NotFound, or Unavailable for the moment."""
        ...


class Evaluations(Protocol):
    """The evaluations of one tenant, within one transaction."""

    async def add(self, evaluation: Evaluation) -> None:
        """Keep a new evaluation and announce it."""
        ...
