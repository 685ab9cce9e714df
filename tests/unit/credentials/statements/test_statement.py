"""What the law asks of a decision in writing, and that a statement without it cannot be made."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from services.credentials.domain.casework.case import (
    Appealed,
    AppealEnded,
    AppealResult,
    CaseEvent,
    Decided,
    Decision,
    NotCarried,
    Opened,
)
from services.credentials.domain.evaluation.facts import Purpose
from services.credentials.domain.evaluation.recommendation import Outcome
from services.credentials.domain.statements.standing import DecisionSetAside, UnknownDecision, standing
from services.credentials.domain.statements.stated import LegalForce, Stated
from services.credentials.domain.statements.statement import NothingDecided
from shared.kernel.errors import Invalid
from tests.unit.credentials.statements.decided import (
    APPEAL,
    APPLICATION,
    AT,
    BRIEF,
    CONDITIONAL,
    DECISION,
    EVALUATION,
    FORGED,
    PROFILE,
    RECOGNISED,
    REFUSED,
    STATEMENT,
    THOROUGH,
    carrying,
    statement,
)


def pointers(outcome: Decision, stated: Stated, **changed: Any) -> Sequence[str]:
    with pytest.raises(Invalid) as refused:
        statement(outcome, stated=stated, **changed)
    return [it.pointer for it in refused.value.violations]


def test_a_refusal_says_what_to_do_later_why_nothing_softer_and_how_to_appeal() -> None:
    assert pointers(Decision.REFUSAL, BRIEF) == ["/considered", "/measures", "/appeal"]
    assert statement(Decision.REFUSAL, stated=THOROUGH).reasons


def test_a_refusal_without_the_evaluation_that_carries_it_cannot_be_stated() -> None:
    with pytest.raises(NotCarried):
        statement(Decision.REFUSAL, carried=None)


@pytest.mark.parametrize("outcome", [Outcome.RECOGNISE, Outcome.PARTIAL])
def test_a_refusal_is_stated_on_a_recommended_refusal_alone(outcome: Outcome) -> None:
    with pytest.raises(NotCarried):
        statement(Decision.REFUSAL, carried=carrying(outcome))


def test_an_evaluation_that_the_decision_does_not_name_carries_nothing() -> None:
    with pytest.raises(NotCarried, match="another evaluation"):
        statement(carrying=replace(REFUSED, evaluation_id=STATEMENT))


def test_where_fraud_is_established_nothing_softer_need_be_considered() -> None:
    assert statement(carried=FORGED, stated=replace(THOROUGH, considered=())).reasons


def test_of_the_softer_outcomes_each_one_left_out_is_named() -> None:
    with pytest.raises(Invalid, match="before refusing: conditional"):
        statement(stated=replace(THOROUGH, considered=THOROUGH.considered[:2]))


@pytest.mark.parametrize("outcome", [Decision.PARTIAL, Decision.CONDITIONAL])
def test_less_than_full_recognition_owes_measures_and_appeal(outcome: Decision) -> None:
    conditions = CONDITIONAL.conditions if outcome is Decision.CONDITIONAL else ()
    wanting = pointers(outcome, replace(BRIEF, conditions=conditions))
    assert wanting == ["/measures", "/appeal"]


def test_a_conditional_decision_states_its_conditions_and_no_other_has_any() -> None:
    assert pointers(Decision.CONDITIONAL, THOROUGH) == ["/conditions"]
    assert pointers(Decision.PARTIAL, CONDITIONAL) == ["/conditions"]
    assert statement(Decision.CONDITIONAL, stated=CONDITIONAL).stated.conditions


def test_advice_is_no_decision_and_may_be_open_to_no_appeal() -> None:
    advice = replace(THOROUGH, legal_force=LegalForce.ADVICE, appeal=None)
    assert statement(stated=advice).stated.legal_force is LegalForce.ADVICE


def test_full_recognition_owes_nothing_more() -> None:
    assert statement(Decision.FULL, carried=RECOGNISED, stated=BRIEF).reasons


def test_full_recognition_against_a_recommended_refusal_does_not_give_its_reasons() -> None:
    assert statement(Decision.FULL, carried=REFUSED, stated=BRIEF).reasons == ()


def test_without_an_evaluation_the_authority_states_the_purpose_itself() -> None:
    assert pointers(Decision.FULL, BRIEF, carried=None) == ["/purpose"]
    stated = replace(BRIEF, purpose=Purpose.WORK)
    assert statement(Decision.FULL, carried=None, stated=stated).purpose is Purpose.WORK


def test_the_purpose_is_the_one_that_was_evaluated() -> None:
    assert pointers(Decision.REFUSAL, replace(THOROUGH, purpose=Purpose.WORK)) == ["/purpose"]


def test_the_term_of_appeal_is_a_day_to_come_or_a_number_of_days() -> None:
    today, yesterday = AT.date(), AT.date() - timedelta(days=1)
    both, neither = replace(APPEAL, until=today), replace(APPEAL, days=None)
    for appeal, place in ((both, "/appeal"), (neither, "/appeal")):
        assert pointers(Decision.REFUSAL, replace(THOROUGH, appeal=appeal)) == [place]
    ended = replace(APPEAL, days=None, until=yesterday)
    assert pointers(Decision.REFUSAL, replace(THOROUGH, appeal=ended)) == ["/appeal/until"]
    to_come = replace(THOROUGH, appeal=replace(APPEAL, days=None, until=date(2027, 1, 4)))
    assert statement(stated=to_come).stated is to_come


def test_of_a_withdrawn_application_nothing_is_stated() -> None:
    with pytest.raises(NothingDecided):
        statement(Decision.WITHDRAWN, carried=None)


OPENED = Opened(PROFILE, AT)
DECIDED = Decided(DECISION, Decision.REFUSAL, EVALUATION, AT)
APPEALED = Appealed(STATEMENT, DECISION, AT)


def test_a_decision_stands_while_an_appeal_is_open_and_after_it_was_upheld() -> None:
    upheld = AppealEnded(STATEMENT, AppealResult.UPHELD, AT)
    happened: list[CaseEvent] = [OPENED, DECIDED, APPEALED, upheld]
    for history in (happened[:2], happened[:3], happened):
        found = standing(history, DECISION)
        assert (found.version, found.decision, found.profile) == (2, DECIDED, PROFILE)


@pytest.mark.parametrize("result", [AppealResult.OVERTURNED, AppealResult.REMITTED])
def test_a_decision_that_was_overturned_or_sent_back_stands_no_more(result: AppealResult) -> None:
    again = Decided(APPLICATION, Decision.FULL, None, AT)
    history: list[CaseEvent] = [OPENED, DECIDED, APPEALED, AppealEnded(STATEMENT, result, AT), again]
    with pytest.raises(DecisionSetAside):
        standing(history, DECISION)
    assert standing(history, APPLICATION).decision is again


def test_a_decision_of_another_case_is_not_known() -> None:
    with pytest.raises(UnknownDecision):
        standing([OPENED, DECIDED], APPLICATION)
