"""Events of cases for tests, as credentials announces them."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from shared.contracts.casework import (
    AppealDecided,
    CaseAppealed,
    CaseAppealedV2,
    CaseDecided,
    CaseOpened,
    CaseProfile,
    InformationRequested,
)
from shared.contracts.envelope import Event, EventData
from shared.contracts.registry import (
    APPEAL_DECIDED,
    CASE_APPEALED,
    CASE_APPEALED_V2,
    CASE_DECIDED,
    CASE_OPENED,
    INFORMATION_REQUESTED,
    EventContract,
)

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
SYRIAN_REFUGEE: dict[str, Any] = {
    "qualification_country": "SYR",
    "recognition_country": "NOR",
    "qualification_type": "degree",
    "level": "L6",
    "field": "F07",
    "sex": "F",
    "age_band": "Y25T34",
    "legal_status": "refugee",
    "documents": "partial",
}


def uuid(number: int, kind: int) -> UUID:
    return UUID(int=(kind << 64) + number)


def _event(contract: EventContract, case: int, sequence: int, data: EventData, at: datetime) -> Event:
    return Event(
        id=uuid(case * 10 + sequence, 9),
        type=contract.type,
        source="/symbolon/credentials",
        tenant="norway",
        aggregate_id=uuid(case, 1),
        sequence=sequence,
        time=at,
        data=data,
    )


def opened(case: int, *, after: float = 0, **profile: Any) -> Event:
    at = START + timedelta(days=after)
    known = CaseProfile(**{**SYRIAN_REFUGEE, **profile})
    data = CaseOpened(application_id=uuid(case, 1), profile=known, opened_at=at)
    return _event(CASE_OPENED, case, 1, data, at)


def decided(case: int, outcome: str, *, after: float, number: int = 1) -> Event:
    at = START + timedelta(days=after)
    data = CaseDecided.model_validate(
        {
            "application_id": uuid(case, 1),
            "decision_id": uuid(case * 10 + number, 2),
            "outcome": outcome,
            "decided_at": at,
        }
    )
    return _event(CASE_DECIDED, case, 1 + number, data, at)


def appealed(case: int, *, after: float) -> Event:
    at = START + timedelta(days=after)
    data = CaseAppealed(
        application_id=uuid(case, 1),
        decision_id=uuid(case * 10 + 1, 2),
        appeal_id=uuid(case, 3),
        lodged_at=at,
    )
    return _event(CASE_APPEALED, case, 5, data, at)


def appealed_against_silence(case: int, *, after: float) -> Event:
    at = START + timedelta(days=after)
    data = CaseAppealedV2(
        application_id=uuid(case, 1),
        decision_id=None,
        appeal_id=uuid(case, 3),
        lodged_at=at,
        last_day=at.date() - timedelta(days=1),
    )
    return _event(CASE_APPEALED_V2, case, 5, data, at)


def information_requested(case: int, *, after: float) -> Event:
    at = START + timedelta(days=after)
    data = InformationRequested(application_id=uuid(case, 1), items=("transcript",), requested_at=at)
    return _event(INFORMATION_REQUESTED, case, 7, data, at)


def appeal_ended(case: int, result: str, *, after: float) -> Event:
    at = START + timedelta(days=after)
    data = AppealDecided.model_validate(
        {
            "application_id": uuid(case, 1),
            "appeal_id": uuid(case, 3),
            "result": result,
            "decided_at": at,
        }
    )
    return _event(APPEAL_DECIDED, case, 6, data, at)


def many(cases: int, *, seed: int = 1) -> Iterator[Event]:
    """A year of an authority: mostly from a few countries, some still open, a few appealed."""
    draw = random.Random(seed)
    countries = (["SYR", "UKR", "AFG", "IND", "TUN"], [40, 30, 15, 10, 5])
    outcomes = (["full", "partial", "conditional", "refusal", "withdrawn"], [60, 15, 8, 12, 5])
    for case in range(cases):
        profile = {
            "qualification_country": draw.choices(*countries)[0],
            "legal_status": draw.choices(["refugee", "none", None], [50, 40, 10])[0],
            "sex": draw.choice(["F", "M", None]),
            "level": draw.choice(["L5", "L6", "L7"]),
        }
        start = draw.uniform(0, 150)
        yield opened(case, after=start, **profile)
        if draw.random() < 0.15:
            continue
        outcome = draw.choices(*outcomes)[0]
        end = start + draw.expovariate(1 / 40)
        yield decided(case, outcome, after=end)
        if outcome == "refusal" and draw.random() < 0.5:
            yield appealed(case, after=end + 10)
            if draw.random() < 0.6:
                yield appeal_ended(case, draw.choice(["upheld", "overturned"]), after=end + 40)
