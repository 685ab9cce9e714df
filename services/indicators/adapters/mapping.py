"""From the contract to the domain."""

from services.indicators.domain.recognition.evaluated import Evaluated
from shared.contracts.envelope import Event
from shared.contracts.registry import EvaluationCompleted


def evaluated_from(event: Event) -> Evaluated:
    """Read an `evaluation.completed.v1`. Raises TypeError on an event of another type."""
    data = event.data
    if not isinstance(data, EvaluationCompleted):
        raise TypeError(f"{event.type} is not an evaluation")
    return Evaluated(
        evaluation_id=data.evaluation_id,
        tenant=event.tenant,
        outcome=data.outcome,
        award_country=data.award_country,
        recognition_country=data.recognition_country,
        qualification_type=data.qualification_type,
        instruments=data.instruments,
        completed_at=data.completed_at,
    )
