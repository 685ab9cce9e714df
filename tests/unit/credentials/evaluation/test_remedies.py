"""What a decision tells beside its outcome: the remedy, who owes what, and nothing that does not belong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from services.credentials.domain.evaluation.facts import (
    Application,
    Assessment,
    Documents,
    HolderStatus,
    Remainder,
)
from services.credentials.domain.evaluation.provisions import provisions_of
from services.credentials.domain.evaluation.recommend import recommend
from services.credentials.domain.evaluation.recommendation import Outcome, Recommendation
from services.credentials.domain.evaluation.ruling import rule_on
from shared.rules.release import RuleSet
from tests.unit.credentials.evaluation.cases import BEFORE_NORWAY, TIRANA_BACHELOR, difference

KNOWN = date(2026, 11, 24)
Judge = Callable[[Application], tuple[Recommendation, set[str]]]


@pytest.fixture(scope="session")
def judge(release: RuleSet) -> Judge:
    """Recommend, and name the questions that further provisions answer."""

    def put(application: Application) -> tuple[Recommendation, set[str]]:
        ruling = rule_on(release, application, KNOWN)
        recommendation = recommend(ruling, application)
        held = provisions_of(ruling, recommendation.outcome).holding
        return recommendation, {it.slot for it in held}

    return put


def told(recommendation: Recommendation, code: str) -> list[tuple[str | None, str]]:
    return [(it.article, it.text) for it in recommendation.reasons if it.code == code]


def shown(leaves: Remainder) -> Application:
    return replace(
        BEFORE_NORWAY, assessment=Assessment(closed=True, differences=(difference(leaves=leaves),))
    )


class TestTheRemedy:
    def test_a_refusal_tells_the_appeal_and_whose_law_names_its_term(self, judge: Judge) -> None:
        recommendation, _ = judge(shown(Remainder.NOTHING))
        ((article, text),) = told(recommendation, "appeal_open")
        assert article == "III.5"
        assert "within a reasonable time" in text
        assert "national law names body and term" in text

    def test_silence_after_the_announced_limit_is_told_to_be_open_to_appeal(self, judge: Judge) -> None:
        waiting = replace(BEFORE_NORWAY, decision_overdue=True, assessment=Assessment(closed=False))
        recommendation, _ = judge(waiting)
        assert recommendation.outcome is Outcome.NEEDS
        assert [article for article, _ in told(recommendation, "open_against_silence")] == ["III.5"]

    def test_before_the_limit_there_is_nothing_to_appeal_against(self, judge: Judge) -> None:
        recommendation, _ = judge(replace(BEFORE_NORWAY, assessment=Assessment(closed=False)))
        assert told(recommendation, "open_against_silence") == []

    def test_a_part_says_that_the_rest_is_refused_and_the_part_recognised(self, judge: Judge) -> None:
        recommendation, _ = judge(shown(Remainder.PART))
        assert told(recommendation, "part_recognised") == [
            ("VI.1", "What the difference leaves is recognised.")
        ]


class TestARefugeeWithoutPapers:
    def test_the_article_is_named_by_which_missing_papers_count_nothing(self, judge: Judge) -> None:
        award = replace(TIRANA_BACHELOR, documents=Documents.NONE, verified_with_issuer=None)
        recommendation, _ = judge(replace(BEFORE_NORWAY, award=award, holder_status=HolderStatus.REFUGEE))
        assert recommendation.outcome is Outcome.RECOGNISE
        assert [article for article, _ in told(recommendation, "papers_excused")] == ["VII"]

    def test_whoever_has_all_papers_needs_no_excuse(self, judge: Judge) -> None:
        recommendation, _ = judge(replace(BEFORE_NORWAY, holder_status=HolderStatus.REFUGEE))
        assert told(recommendation, "papers_excused") == []


class TestWhatDoesNotBelong:
    def test_nothing_follows_a_refusal(self, judge: Judge) -> None:
        _, slots = judge(shown(Remainder.NOTHING))
        assert not slots & {"legal_consequence", "alternative_performance"}
        assert slots >= {"reasons", "appeal", "burden_of_proof"}

    def test_once_decided_an_assessment_instead_is_no_matter(self, judge: Judge) -> None:
        assert "alternative_performance" not in judge(BEFORE_NORWAY)[1]
        waiting = replace(BEFORE_NORWAY, assessment=Assessment(closed=False))
        assert "alternative_performance" in judge(waiting)[1]

    def test_an_award_outside_the_treaty_has_no_rights_under_it(self, judge: Judge) -> None:
        award = replace(TIRANA_BACHELOR, institution_recognised_at_award=False)
        assert judge(replace(BEFORE_NORWAY, award=award))[1] == set()

    def test_an_institution_that_decides_is_not_itself_bound(self, judge: Judge) -> None:
        assert judge(replace(BEFORE_NORWAY, competent_decider="institution"))[1] == set()


def test_the_right_of_a_refugee_from_outside_the_treaty_rests_on_the_article_on_refugees(
    release: RuleSet,
) -> None:
    """Lisbon III.1.1 is for holders of an award from a Party; Syria is none."""
    award = replace(TIRANA_BACHELOR, country="SYR", documents=Documents.NONE, verified_with_issuer=None)
    refugee = replace(
        BEFORE_NORWAY,
        award=award,
        holder_status=HolderStatus.REFUGEE,
        assessment=Assessment(closed=False),
    )
    ruling = rule_on(release, refugee, KNOWN)
    held = provisions_of(ruling, recommend(ruling, refugee).outcome).holding
    (right,) = (it for it in held if it.slot == "right_to_assessment")
    assert (right.instrument, right.articles) == ("lrc_1997", ("VII",))
