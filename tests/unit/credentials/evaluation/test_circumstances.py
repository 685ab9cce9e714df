"""Circumstances that an application states: which article they open, and that nothing is presumed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from services.credentials.domain.evaluation.circumstances import (
    BoundThen,
    Circumstances,
    Profession,
    Statement,
)
from services.credentials.domain.evaluation.facts import (
    Application,
    Assessment,
    FraudFinding,
    Purpose,
    QualificationType,
)
from services.credentials.domain.evaluation.provisions import Provisions, provisions_of
from services.credentials.domain.evaluation.recommend import recommend
from services.credentials.domain.evaluation.recommendation import Outcome, Recommendation
from services.credentials.domain.evaluation.ruling import rule_on
from shared.rules.release import RuleSet
from tests.unit.credentials.evaluation.cases import BEFORE_NORWAY, TIRANA_BACHELOR

KNOWN = date(2026, 11, 24)
Judged = tuple[Recommendation, Provisions]
Judge = Callable[[Application], Judged]


@pytest.fixture(scope="session")
def judge(release: RuleSet) -> Judge:
    def put(application: Application) -> Judged:
        ruling = rule_on(release, application, KNOWN)
        recommendation = recommend(ruling, application)
        return recommendation, provisions_of(ruling, recommendation.outcome)

    return put


def case(
    kind: QualificationType,
    purpose: Purpose,
    *,
    pair: tuple[str, str] = ("ALB", "NOR"),
    day: date = date(2010, 3, 1),
    mode: str | None = "campus",
    **stated: bool,
) -> Application:
    circumstances = {name: Statement(value, "stated in the file") for name, value in stated.items()}
    return replace(
        BEFORE_NORWAY,
        award=replace(TIRANA_BACHELOR, country=pair[0], qualification_type=kind, mode=mode),
        recognition_country=pair[1],
        legal_date=day,
        purpose=purpose,
        circumstances=Circumstances(**circumstances),  # type: ignore[arg-type]  # statements by name
    )


def held(judged: Judged, slot: str) -> list[tuple[str, str, str]]:
    return [(it.instrument, *it.articles[:1], it.act) for it in judged[1].holding if it.slot == slot]  # type: ignore[misc]


def asked(judged: Judged) -> set[str]:
    return {it.fact for it in judged[1].open}


class TestAPeriodOfStudy:
    def test_agreed_beforehand_and_with_its_transcript_recognition_is_made_easier(self, judge: Judge) -> None:
        judged = judge(
            case(QualificationType.PARTIAL, Purpose.CREDIT_TRANSFER, agreed_beforehand=True, transcript=True)
        )
        assert held(judged, "facilitation") == [("lrc_1997", "V.3", "facilitate_agreed_period")]

    def test_where_it_is_not_known_whether_it_was_agreed_the_article_stays_open_and_the_case_does_not(
        self, judge: Judge
    ) -> None:
        judged = judge(case(QualificationType.PARTIAL, Purpose.CREDIT_TRANSFER))
        assert held(judged, "facilitation") == []
        assert asked(judged) >= {"circumstances.agreed_beforehand", "circumstances.transcript"}
        assert judged[0].outcome is Outcome.RECOGNISE

    def test_without_an_agreement_there_is_nothing_more_to_ask(self, judge: Judge) -> None:
        judged = judge(case(QualificationType.PARTIAL, Purpose.CREDIT_TRANSFER, agreed_beforehand=False))
        assert held(judged, "facilitation") == []
        assert "circumstances.transcript" not in asked(judged)


class TestModeOfStudy:
    def test_an_online_degree_stands_the_same_test_in_tokyo(self, judge: Judge) -> None:
        online = case(
            QualificationType.DEGREE,
            Purpose.FURTHER_STUDY,
            pair=("CHN", "KOR"),
            day=date(2023, 3, 10),
            mode="online",
        )
        judged = judge(online)
        assert held(judged, "mode_of_study") == [("tokyo_2011", "VI.3", "same_test")]
        assert judged[0].outcome is Outcome.RECOGNISE

    def test_prior_learning_is_another_mode_whatever_the_programme_was(self, judge: Judge) -> None:
        earlier = case(
            QualificationType.DEGREE,
            Purpose.FURTHER_STUDY,
            pair=("CHN", "KOR"),
            day=date(2023, 3, 10),
            prior_learning=True,
        )
        assert held(judge(earlier), "mode_of_study") == [("tokyo_2011", "VI.3", "same_test")]

    def test_a_mode_that_nobody_stated_is_asked_for_and_not_presumed(self, judge: Judge) -> None:
        unknown = case(
            QualificationType.DEGREE,
            Purpose.FURTHER_STUDY,
            pair=("CHN", "KOR"),
            day=date(2023, 3, 10),
            mode=None,
        )
        judged = judge(unknown)
        assert held(judged, "mode_of_study") == []
        assert "award.mode" in asked(judged)

    def test_lisbon_iv_8_takes_the_hosts_own_practice_as_the_measure(self, judge: Judge) -> None:
        route = case(
            QualificationType.ACCESS, Purpose.ACCESS, mode="blended", host_admits_non_traditional=True
        )
        assert held(judge(route), "mode_of_study") == [("lrc_1997", "IV.8", "like_own_non_traditional")]


class TestAFurtherExamination:
    ASKED = "circumstances.host_notified_extra_examination"

    def test_the_host_may_ask_for_it_where_it_has_notified_so(self, judge: Judge) -> None:
        judged = judge(
            case(
                QualificationType.ACCESS,
                Purpose.ACCESS,
                needs_extra_examination=True,
                host_notified_extra_examination=True,
            )
        )
        assert held(judged, "extra_examination") == [("lrc_1997", "IV.5", "examination_or_alternative")]
        assert judged[0].outcome is Outcome.RECOGNISE

    def test_the_global_convention_takes_nothing_from_what_lisbon_gives(self, judge: Judge) -> None:
        """Between Parties to both, the permission of the one does not replace what the other asks for."""
        french = case(
            QualificationType.ACCESS,
            Purpose.ACCESS,
            pair=("FRA", "NOR"),
            day=date(2024, 5, 1),
            needs_extra_examination=True,
        )
        judged = judge(french)
        assert held(judged, "extra_examination") == []
        assert self.ASKED in asked(judged)

    def test_where_the_global_convention_alone_binds_no_notification_is_asked_for(self, judge: Judge) -> None:
        japanese = case(
            QualificationType.ACCESS,
            Purpose.ACCESS,
            pair=("JPN", "FRA"),
            day=date(2024, 5, 1),
            needs_extra_examination=True,
        )
        judged = judge(japanese)
        assert held(judged, "extra_examination") == [("global_2019", "XI", "examination_or_alternative")]
        assert self.ASKED not in asked(judged)


class TestAccess:
    def test_a_selective_programme_with_requirements_of_its_own(self, judge: Judge) -> None:
        judged = judge(
            case(
                QualificationType.ACCESS, Purpose.ACCESS, selective_programme=True, specific_requirements=True
            )
        )
        assert held(judged, "selective_admission") == [("lrc_1997", "IV.6", "fair_selection")]
        assert held(judged, "additional_requirements") == [("lrc_1997", "IV.4", "same_requirements")]
        assert judged[0].outcome is Outcome.RECOGNISE, "access is not admission"

    def test_a_qualification_of_limited_reach_opens_what_is_similar(self, judge: Judge) -> None:
        judged = judge(case(QualificationType.ACCESS, Purpose.ACCESS, specific_access=True))
        assert held(judged, "extent_of_access") == [("lrc_1997", "IV.3", "similar_programmes")]


class TestTheLabourMarket:
    """Lisbon VI.3, last sentence: recognition may ease access to work; it takes no licence's place."""

    def test_it_adds_to_what_recognition_opens(self, judge: Judge) -> None:
        judged = judge(case(QualificationType.DEGREE, Purpose.WORK))
        assert held(judged, "legal_consequence") == [("lrc_1997", "VI.3", "study_or_title")]
        assert held(judged, "labour_market") == [("lrc_1997", "VI.3", "may_ease_access_to_work")]

    def test_a_refusal_opens_nothing(self, judge: Judge) -> None:
        degree = case(QualificationType.DEGREE, Purpose.WORK)
        refused = replace(degree, assessment=Assessment(closed=True, fraud=FraudFinding("never awarded")))
        judged = judge(refused)
        assert judged[0].outcome is Outcome.REFUSE
        assert held(judged, "labour_market") == []


class TestAProfession:
    def licence(self, profession: Profession | None) -> Application:
        it = case(
            QualificationType.PROFESSIONAL,
            Purpose.PRACTISE_A_PROFESSION,
            pair=("EST", "BEL"),
            day=date(2024, 5, 6),
        )
        return replace(it, profession=profession)

    def test_an_architects_title_is_recognised_automatically(self, release: RuleSet) -> None:
        ruling = rule_on(release, self.licence(Profession.ARCHITECT), KNOWN)
        assert ruling.duty.act == "recognise_listed_title"

    def test_where_none_is_named_the_applicant_is_asked_which(self, judge: Judge) -> None:
        assert "profession" in asked(judge(self.licence(None)))
        assert "profession" not in asked(judge(self.licence(Profession.ARCHITECT)))

    def test_an_engineers_falls_under_the_general_system(self, release: RuleSet) -> None:
        ruling = rule_on(release, self.licence(Profession.OTHER), KNOWN)
        assert ruling.duty.act == "give_access_unless_difference"


class TestWhatADenunciationLeaves:
    def test_a_course_begun_while_both_were_bound_may_be_finished(self, judge: Judge) -> None:
        """The United States never joined Lisbon or 1979; whoever states otherwise shows it by evidence."""
        left = replace(
            case(QualificationType.DEGREE, Purpose.FURTHER_STUDY, pair=("USA", "NOR")),
            circumstances=Circumstances(
                studies_begun=BoundThen(("eur_1979",), "certificate of enrolment"),
                recognition_granted=BoundThen(("lrc_1997",), "decision of 2004"),
            ),
        )
        judged = judge(left)
        assert held(judged, "studies_begun") == [("eur_1979", "19", "finish_the_course")]
        assert held(judged, "acquired_rights") == [("lrc_1997", "XI.6", "recognition_stands")]

    def test_nobody_is_asked_for_it(self, judge: Judge) -> None:
        judged = judge(case(QualificationType.DEGREE, Purpose.FURTHER_STUDY, pair=("USA", "NOR")))
        assert asked(judged) == set()


def test_a_statement_without_evidence_is_none() -> None:
    with pytest.raises(ValueError, match="evidence"):
        Statement(True, "  ")
    with pytest.raises(ValueError, match="evidence"):
        BoundThen(("lrc_1997",), "")


def test_what_no_application_states_is_a_fact_of_no_case() -> None:
    assert set(Circumstances().facts().values()) == {None}
