"""An evaluation as it is kept: the case, the law, the recommendation, and the hashes that name them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.legal_basis import LegalBasis
from services.credentials.domain.evaluation.recommendation import Recommendation


@dataclass(frozen=True, slots=True)
class Caveat:
    """Something that the reader must know before relying on the evaluation."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Immutable once made. `application.facts_hash` names the case, `legal_basis.reference_data` the law."""

    id: UUID
    tenant: str
    application: Application
    legal_basis: LegalBasis
    recommendation: Recommendation
    caveats: tuple[Caveat, ...]
    created_at: datetime
