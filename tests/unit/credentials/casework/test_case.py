"""The life of a case, and what it does not allow."""

from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from services.credentials.domain.casework.case import (
    AppealResult,
    Basis,
    Case,
    Decision,
    NotCarried,
    NotNow,
    Opened,
    Profile,
    fold,
)
from services.credentials.domain.evaluation.recommendation import Outcome

AT = datetime(2026, 11, 24, tzinfo=UTC)
PROFILE = Profile("SYR", "NOR", "degree")


def opened() -> Case:
    return fold(UUID(int=1), [Opened(PROFILE, AT)])


def basis(outcome: Outcome, *, origin: str = "SYR", kind: str = "degree") -> Basis:
    return Basis(uuid4(), outcome, origin, "NOR", kind)


def decided(outcome: Decision = Decision.FULL, on: Basis | None = None) -> Case:
    case = opened()
    return case.after(case.decide(uuid4(), outcome, on, AT))


@pytest.mark.parametrize("outcome", [Decision.REFUSAL, Decision.PARTIAL, Decision.CONDITIONAL])
def test_less_than_full_recognition_needs_an_evaluation(outcome: Decision) -> None:
    with pytest.raises(NotCarried):
        opened().decide(uuid4(), outcome, None, AT)


@pytest.mark.parametrize("outcome", [Outcome.RECOGNISE, Outcome.NEEDS, Outcome.PARTIAL, Outcome.CONFLICT])
def test_a_refusal_is_carried_by_a_recommended_refusal_alone(outcome: Outcome) -> None:
    with pytest.raises(NotCarried):
        opened().decide(uuid4(), Decision.REFUSAL, basis(outcome), AT)
    assert decided(Decision.REFUSAL, basis(Outcome.REFUSE)).state == "decided"


def test_an_evaluation_of_another_case_carries_nothing() -> None:
    with pytest.raises(NotCarried, match="another case"):
        opened().decide(uuid4(), Decision.REFUSAL, basis(Outcome.REFUSE, origin="UKR"), AT)


def test_an_evaluation_of_a_school_leaving_certificate_carries_nothing_about_a_degree() -> None:
    """They stand under different articles: what is shown against the one is nothing of the other."""
    with pytest.raises(NotCarried, match="access and not degree"):
        opened().decide(uuid4(), Decision.REFUSAL, basis(Outcome.REFUSE, kind="access"), AT)


def test_a_joint_degree_is_a_degree() -> None:
    assert decided(Decision.REFUSAL, basis(Outcome.REFUSE, kind="joint_degree")).state == "decided"


@pytest.mark.parametrize("outcome", [Decision.REFUSAL, Decision.PARTIAL])
def test_an_evaluation_on_which_another_applications_decision_rests_carries_nothing(
    outcome: Decision,
) -> None:
    """A difference is shown of one award, not of a country's awards (Lisbon III.3.5)."""
    used = replace(basis(Outcome.REFUSE), elsewhere=True)
    with pytest.raises(NotCarried, match="of this one"):
        opened().decide(uuid4(), outcome, used, AT)
    assert opened().decide(uuid4(), Decision.FULL, used, AT).outcome is Decision.FULL


@pytest.mark.parametrize("result", [AppealResult.OVERTURNED, AppealResult.REMITTED])
def test_what_an_appeal_has_set_aside_carries_no_second_refusal(result: AppealResult) -> None:
    ground = basis(Outcome.REFUSE)
    case = decided(Decision.REFUSAL, ground)
    case = case.after(case.appeal(uuid4(), AT))
    case = case.after(case.end_appeal(result, AT))
    with pytest.raises(NotCarried, match="set aside"):
        case.decide(uuid4(), Decision.REFUSAL, ground, AT)
    anew = basis(Outcome.REFUSE)
    assert case.decide(uuid4(), Decision.REFUSAL, anew, AT).evaluation_id == anew.evaluation_id


def test_full_recognition_and_withdrawal_need_none() -> None:
    assert decided(Decision.FULL).state == "decided"
    assert decided(Decision.WITHDRAWN).state == "decided"


def test_a_decided_case_is_not_decided_again() -> None:
    with pytest.raises(NotNow):
        decided().decide(uuid4(), Decision.FULL, None, AT)


@pytest.mark.parametrize("result", AppealResult)
def test_an_appeal_that_succeeds_makes_another_decision_due(result: AppealResult) -> None:
    case = decided(Decision.REFUSAL, basis(Outcome.REFUSE))
    case = case.after(case.appeal(uuid4(), AT))
    assert case.state == "under_appeal"
    case = case.after(case.end_appeal(result, AT))
    assert case.due == (result in {AppealResult.OVERTURNED, AppealResult.REMITTED})
    assert case.version == 4


def test_who_withdrew_the_application_has_nothing_to_appeal_against() -> None:
    with pytest.raises(NotNow, match="withdrawn"):
        decided(Decision.WITHDRAWN).appeal(uuid4(), AT)


def test_an_appeal_is_lodged_once_and_ended_once() -> None:
    case = decided()
    with pytest.raises(NotNow):
        case.end_appeal(AppealResult.UPHELD, AT)
    appealed = case.after(case.appeal(uuid4(), AT))
    with pytest.raises(NotNow):
        appealed.appeal(uuid4(), AT)


def test_a_case_begins_with_its_opening() -> None:
    with pytest.raises(ValueError, match="begins with"):
        fold(UUID(int=1), [])
