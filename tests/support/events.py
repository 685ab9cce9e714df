"""Events for tests: completed evaluations, as credentials announces them."""

import itertools
import secrets
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

from shared.contracts.envelope import Event
from shared.contracts.registry import EVALUATION_COMPLETED, EvaluationCompleted

_COUNT = itertools.count()
START = datetime(2026, 11, 1, 12, tzinfo=UTC)


def completed(
    *,
    tenant: str = "norway",
    outcome: str = "recognise",
    award_country: str = "ALB",
    instruments: tuple[str, ...] = ("lrc_1997",),
    aggregate_id: UUID | None = None,
    sequence: int = 1,
) -> Event:
    moment = START + timedelta(seconds=next(_COUNT))
    evaluation_id = aggregate_id or uuid4()
    return Event(
        id=uuid4(),
        type=EVALUATION_COMPLETED.type,
        source="/symbolon/credentials",
        tenant=tenant,
        aggregate_id=evaluation_id,
        sequence=sequence,
        time=moment,
        data=EvaluationCompleted(
            evaluation_id=evaluation_id,
            award_country=award_country,
            recognition_country="NOR",
            qualification_type="degree",
            purpose="further study",
            legal_date=date(2010, 3, 1),
            outcome=outcome,
            instruments=instruments,
            presumption="recognise_unless_substantial_difference",
            trust_mark="verified",
            facts_hash="sha256:" + secrets.token_hex(32),
            reference_data="sha256:" + secrets.token_hex(32),
            completed_at=moment,
            release="sha256:" + secrets.token_hex(32),
        ),
    )
