"""Reads the evaluation that a decision rests on out of its kept document, as its statement tells it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from services.credentials.domain.evaluation.evaluation import Caveat
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.provisions import Provision
from services.credentials.domain.evaluation.recommendation import Recommendation
from services.credentials.domain.statements.statement import Carrying, Replay

_APPLICATION = TypeAdapter(Application)
_RECOMMENDATION = TypeAdapter(Recommendation)
_PROVISIONS = TypeAdapter(tuple[Provision, ...])
_CAVEATS = TypeAdapter(tuple[Caveat, ...])


def read_carrying(evaluation_id: UUID, document: Mapping[str, Any]) -> Carrying:
    """Read it. Raises UnfoundedRefusal where a kept refusal had no ground, which none can have."""
    parts = {name: document[name] for name in ("outcome", "reasons", "needs", "grounds") if name in document}
    return Carrying(
        evaluation_id,
        _APPLICATION.validate_python(document["application"]),
        _RECOMMENDATION.validate_python(parts),
        _PROVISIONS.validate_python(document.get("provisions", ())),
        _CAVEATS.validate_python(document.get("warnings", ())),
        Replay(
            document["facts_hash"],
            document["reference_data"],
            document.get("release"),
            document.get("knowledge_date"),
            document.get("trace_hash"),
            document.get("ruling"),
        ),
    )
