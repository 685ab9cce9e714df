"""The invariant that matters most: a refusal the law does not carry cannot be constructed."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.credentials.domain.evaluation.facts import (
    Application,
    Assessment,
    Award,
    Difference,
    Documents,
    FraudFinding,
    HolderStatus,
    Purpose,
    QualificationType,
    Remainder,
)
from services.credentials.domain.evaluation.recommend import recommend
from services.credentials.domain.evaluation.recommendation import (
    Ground,
    Need,
    Outcome,
    Party,
    Reason,
    Recommendation,
    UnfoundedRefusal,
)
from services.credentials.domain.evaluation.ruling import rule_on
from shared.rules.release import RuleSet
from tests.unit.credentials.evaluation.cases import difference

WHY = (Reason("because", "because"),)
MAYBE = st.sampled_from([True, False, None])


@pytest.mark.parametrize("outcome", [Outcome.REFUSE, Outcome.PARTIAL])
@pytest.mark.parametrize(
    "grounds",
    [
        (),
        (difference(shown=False),),
        (difference(grave=False),),
        (FraudFinding(" "),),
        (FraudFinding("\u200b-"),),
        (replace(difference(), evidence="\u200b"),),
        (replace(difference(), aspect=" "),),
    ],
    ids=[
        *("none", "asserted only", "not grave", "fraud without evidence"),
        *("fraud by a dash", "evidence that nobody can see", "a difference in nothing"),
    ],
)
def test_without_a_ground_that_the_law_accepts_nothing_is_withheld(
    outcome: Outcome, grounds: tuple[Ground, ...]
) -> None:
    with pytest.raises(UnfoundedRefusal):
        Recommendation(outcome, WHY, grounds=grounds)


def test_what_leaves_a_part_cannot_refuse_the_whole() -> None:
    with pytest.raises(UnfoundedRefusal, match="leave a part"):
        Recommendation(Outcome.REFUSE, WHY, grounds=(difference(leaves=Remainder.PART),))


def test_every_recommendation_gives_a_reason() -> None:
    with pytest.raises(ValueError, match="at least one reason"):
        Recommendation(Outcome.RECOGNISE, ())


def test_needs_and_only_needs_names_what_is_missing() -> None:
    need = Need("award.documents", Party.APPLICANT, (), "the documents")
    with pytest.raises(ValueError, match="names what it needs"):
        Recommendation(Outcome.NEEDS, WHY)
    with pytest.raises(ValueError, match="names what it needs"):
        Recommendation(Outcome.RECOGNISE, WHY, (need,))


differences = st.builds(
    Difference,
    aspect=st.just("learning outcomes"),
    grave=st.booleans(),
    shown_by_authority=st.booleans(),
    evidence=st.sampled_from(["", "  ", "comparison of curricula"]),
    leaves=st.sampled_from(Remainder),
)
awards = st.builds(
    Award,
    country=st.sampled_from(["ALB", "GBR", "PER", "JPN", "SYR", "MCO"]),
    institution=st.just("Universiteti i Tiranës"),
    title=st.just("Bachelor"),
    qualification_type=st.sampled_from(QualificationType),
    date=st.just(date(2009, 6, 30)),
    documents=st.sampled_from(Documents),
    verified_with_issuer=MAYBE,
    institution_recognised_at_award=MAYBE,
    retroactive_recognition_confirmed=MAYBE,
    quality_assured=MAYBE,
)
applications = st.builds(
    Application,
    award=awards,
    recognition_country=st.sampled_from(["NOR", "GRC", "URY", "KOR", "MUS"]),
    purpose=st.sampled_from(Purpose),
    legal_date=st.sampled_from([date(2010, 3, 1), date(2021, 5, 1), date(2024, 6, 1)]),
    holder_status=st.none() | st.sampled_from(HolderStatus),
    assessment=st.builds(
        Assessment,
        closed=st.booleans(),
        differences=st.lists(differences, max_size=3).map(tuple),
        fraud=st.none() | st.just(FraudFinding("the issuer denies the award")),
    ),
)


@given(applications)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_case_a_refusal_rests_on_fraud_or_a_difference_the_authority_has_shown(
    release: RuleSet, application: Application
) -> None:
    recommendation = recommend(rule_on(release, application, date(2026, 11, 24)), application)
    if recommendation.outcome in {Outcome.REFUSE, Outcome.PARTIAL}:
        assert recommendation.grounds
        assert application.assessment.fraud or any(
            it.is_shown_and_substantial for it in application.assessment.differences
        )
        assert all(it.instrument and it.article for it in recommendation.reasons)
