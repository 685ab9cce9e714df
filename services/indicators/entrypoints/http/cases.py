"""`/v1/statistics/cases`: live statistics of cases, for the statistician of the authority itself."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AwareDatetime, Field

from services.indicators.application.casework import live_statistics, reconcile
from services.indicators.container import Container
from services.indicators.domain.recognition.cases import CaseDimension, Outcome
from services.indicators.domain.recognition.ports import Span
from services.indicators.domain.recognition.statistics import GroupStatistics
from services.indicators.domain.uncertainty.proportions import Estimate
from services.indicators.entrypoints.http.scopes import UNKEPT, statistician
from shared.http.routing import create_router
from shared.http.schema import Schema
from shared.security.principals import Principal


class RateAnswer(Schema):
    """A share between 0 and 1 with its interval."""

    value: float
    lower: float
    upper: float
    level: float


class StepAnswer(Schema):
    """The curve just after `days`."""

    days: float
    at_risk: int
    decided: int
    undecided: float
    lower: float
    upper: float


class TimeAnswer(Schema):
    """Time to a decision in days; null where the curve does not come down that far."""

    median_days: float | None
    p90_days: float | None
    censored: int = Field(description="cases still open, or withdrawn before any decision")
    curve: list[StepAnswer]


class CasesAnswer(Schema):
    """One group; `opened` is `closed` plus `still_open`."""

    key: dict[CaseDimension, str]
    opened: int
    closed: int
    still_open: int
    outcomes: dict[Outcome, int]
    recognition_rate: RateAnswer | None = Field(
        description="of decisions, withdrawals aside; Wilson's interval"
    )
    appeal_rate: RateAnswer | None = Field(
        description="of decided cases, those with an appeal against a decision"
    )
    overturn_rate: RateAnswer | None = Field(
        description="of appeals against decisions, decided on the merits, those overturned or remitted"
    )
    silence_appeals: int = Field(description="appeals against there being no decision in time")
    time_to_decision: TimeAnswer


class CaseStatisticsAnswer(Schema):
    """True counts of the caller's tenant: not for publication."""

    group_by: list[CaseDimension]
    as_of: datetime
    groups: list[CasesAnswer]


class TallyAnswer(Schema):
    """How many of each kind."""

    opened: int
    decisions: int
    appeals_lodged: int
    appeals_ended: int


class ReconciliationAnswer(Schema):
    """The log beside the projection. `unopened`: decisions whose opening has not arrived yet."""

    balanced: bool
    logged: TallyAnswer
    projected: TallyAnswer
    closed: int
    still_open: int
    unopened: int


def case_statistics_routes(container: Container) -> APIRouter:
    """Make the routes."""
    router = create_router("/v1/statistics", tags=["statistics"])
    insider = Annotated[Principal, Depends(statistician(container.authenticate))]
    dimensions = Annotated[
        list[CaseDimension], Query(description="repeat for a cross-tabulation", max_length=len(CaseDimension))
    ]

    @router.get("/cases", response_model=CaseStatisticsAnswer)
    async def count_cases(
        principal: insider,
        response: Response,
        group_by: dimensions = [],  # noqa: B006 - FastAPI copies it
        opened_from: AwareDatetime | None = None,
        opened_before: AwareDatetime | None = None,
    ) -> CaseStatisticsAnswer:
        """Count cases with outcomes, appeals, rates and the time to a decision, open cases censored."""
        response.headers.update(UNKEPT)
        wanted = list(dict.fromkeys(group_by))
        now = container.clock.now()
        span = Span(opened_from, opened_before)
        groups = await live_statistics(container.open_cases, principal.tenant, wanted, span, now=now)
        return CaseStatisticsAnswer(group_by=wanted, as_of=now, groups=[_group(wanted, it) for it in groups])

    @router.get("/cases:reconcile", response_model=ReconciliationAnswer)
    async def reconcile_cases(principal: insider, response: Response) -> ReconciliationAnswer:
        """Set the log of received events beside what is counted: opened is closed plus open, exactly."""
        response.headers.update(UNKEPT)
        found = await reconcile(container.open_cases, principal.tenant)
        return ReconciliationAnswer(
            balanced=found.balanced,
            logged=TallyAnswer.model_validate(found.logged, from_attributes=True),
            projected=TallyAnswer.model_validate(found.projected, from_attributes=True),
            closed=found.closed,
            still_open=found.still_open,
            unopened=found.unopened,
        )

    return router


def _group(dimensions: list[CaseDimension], it: GroupStatistics) -> CasesAnswer:
    curve = it.time_to_decision
    return CasesAnswer(
        key=dict(zip(dimensions, it.key, strict=True)),
        opened=it.opened,
        closed=it.closed,
        still_open=it.still_open,
        outcomes={outcome: it.outcomes.get(outcome, 0) for outcome in Outcome},
        recognition_rate=_rate(it.recognition),
        appeal_rate=_rate(it.appealed),
        overturn_rate=_rate(it.overturned),
        silence_appeals=it.silence_appeals,
        time_to_decision=TimeAnswer(
            median_days=curve.quantile(0.5),
            p90_days=curve.quantile(0.9),
            censored=curve.still_open,
            curve=[StepAnswer.model_validate(step, from_attributes=True) for step in curve.steps],
        ),
    )


def _rate(estimate: Estimate | None) -> RateAnswer | None:
    return None if estimate is None else RateAnswer.model_validate(estimate, from_attributes=True)
