"""An evaluation as it is kept: the case, the law, the recommendation, and the hashes that name them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.legal_basis import LegalBasis
from services.credentials.domain.evaluation.provisions import Provisions
from services.credentials.domain.evaluation.recommendation import Recommendation


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something that the reader must know before relying on the evaluation."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Decided:
    """By what the case was decided: with these, whoever has the case decides it again, to the byte.

    `form` is the format of the ruling: how the application became facts, and what the trace holds.
    """

    release: str
    knowledge_date: date
    trace_hash: str
    form: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Immutable once made. `application.facts_hash` names the case, `decided` the rules and their trace."""

    id: UUID
    tenant: str
    application: Application
    legal_basis: LegalBasis
    recommendation: Recommendation
    provisions: Provisions
    decided: Decided
    caveats: tuple[Caveat, ...]
    created_at: datetime
