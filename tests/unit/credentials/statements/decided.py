"""Decisions and what is stated of them; a test changes the one thing that it is about."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.credentials.domain.casework.case import Decided, Decision, Profile
from services.credentials.domain.evaluation.evaluation import Caveat
from services.credentials.domain.evaluation.facts import FraudFinding
from services.credentials.domain.evaluation.provisions import Provision
from services.credentials.domain.evaluation.recommendation import Ground, Outcome, Reason, Recommendation
from services.credentials.domain.statements.stated import (
    Appeal,
    Authority,
    Condition,
    Considered,
    LegalForce,
    Softer,
    Stated,
)
from services.credentials.domain.statements.statement import Carrying, Replay, Statement
from tests.unit.credentials.evaluation.cases import BEFORE_NORWAY, difference

AT = datetime(2026, 11, 24, 12, tzinfo=UTC)
APPLICATION, DECISION, EVALUATION, STATEMENT = (UUID(int=number) for number in range(1, 5))
PROFILE = Profile("ALB", "NOR", "degree")
APPEAL = Appeal("Felles klagenemnd", "forvaltningsloven § 28", days=21)
REASON = Reason("substantial_difference", "Substantial difference: shown.", "lrc_1997", "VI.1")
RIGHT_OF_APPEAL = Provision(
    *("appeal", "refusal_or_silence", "right", "host.authority", "An appeal is open", "lrc_1997", ("III.5",)),
    "lrc_1997.appeal",
)
NOT_CONFIRMED = Caveat(
    "not_confirmed_with_the_depositary", "Rests on facts not confirmed with the depositary."
)

BRIEF = Stated(LegalForce.DECISION, Authority("HK-dir"))
"""Enough for full recognition."""
THOROUGH = replace(
    BRIEF,
    measures=("Take the bridging course in statistics.",),
    considered=tuple(Considered(it, "no programme to put it into") for it in Softer),
    appeal=APPEAL,
)
"""Enough for a refusal."""
CONDITIONAL = replace(THOROUGH, conditions=(Condition("Pass the examination in statistics."),))


def carrying(outcome: Outcome, *grounds: Ground) -> Carrying:
    found = grounds or ((difference(),) if outcome in {Outcome.REFUSE, Outcome.PARTIAL} else ())
    return Carrying(
        EVALUATION,
        BEFORE_NORWAY,
        Recommendation(outcome, (REASON,), grounds=found),
        (RIGHT_OF_APPEAL,),
        (NOT_CONFIRMED,),
        Replay(
            BEFORE_NORWAY.facts_hash,
            "sha256:data",
            "sha256:release",
            "2010-03-01",
            "sha256:trace",
            "ruling/2",
        ),
    )


REFUSED = carrying(Outcome.REFUSE)
FORGED = carrying(Outcome.REFUSE, FraudFinding("the institution never made the award"))
RECOGNISED = carrying(Outcome.RECOGNISE)


def statement(
    outcome: Decision = Decision.REFUSAL,
    carried: Carrying | None = REFUSED,
    stated: Stated = THOROUGH,
    **changed: Any,
) -> Statement:
    decision = Decided(DECISION, outcome, carried.evaluation_id if carried else None, AT)
    parts = {
        "id": STATEMENT,
        "application_id": APPLICATION,
        "profile": PROFILE,
        "decision": decision,
        "at": AT,
    }
    return Statement(**{**parts, "carrying": carried, "stated": stated, **changed})
