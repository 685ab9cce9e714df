from dataclasses import replace

import pytest

from services.credentials.domain.evaluation.assess import assess
from services.credentials.domain.evaluation.facts import (
    Assessment,
    Documents,
    FraudFinding,
    HolderStatus,
    Remainder,
)
from services.credentials.domain.evaluation.recommendation import Outcome, Party
from tests.unit.credentials.evaluation.cases import BEFORE_NORWAY, LISBON, TIRANA_BACHELOR, difference


def test_the_albanian_bachelor_before_norway_is_recognised_under_lisbon_vi_1() -> None:
    recommendation = assess(BEFORE_NORWAY, LISBON)
    assert recommendation.outcome is Outcome.RECOGNISE
    assert [(it.instrument, it.article) for it in recommendation.reasons] == [
        ("lrc_1997", "VI.1"),
        ("lrc_1997", "III.3.5"),
    ]


def test_while_the_assessment_is_open_the_authority_owes_it_and_recognition_is_presumed() -> None:
    open_case = replace(BEFORE_NORWAY, assessment=Assessment(closed=False))
    recommendation = assess(open_case, LISBON)
    assert recommendation.outcome is Outcome.NEEDS
    assert [(it.fact, it.owed_by) for it in recommendation.needs] == [("assessment.closed", Party.AUTHORITY)]
    assert recommendation.reasons[0].code == "presumption_of_recognition"


def test_a_difference_that_leaves_nothing_and_is_shown_carries_a_refusal() -> None:
    case = replace(BEFORE_NORWAY, assessment=Assessment(closed=True, differences=(difference(),)))
    recommendation = assess(case, LISBON)
    assert recommendation.outcome is Outcome.REFUSE
    assert {it.article for it in recommendation.reasons} == {"VI.1", "III.3.5"}


def test_a_difference_that_leaves_a_part_gives_partial_recognition() -> None:
    shown = difference(leaves=Remainder.PART)
    case = replace(BEFORE_NORWAY, assessment=Assessment(closed=True, differences=(shown,)))
    assert assess(case, LISBON).outcome is Outcome.PARTIAL


@pytest.mark.parametrize(
    "weak", [difference(shown=False), difference(grave=False)], ids=["asserted", "slight"]
)
def test_a_difference_merely_asserted_or_slight_counts_for_nothing(weak: object) -> None:
    case = replace(BEFORE_NORWAY, assessment=Assessment(closed=True, differences=(weak,)))  # type: ignore[arg-type]
    assert assess(case, LISBON).outcome is Outcome.RECOGNISE


def test_an_unverified_diploma_waits_for_the_issuer_and_is_not_refused() -> None:
    award = replace(TIRANA_BACHELOR, verified_with_issuer=None)
    recommendation = assess(replace(BEFORE_NORWAY, award=award), LISBON)
    assert recommendation.outcome is Outcome.NEEDS
    assert {it.owed_by for it in recommendation.needs} == {Party.ISSUER}


def test_a_refugee_without_papers_is_never_asked_for_papers() -> None:
    award = replace(TIRANA_BACHELOR, documents=Documents.NONE, verified_with_issuer=None)
    case = replace(
        BEFORE_NORWAY, award=award, holder_status=HolderStatus.REFUGEE, assessment=Assessment(closed=False)
    )
    recommendation = assess(case, LISBON)
    assert {it.owed_by for it in recommendation.needs} == {Party.AUTHORITY}


def test_established_fraud_is_refused_even_where_recognition_is_presumed() -> None:
    case = replace(BEFORE_NORWAY, assessment=Assessment(fraud=FraudFinding("the issuer denies the award")))
    assert assess(case, LISBON).outcome is Outcome.REFUSE


def test_buenos_aires_knows_no_substantial_difference_so_none_can_refuse() -> None:
    buenos_aires = replace(
        LISBON, presumption="recognise_under_national_law", outcome_class="recognise_under_national_law"
    )
    case = replace(BEFORE_NORWAY, assessment=Assessment(closed=True, differences=(difference(),)))
    assert assess(case, buenos_aires).outcome is Outcome.OUT_OF_SCOPE


def test_where_no_instrument_binds_national_law_decides() -> None:
    nothing = replace(
        LISBON, binding_instruments=(), governing=(), presumption="none", outcome_class="national_law_only"
    )
    recommendation = assess(BEFORE_NORWAY, nothing)
    assert recommendation.outcome is Outcome.OUT_OF_SCOPE
    assert recommendation.reasons[0].code == "no_binding_instrument"


@pytest.mark.parametrize(
    ("confirmed", "expected"),
    [(None, Outcome.NEEDS), (False, Outcome.OUT_OF_SCOPE)],
    ids=["silent", "denied"],
)
def test_an_institution_not_recognised_at_the_award_is_a_question_to_the_awarding_state(
    confirmed: bool | None, expected: Outcome
) -> None:
    award = replace(
        TIRANA_BACHELOR, institution_recognised_at_award=False, retroactive_recognition_confirmed=confirmed
    )
    outside = replace(
        LISBON,
        presumption="none_unless_awarding_state_confirms",
        outcome_class="out_of_material_scope_pending_confirmation",
    )
    assert assess(replace(BEFORE_NORWAY, award=award), outside).outcome is expected


def test_automatic_recognition_of_the_level_waits_only_for_its_own_conditions() -> None:
    automatic = replace(LISBON, presumption="automatic_level", outcome_class="automatic_level_recognition")
    waiting = assess(BEFORE_NORWAY, automatic)
    assert {it.fact for it in waiting.needs} == {
        "award.quality_assured",
        "award.institution_recognised_at_award",
    }
    award = replace(TIRANA_BACHELOR, quality_assured=True, institution_recognised_at_award=True)
    settled = assess(replace(BEFORE_NORWAY, award=award, assessment=Assessment()), automatic)
    assert settled.outcome is Outcome.RECOGNISE
