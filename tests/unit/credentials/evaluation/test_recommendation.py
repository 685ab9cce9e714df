"""The invariant that matters most: a refusal the law does not carry cannot be constructed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credentials.domain.evaluation.assess import assess
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
from services.credentials.domain.evaluation.legal_basis import Citation, LegalBasis
from services.credentials.domain.evaluation.recommendation import (
    Ground,
    Need,
    Outcome,
    Party,
    Reason,
    Recommendation,
    UnfoundedRefusal,
)
from tests.unit.credentials.evaluation.cases import difference

WHY = (Reason("because", "because"),)
MAYBE = st.sampled_from([True, False, None])


@pytest.mark.parametrize("outcome", [Outcome.REFUSE, Outcome.PARTIAL])
@pytest.mark.parametrize(
    "grounds",
    [(), (difference(shown=False),), (difference(grave=False),), (FraudFinding(" "),)],
    ids=["none", "asserted only", "not grave", "fraud without evidence"],
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
    country=st.just("ALB"),
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
    recognition_country=st.just("NOR"),
    purpose=st.sampled_from(Purpose),
    legal_date=st.just(date(2010, 3, 1)),
    known_at=st.just(date(2010, 3, 1)),
    holder_status=st.none() | st.sampled_from(HolderStatus),
    assessment=st.builds(
        Assessment,
        closed=st.booleans(),
        differences=st.lists(differences, max_size=3).map(tuple),
        fraud=st.none() | st.just(FraudFinding("the issuer denies the award")),
    ),
)
PRESUMPTIONS = [
    "recognise_unless_substantial_difference",
    "automatic_level",
    "automatic_if_listed",
    "recognise_under_national_law",
    "recognise",
    "conditional_on_host_law",
    "none_unless_awarding_state_confirms",
    "assess_only",
    "none",
]
OUTCOME_CLASSES = [
    "assess_with_presumption",
    "automatic_level_recognition",
    "directive_automatic",
    "recognise_under_national_law",
    "recognise_for_study",
    "recognise_without_guaranteed_effects",
    "host_law_condition",
    "host_duty_without_reciprocity",
    "assess_without_documents",
    "assess_only",
    "appeal_open",
    "feasible_steps",
    "endeavour_only",
    "encourage_only",
    "out_of_material_scope_pending_confirmation",
    "national_law_only",
]
bases = st.builds(
    LegalBasis,
    binding_instruments=st.just(("lrc_1997",)),
    governing=st.sampled_from([(), (Citation("lrc_1997", "VI.1", "he_qualification"),)]),
    presumption=st.sampled_from(PRESUMPTIONS),
    outcome_class=st.sampled_from(OUTCOME_CLASSES),
    trust_mark=st.just("verified"),
    reference_data=st.just("sha256:0"),
    document=st.just({}),
)


@given(applications, bases)
def test_whatever_the_case_a_refusal_rests_on_fraud_or_a_difference_the_authority_has_shown(
    application: Application, basis: LegalBasis
) -> None:
    recommendation = assess(application, basis)
    if recommendation.outcome in {Outcome.REFUSE, Outcome.PARTIAL}:
        assert application.assessment.fraud or any(
            it.is_shown_and_substantial for it in application.assessment.differences
        )
