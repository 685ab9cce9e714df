"""Checks as a university asks them: what the law presumes, what compares, what is missing and from whom."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.credentials.domain.equivalence.award import Naming, award
from services.credentials.domain.equivalence.check import Answer, Knowledge
from services.credentials.domain.equivalence.difference import differences
from services.credentials.domain.equivalence.documents import of_award, of_comparison, of_legal
from services.credentials.domain.equivalence.legal import Recognition
from services.credentials.domain.equivalence.request import read_request
from services.credentials.domain.equivalence.standing import Identification, standing
from services.credentials.domain.qualifications.comparison import Comparability
from services.credentials.domain.reconciliation.reconcile import Query
from services.credentials.domain.register.status import Verdict
from shared.kernel.errors import Invalid
from shared.kernel.evidence import TrustMark
from tests.unit.credentials.equivalence.knowing import TODAY, knowledge

LICENCE = {
    "award_country": "FRA",
    "qualification": "Licence",
    "award_date": "2015-07-01",
    "host_country": "NOR",
    "purpose": "further study",
}


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def check(known: Knowledge, **changes: object) -> Answer:
    return known.check(read_request(LICENCE | changes, today=TODAY))


def test_a_degree_between_parties_to_lisbon_is_presumed_and_compares_with_the_host_s_bachelor(
    known: Knowledge,
) -> None:
    answer = check(known)
    assert answer.conclusion.outcome is Recognition.PRESUMED
    assert "lrc_1997" in answer.legal.binding
    duty = {(it.instrument, it.articles) for it in answer.legal.citations if it.slot == "recognition.duty"}
    assert ("lrc_1997", ("VI.1",)) in duty
    assert answer.comparison is not None
    nearest = answer.comparison.nearest
    assert nearest is not None
    assert (nearest.country, nearest.isced) == ("NOR", 6)


def test_between_estonia_and_the_netherlands_the_level_is_recognised_automatically_since_may_2024(
    known: Knowledge,
) -> None:
    case = {"award_country": "EST", "qualification": "Bakalaureusekraad", "host_country": "NLD"}
    now = check(known, **case)
    assert now.conclusion.outcome is Recognition.AUTOMATIC
    assert "benelux_baltic_2021" in now.legal.binding
    before = check(known, **case, legal_date="2023-05-01")
    assert before.conclusion.outcome is Recognition.PRESUMED


def test_where_nothing_binds_the_two_states_there_is_no_treaty(known: Knowledge) -> None:
    answer = check(known, award_country="USA", qualification="Bachelor of Arts", host_country="ZAF")
    assert answer.conclusion.outcome is Recognition.NO_TREATY
    assert answer.legal.binding == ()


def test_an_institution_that_was_not_recognised_at_award_takes_the_degree_out_of_scope(
    known: Knowledge,
) -> None:
    answer = check(known, institution="Atlantic University of Paris")
    assert answer.standing.verdict is Verdict.NOT_RECOGNISED
    assert answer.conclusion.outcome is Recognition.OUT_OF_SCOPE


def test_a_status_is_judged_on_the_day_of_the_award(known: Knowledge) -> None:
    case = {"award_country": "ALB", "qualification": "Bachelor", "institution": "University of Tirana"}
    inside, after = (
        check(known, **case, award_date="2019-07-01"),
        check(known, **case, award_date="2024-07-01"),
    )
    assert (inside.standing.verdict, after.standing.verdict) == (Verdict.RECOGNISED, Verdict.UNKNOWN)
    assert "award.institution_recognised_at_award" in {it.fact for it in after.conclusion.missing}
    assert "award.institution_recognised_at_award" not in {it.fact for it in inside.conclusion.missing}


def test_an_institution_in_no_register_is_unknown_and_never_held_against_the_holder(
    known: Knowledge,
) -> None:
    answer = check(known, institution="Zzyzx Academy of Elsewhere")
    assert answer.standing.identification is Identification.NOT_FOUND
    assert answer.standing.verdict is Verdict.UNKNOWN
    assert answer.conclusion.outcome is Recognition.PRESUMED
    assert answer.conclusion.confidence.mark is TrustMark.GAP


def test_a_qualification_that_nobody_recorded_is_asked_of_the_applicant(known: Knowledge) -> None:
    answer = check(known, qualification="Diplôme de sorcellerie")
    assert answer.award.naming is Naming.NO_NAME
    missing = {it.fact: it.owed_by for it in answer.conclusion.missing}
    assert missing["qualification"] == "applicant"


def test_a_country_whose_system_is_not_recorded_is_our_gap_and_not_the_applicant_s(known: Knowledge) -> None:
    answer = check(known, award_country="TUV", qualification="Bachelor")
    assert answer.award.naming is Naming.NO_SYSTEM
    assert {it.fact: it.owed_by for it in answer.conclusion.missing}["qualification"] == "authority"


def test_a_host_without_a_recorded_system_has_a_legal_answer_and_no_counterpart(known: Knowledge) -> None:
    answer = check(known, host_country="TUV")
    assert answer.comparison is not None
    assert answer.comparison.outcome is Comparability.HOST_UNKNOWN
    assert "host.system" in {it.fact for it in answer.conclusion.missing}


def test_a_qualification_may_be_named_by_its_id(known: Knowledge) -> None:
    assert check(known, qualification="fra.licence").award.naming is Naming.BY_ID
    other = check(known, qualification="deu.bachelor")
    assert other.award.naming is Naming.NO_NAME, "an id of another country names nothing here"


def test_every_answer_says_of_the_law_what_it_assumed(known: Knowledge) -> None:
    assumed = check(known).legal.assumed
    assert assumed["award.transnational"] is False
    assert assumed["decider.institution"] is False


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"award_country": "XX"}, {("/award_country", "unknown_country")}),
        ({"award_date": "2015-02-30"}, {("/award_date", "not_a_date")}),
        ({"award_date": "2027-01-01"}, {("/award_date", "award_in_the_future")}),
        ({"legal_date": "2010-01-01"}, {("/award_date", "award_after_legal_date")}),
        ({"host_country": "FRA"}, {("/host_country", "same_country")}),
        ({"purpose": "fun"}, {("/purpose", "unknown_code")}),
        ({"purpose": None}, {("/purpose", "missing")}),
        ({"qualification": "  "}, {("/qualification", "missing")}),
        ({"grade_scale": "deu"}, {("/grade_scale", "scale_without_grade")}),
        ({"institution": "x" * 301}, {("/institution", "too_long")}),
        ({"institution": "a\x00b"}, {("/institution", "control_character")}),
        ({"colour": "red"}, {("/colour", "unknown_field")}),
        ({"institution": 7}, {("/institution", "not_a_text")}),
        (
            {"award_country": "", "award_date": "x"},
            {("/award_country", "missing"), ("/award_date", "not_a_date")},
        ),
    ],
    ids=lambda it: str(it) if isinstance(it, dict) else "",
)
def test_bad_input_is_named_at_its_place(changes: dict[str, object], faults: set[tuple[str, str]]) -> None:
    with pytest.raises(Invalid) as refused:
        read_request(LICENCE | changes, today=date(2026, 11, 24))
    assert {(it.pointer, it.code) for it in refused.value.violations} == faults


@settings(max_examples=60)
@given(
    country=st.sampled_from(["FRA", "EST", "DEU", "ALB", "IND", "TUV"]),
    awarded=st.dates(date(1950, 1, 1), TODAY),
    on=st.dates(date(1950, 1, 1), TODAY),
)
def test_days_of_one_stretch_give_what_each_day_gives(
    known: Knowledge, country: str, awarded: date, on: date
) -> None:
    text = known.meant(country, "Bachelor")
    found = known.award(text, country, awarded)
    assert of_award(found) == of_award(award(known.systems, text, awarded))
    if found.qualification is not None:
        direct = known.systems.comparable(found.qualification, "NOR", awarded=awarded, on=on)
        assert of_comparison(known.comparison(found, "NOR", on)) == of_comparison(direct)


@settings(max_examples=60)
@given(
    name=st.sampled_from(["University of Tirana", "Atlantic University of Paris", "University of Bergen"]),
    awarded=st.dates(date(1900, 1, 1), TODAY),
    on=st.dates(date(2000, 1, 1), TODAY),
)
def test_days_of_one_stretch_give_the_status_of_each_day(
    known: Knowledge, name: str, awarded: date, on: date
) -> None:
    found = known.institutions.identify(Query(name))
    assert found.institution is not None
    direct = standing(known.institutions, found, "ALB", awarded=awarded, known=on)
    assert known.standing(found, "ALB", awarded=awarded, known=on) == direct


def test_a_grade_becomes_a_german_one_by_the_formula_with_its_policy(known: Knowledge) -> None:
    document = check(known, host_country="DEU", grade="14").marks.document
    assert document is not None
    assert (document["converted"], document["policy"]) == ("2.7", "cologne/1"), (
        "1 + 3 (20 - 14) / 10 = 2.8, the nearest step"
    )


def test_for_another_host_no_grade_is_made_up(known: Knowledge) -> None:
    answer = check(known, grade="14")
    assert answer.marks.document is not None
    assert answer.marks.document["converted"] is None
    assert "grade_distribution" in {it.fact for it in answer.conclusion.missing}


def test_two_days_of_law_differ_where_the_treaty_came_in_between(known: Knowledge) -> None:
    case = {"award_country": "EST", "qualification": "Bakalaureusekraad", "host_country": "NLD"}
    before = of_legal(check(known, **case, legal_date="2023-05-01").legal)
    found = {
        it.pointer: (it.left, it.right) for it in differences(before, of_legal(check(known, **case).legal))
    }
    assert found["/duty"] == ("recognise_unless_difference", "recognise_level_automatically")
    assert "/trace" not in found
