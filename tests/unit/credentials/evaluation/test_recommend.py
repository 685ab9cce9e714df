"""Cases under the release of the real instruments: what is recommended, why, and what is still needed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from services.credentials.domain.evaluation.facts import (
    Application,
    Assessment,
    Documents,
    FraudFinding,
    HolderStatus,
    Purpose,
    QualificationType,
    Remainder,
)
from services.credentials.domain.evaluation.recommend import recommend
from services.credentials.domain.evaluation.recommendation import Outcome, Party, Recommendation
from services.credentials.domain.evaluation.ruling import rule_on
from shared.rules.documents.rule_reading import load_rule
from shared.rules.publication import check
from shared.rules.release import RuleSet
from tests.unit.credentials.evaluation.cases import BEFORE_NORWAY, TIRANA_BACHELOR, difference

Judge = Callable[[Application], Recommendation]
KNOWN = date(2026, 11, 24)
WHERE = {
    "difference": "substantial_differences.exists(d, d.grave && d.shown)",
    "fraud": "fraud.established",
}


@pytest.fixture(scope="session")
def judge(release: RuleSet) -> Judge:
    return lambda application: recommend(rule_on(release, application, KNOWN), application)


def before(award: str, host: str, day: date, **award_changes: object) -> Application:
    changed = replace(TIRANA_BACHELOR, country=award, date=date(1990, 1, 1), **award_changes)  # type: ignore[arg-type]
    return replace(BEFORE_NORWAY, award=changed, recognition_country=host, legal_date=day)


def test_the_albanian_bachelor_before_norway_is_recognised_under_lisbon_vi_1(judge: Judge) -> None:
    recommendation = judge(BEFORE_NORWAY)
    assert recommendation.outcome is Outcome.RECOGNISE
    assert [(it.instrument, it.article) for it in recommendation.reasons] == [
        ("lrc_1997", "VI.1"),
        ("lrc_1997", "III.3.5"),
    ]


def test_an_access_qualification_never_runs_through_the_degree_article(judge: Judge) -> None:
    award = replace(TIRANA_BACHELOR, qualification_type=QualificationType.ACCESS)
    recommendation = judge(replace(BEFORE_NORWAY, award=award))
    assert [it.article for it in recommendation.reasons] == ["IV.1", "III.3.5"]


def test_while_the_assessment_is_open_the_authority_owes_it_and_recognition_is_presumed(
    judge: Judge,
) -> None:
    award = replace(TIRANA_BACHELOR, institution_recognised_at_award=True)
    recommendation = judge(replace(BEFORE_NORWAY, award=award, assessment=Assessment(closed=False)))
    assert recommendation.outcome is Outcome.NEEDS
    assert [(it.fact, it.owed_by) for it in recommendation.needs] == [("assessment.closed", Party.AUTHORITY)]
    assert set(recommendation.needs[0].rules) == {"lrc_1997.vi_1", "lrc_1997.partial", "lrc_1997.refuse"}
    assert recommendation.reasons[0].code == "presumption_of_recognition"


def test_an_unknown_institution_is_asked_about_while_there_is_time_and_counts_afterwards(
    judge: Judge,
) -> None:
    open_case = judge(replace(BEFORE_NORWAY, assessment=Assessment(closed=False)))
    assert ("award.institution_recognised_at_award", Party.AWARDING_STATE) in [
        (it.fact, it.owed_by) for it in open_case.needs
    ]
    assert judge(BEFORE_NORWAY).outcome is Outcome.RECOGNISE


def test_a_difference_that_leaves_nothing_and_is_shown_carries_a_refusal(judge: Judge) -> None:
    case = replace(BEFORE_NORWAY, assessment=Assessment(closed=True, differences=(difference(),)))
    recommendation = judge(case)
    assert recommendation.outcome is Outcome.REFUSE
    assert [(it.code, it.article) for it in recommendation.reasons] == [
        ("substantial_difference", "VI.1"),
        ("burden_met", "III.3.5"),
        ("reasons_owed", "III.5"),
        ("appeal_open", "III.5"),
    ]


def test_a_difference_that_leaves_a_part_gives_partial_recognition(judge: Judge) -> None:
    shown = difference(leaves=Remainder.PART)
    case = replace(BEFORE_NORWAY, assessment=Assessment(closed=True, differences=(shown,)))
    assert judge(case).outcome is Outcome.PARTIAL


@pytest.mark.parametrize(
    "weak", [difference(shown=False), difference(grave=False)], ids=["asserted", "slight"]
)
def test_a_difference_merely_asserted_or_slight_counts_for_nothing(judge: Judge, weak: object) -> None:
    case = replace(BEFORE_NORWAY, assessment=Assessment(closed=True, differences=(weak,)))  # type: ignore[arg-type]
    assert judge(case).outcome is Outcome.RECOGNISE


def test_an_unverified_diploma_waits_for_the_issuer_and_is_not_refused(judge: Judge) -> None:
    award = replace(TIRANA_BACHELOR, verified_with_issuer=None)
    recommendation = judge(replace(BEFORE_NORWAY, award=award))
    assert recommendation.outcome is Outcome.NEEDS
    assert {it.owed_by for it in recommendation.needs} == {Party.ISSUER}


def test_everything_that_is_missing_is_asked_for_at_once(judge: Judge) -> None:
    award = replace(TIRANA_BACHELOR, documents=Documents.PARTIAL, verified_with_issuer=None)
    recommendation = judge(replace(BEFORE_NORWAY, award=award, assessment=Assessment()))
    assert [it.fact for it in recommendation.needs] == [
        "award.documents",
        "award.verified_with_issuer",
        "award.institution_recognised_at_award",
        "assessment.closed",
    ]


def test_a_refugee_without_papers_is_never_asked_for_papers(judge: Judge) -> None:
    award = replace(TIRANA_BACHELOR, documents=Documents.NONE, verified_with_issuer=None)
    case = replace(BEFORE_NORWAY, award=award, holder_status=HolderStatus.REFUGEE)
    assert judge(case).outcome is Outcome.RECOGNISE
    still_open = judge(replace(case, assessment=Assessment(closed=False)))
    assert {it.owed_by for it in still_open.needs} == {Party.AUTHORITY, Party.AWARDING_STATE}


def test_a_refugee_from_outside_every_treaty_is_assessed_by_the_hosts_own_duty(judge: Judge) -> None:
    case = replace(
        before("SYR", "NOR", date(2024, 5, 1), documents=Documents.NONE),
        holder_status=HolderStatus.REFUGEE,
    )
    waiting = judge(replace(case, assessment=Assessment(closed=False)))
    assert (waiting.outcome, [it.fact for it in waiting.needs]) == (Outcome.NEEDS, ["assessment.closed"])
    closed = judge(case)
    assert closed.outcome is Outcome.OUT_OF_SCOPE
    assert {(it.instrument, it.article) for it in closed.reasons} == {("global_2019", "VII")}


def test_lisbons_clause_on_missing_papers_does_not_reach_an_award_from_outside_its_general_duty_does(
    judge: Judge,
) -> None:
    """Global VII names qualifications from any country, Lisbon VII those from a Party."""
    case = replace(
        before("SYR", "NOR", date(2016, 5, 1), documents=Documents.NONE),
        holder_status=HolderStatus.REFUGEE,
    )
    closed = judge(case)
    assert {(it.code, it.instrument, it.article) for it in closed.reasons} == {
        ("host_duty_to_displaced_holders", "lrc_1997", "VII")
    }


def test_established_fraud_is_refused_even_where_recognition_is_presumed(judge: Judge) -> None:
    case = replace(BEFORE_NORWAY, assessment=Assessment(fraud=FraudFinding("the issuer denies the award")))
    recommendation = judge(case)
    assert recommendation.outcome is Outcome.REFUSE
    assert ("fraud_established", "III.3.2") in [(it.code, it.article) for it in recommendation.reasons]


def test_buenos_aires_knows_no_substantial_difference_so_none_can_refuse(judge: Judge) -> None:
    case = replace(
        before("PER", "URY", date(2023, 6, 1)),
        assessment=Assessment(closed=True, differences=(difference(),)),
    )
    recommendation = judge(case)
    assert recommendation.outcome is Outcome.OUT_OF_SCOPE
    assert [(it.code, it.article) for it in recommendation.reasons] == [("national_law_decides", "III.2.1")]


def test_where_no_instrument_binds_national_law_decides(judge: Judge) -> None:
    recommendation = judge(before("USA", "NOR", date(2010, 3, 1)))
    assert recommendation.outcome is Outcome.OUT_OF_SCOPE
    assert recommendation.reasons[0].code == "no_binding_instrument"


def test_where_nothing_binds_even_fraud_is_a_matter_of_national_law(judge: Judge) -> None:
    case = replace(
        before("USA", "NOR", date(2010, 3, 1)), assessment=Assessment(fraud=FraudFinding("it is forged"))
    )
    recommendation = judge(case)
    assert recommendation.outcome is Outcome.OUT_OF_SCOPE
    assert recommendation.reasons[0].code == "fraud_established"


@pytest.mark.parametrize(
    ("confirmed", "expected"),
    [(None, Outcome.NEEDS), (False, Outcome.OUT_OF_SCOPE), (True, Outcome.RECOGNISE)],
    ids=["silent", "denied", "confirmed"],
)
def test_an_institution_not_recognised_at_the_award_is_a_question_to_the_awarding_state(
    judge: Judge, confirmed: bool | None, expected: Outcome
) -> None:
    award = replace(
        TIRANA_BACHELOR, institution_recognised_at_award=False, retroactive_recognition_confirmed=confirmed
    )
    recommendation = judge(replace(BEFORE_NORWAY, award=award))
    assert recommendation.outcome is expected
    if expected is Outcome.NEEDS:
        assert [it.owed_by for it in recommendation.needs] == [Party.AWARDING_STATE]
        assert recommendation.reasons[0].code == "scope_to_be_confirmed"


def test_automatic_recognition_of_the_level_waits_for_no_assessment(judge: Judge) -> None:
    case = replace(before("EST", "BEL", date(2024, 6, 15)), assessment=Assessment(closed=False))
    assert {"award.quality_assured", "award.institution_recognised_at_award"} <= {
        it.fact for it in judge(case).needs
    }
    award = replace(case.award, quality_assured=True, institution_recognised_at_award=True)
    settled = judge(replace(case, award=award))
    assert settled.outcome is Outcome.RECOGNISE
    assert [(it.instrument, it.code) for it in settled.reasons] == [
        ("benelux_baltic_2021", "automatic_level")
    ]


def test_the_old_conventions_carry_neither_recognition_nor_refusal(judge: Judge) -> None:
    case = before("CAN", "FRA", date(2007, 6, 1))
    shown = replace(case, assessment=Assessment(closed=True, differences=(difference(),)))
    for it in (case, shown):
        recommendation = judge(it)
        assert recommendation.outcome is Outcome.OUT_OF_SCOPE
        assert [(it.instrument, it.article) for it in recommendation.reasons] == [("eur_1979", "4.1a")]


def test_the_convention_of_1974_obliges_for_study_only(judge: Judge) -> None:
    case = before("COL", "MEX", date(1995, 3, 1))
    assert judge(case).outcome is Outcome.RECOGNISE
    assert judge(replace(case, purpose=Purpose.WORK)).outcome is Outcome.OUT_OF_SCOPE


def test_a_licence_follows_the_law_on_the_profession(judge: Judge) -> None:
    case = before("BGR", "NLD", date(2024, 5, 6), qualification_type=QualificationType.PROFESSIONAL)
    recommendation = judge(replace(case, purpose=Purpose.PRACTISE_A_PROFESSION))
    assert recommendation.outcome is Outcome.OUT_OF_SCOPE
    assert [(it.code, it.instrument) for it in recommendation.reasons] == [
        ("regulated_profession", "eu_2005_36")
    ]


def test_a_gap_in_the_law_is_asked_of_the_authority_and_never_guessed(judge: Judge) -> None:
    recommendation = judge(before("MCO", "NOR", date(2021, 5, 1)))
    assert recommendation.outcome is Outcome.NEEDS
    assert [(it.fact, it.owed_by) for it in recommendation.needs] == [("binding.lrc_1997", Party.AUTHORITY)]
    assert "membership_not_known" in [it.code for it in recommendation.reasons]


def test_an_autonomous_institution_is_not_bound_by_the_treaty(judge: Judge) -> None:
    recommendation = judge(replace(BEFORE_NORWAY, competent_decider="institution"))
    assert recommendation.outcome is Outcome.OUT_OF_SCOPE
    assert [(it.code, it.article) for it in recommendation.reasons] == [("institutions_decide", "II.1.2")]


def test_a_foreign_provider_on_the_hosts_own_soil_stands_under_the_hosts_law(judge: Judge) -> None:
    case = before("GBR", "GRC", date(2025, 1, 15), provider_country="GBR", delivery_country="GRC")
    listed = replace(case, award=replace(case.award, programme_listed_by_provider_country=True))
    recommendation = judge(listed)
    assert recommendation.outcome is Outcome.OUT_OF_SCOPE
    assert [(it.code, it.article) for it in recommendation.reasons] == [("host_law_condition", "VI.5")]


@pytest.mark.parametrize(
    ("act", "code"),
    [("refuse", "refusal_without_ground"), ("bless", "act_not_known")],
    ids=["refuse", "new act"],
)
def test_what_a_rule_may_not_decide_goes_to_a_person(release: RuleSet, act: str, code: str) -> None:
    """An authority's own layer could say such a thing; this service does not say it after it."""
    text = next(it.rule.text for it in release.rules if it.rule.id == "lrc_1997.vi_1")
    text = text.replace("version: 1", "version: 2").replace("act: recognise,", f"act: {act},")
    text = text.replace("favour: 100", "favour: 0" if act == "refuse" else "favour: 1")
    for name in ("difference", "fraud"):
        text = text.replace(f"&& !{name}", "").replace(f"  {name}: {WHERE[name]}\n", "")
    text = text[: text.index("\nburden:")] + text[text.index("\ntrust:") :]
    own = check(load_rule(text), release.vocabulary, {it.id: it for it in release.parameters}.values())
    layered = RuleSet(
        release.vocabulary, [*release.rules, own], parameters=release.parameters, published=release.published
    )
    case = replace(BEFORE_NORWAY, award=replace(TIRANA_BACHELOR, institution_recognised_at_award=True))
    recommendation = recommend(rule_on(layered, case, KNOWN), case)
    assert recommendation.outcome is Outcome.CONFLICT
    assert {it.code for it in recommendation.reasons} == {code}


def test_a_duty_of_the_host_alone_waits_where_it_is_not_known_whether_the_host_is_bound(judge: Judge) -> None:
    case = replace(
        before("USA", "MCO", date(2021, 5, 1), documents=Documents.NONE), holder_status=HolderStatus.REFUGEE
    )
    recommendation = judge(case)
    assert recommendation.outcome is Outcome.NEEDS
    assert [(it.fact, it.owed_by) for it in recommendation.needs] == [
        ("parameter:lrc_1997.parties.MCO", Party.AUTHORITY)
    ]
