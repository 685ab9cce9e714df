# ruff: noqa: RUF001 - names in the scripts of their countries are what it is about
"""Finding institutions in free text: names in any script, affiliations, slips, and when nothing fits."""

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credentials.adapters.register.reference import read_reference, reference_release
from services.credentials.domain.reconciliation.calibration import BIAS, WEIGHTS
from services.credentials.domain.reconciliation.evidence import MEANINGS
from services.credentials.domain.reconciliation.reconcile import NoMatch, Query, Reconciliation
from services.credentials.domain.reconciliation.text import comparable, fold, tokens
from services.credentials.domain.register.identifiers import Scheme, identifier
from services.credentials.domain.register.institution import Existence, Record
from services.credentials.domain.register.register import Register
from tests.unit.credentials.register.cases import record

KYIV = "Taras Shevchenko National University of Kyiv"


@cache
def register() -> Register:
    """The product's own institutions, and some that are easily taken for each other."""
    lookalikes = [
        ("University of Miami", "USA", "Coral Gables"),
        ("Miami University", "USA", "Oxford"),
        ("University of Hong Kong", "HKG", "Hong Kong"),
        ("City University of Hong Kong", "HKG", "Hong Kong"),
        ("Wuhan University", "CHN", "Wuhan"),
        ("Wuhan University of Technology", "CHN", "Wuhan"),
        ("Medical University of Vienna", "AUT", "Vienna"),
        ("York University", "CAN", "Toronto"),
        ("University of York", "GBR", "York"),
        ("National Technical University of Athens", "GRC", "Athens"),
        ("Hogwarts Institute of Magic", "GBR", "Edinburgh"),
    ]
    made = [record(name, country=country, city=city, key=name) for name, country, city in lookalikes]
    release = reference_release()
    own = [it for it in read_reference(release) if isinstance(it, Record)]
    return Register([*own, *made], [], "test")


def find(text: str, country: str | None = None, city: str | None = None) -> Reconciliation:
    return register().find(Query(text, country, city))


def name_of(found: Reconciliation) -> str | None:
    return found.match.name if found.match else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("University of Oslo", "University of Oslo"),
        ("UNIVERSITY OF OSLO", "University of Oslo"),
        ("Universitetet i Oslo", "University of Oslo"),
        ("Univ. Oslo, Norway", "University of Oslo"),
        ("Dept. of Physics, Univ. of Oslo, Oslo, Norway", "University of Oslo"),
        ("Universität Wien", "University of Vienna"),
        ("Universidade de São Paulo", "Universidade de São Paulo"),
        ("Universidad de Sao Paulo, Brasil", "Universidade de São Paulo"),
        (
            "Київський національний університет імені Тараса Шевченка",
            "Taras Shevchenko National University of Kyiv",
        ),
        ("北京大学", "Peking University"),
        ("جامعة دمشق", "Damascus University"),
        ("جامعه حلب", "University of Aleppo"),
        ("Универзитет у Београду", "University of Belgrade"),
        ("Ludwig-Maximilians-Universität München, Munich, Germany", "Ludwig-Maximilians-Universität München"),
        (
            "Medicine, Wuhan University of Technology, Wuhan, China",
            "Wuhan University of Technology",
        ),
        ("School of Medicine, Wuhan University, Wuhan, China", "Wuhan University"),
        ("City University of Hong Kong, Hong Kong, China", "City University of Hong Kong"),
        ("The University of Hong Kong, Hong Kong SAR, China", "University of Hong Kong"),
        (
            "Surgery, Medical University of Vienna, Vienna, Austria",
            "Medical University of Vienna",
        ),
        ("York University, Toronto, ON, Canada", "York University"),
        ("Department of Biology, University of York, York, UK", "University of York"),
    ],
)
def test_names_and_affiliations_are_matched(text: str, name: str) -> None:
    assert name_of(find(text)) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Department of Physics University of Oslo Oslo Norway", "University of Oslo"),
        ("School of Medicine Wuhan University Wuhan 430072 China", "Wuhan University"),
        (
            "Surgery Medical University of Vienna Spitalgasse 23 Vienna Austria",
            "Medical University of Vienna",
        ),
        ("NORWAY, OSLO, UNIVERSITY OF OSLO, DEPT. OF PHYSICS", "University of Oslo"),
        ("1Department of Physics, aUniversity of Oslo, Norway", "University of Oslo"),
        ("Universit\u00c3\u00a4t Wien, Vienna, Austria", "University of Vienna"),
        ("Universit\ufffdt Wien", "University of Vienna"),
        ("Universidade de S?o Paulo, Brazil", "Universidade de São Paulo"),
        ("Universit&auml;t Wien; Dept. of Physics &amp; Chemistry; &Ouml;sterreich", "University of Vienna"),
        ("Universidade de São Paulo \\(USP\\), Brazil", "Universidade de São Paulo"),
        ("Univ. of Oslo, P.O. Box 1072, 0316 Oslo. E-mail: a.b@gmail.com", "University of Oslo"),
    ],
)
def test_what_other_systems_did_to_a_text_does_no_harm(text: str, name: str) -> None:
    assert name_of(find(text)) == name


def test_a_name_before_a_city_is_not_the_university_of_that_city() -> None:
    of_the_city = record("University of New York", country="USA", city="New York", key="city")
    columbia = record("Columbia University", country="USA", city="New York", key="columbia")
    both = Register([of_the_city, columbia], [], "test")
    assert name_of(both.find(Query("Columbia University New York NY USA"))) == "Columbia University"


def test_the_place_that_a_register_writes_behind_a_name_may_be_left_out_where_it_is_said_elsewhere() -> None:
    here = record("Anna College, Chennai", country="IND", city="Chennai", key="here")
    there = record("Anna College, Madurai", country="IND", city="Madurai", key="there")
    both = Register([here, there], [], "test")
    assert name_of(both.find(Query("Anna College, Dept. of Physics, Chennai, India"))) == here.names[0].text
    assert both.find(Query("Anna College, India")).match is None


@pytest.mark.parametrize(
    "text",
    [
        "Massachusetts General Hospital, Boston, MA, USA",
        "Acme Corporation",
        "University",
        "the of and",
        "Wuhan University of Bioengineering, Wuhan, China",
        "Norwegian Institute for Air Research, Kjeller, Norway",
        "12345 67890",
    ],
)
def test_what_the_register_does_not_hold_is_plainly_no_match(text: str) -> None:
    found = find(text)
    assert found.match is None
    assert found.no_match in set(NoMatch)


def test_every_candidate_carries_the_evidence_that_adds_up_to_its_score() -> None:
    best = find("Universitetet i Oslo, Oslo, Norway").candidates[0]
    kinds = {it.kind: it for it in best.evidence}
    assert {"clean", "country_agrees", "city_agrees"} <= set(kinds)
    assert kinds["clean"].adds > 0
    assert best.by_name in {"Universitetet i Oslo", "University of Oslo"}


def test_every_kind_of_evidence_has_a_weight_and_a_meaning() -> None:
    candidates = register()._reconciler.candidates(Query("University of Oslo"))
    assert set(WEIGHTS) == set(MEANINGS) == set(candidates[0].evidence)


def test_a_score_can_be_added_up_by_hand() -> None:
    best = find("Universitetet i Oslo, Oslo, Norway").candidates[0]
    odds = BIAS + sum(it.adds for it in best.evidence)
    assert best.score == pytest.approx(1 / (1 + math.exp(-odds)), abs=0.01)


def test_the_country_told_by_the_caller_decides_between_namesakes() -> None:
    for country, city in (("GRC", "Athens"), ("GBR", "London")):
        own = record("National College", country=country, city=city, key=country)
        other = record("National College", country="USA", city="Boston", key="USA")
        both = Register([own, other], [], "test")
        match = both.find(Query("National College", country)).match
        assert match is not None
        assert match.id.endswith(country)
        assert both.find(Query("National College")).match is None


@pytest.mark.parametrize(
    ("text", "country", "name"),
    [
        ("Киевский государственный университет, Киев, СССР", None, KYIV),
        ("Vilnius University, Vilnius, USSR", None, "Vilnius University"),
        ("Vilnius University", "SUN", "Vilnius University"),
        ("Univerzitet u Beogradu, Jugoslavija", None, "University of Belgrade"),
        ("Univerzitet u Beogradu", "YUG", "University of Belgrade"),
    ],
)
def test_a_former_state_is_where_its_successors_are(text: str, country: str | None, name: str) -> None:
    assert name_of(find(text, country)) == name


def test_a_former_state_is_not_everywhere() -> None:
    assert find("University of Oslo", "SUN").match is None
    assert {it.name for it in register().search(country="SUN")} >= {KYIV, "Vilnius University"}
    assert "University of Oslo" not in {it.name for it in register().search(country="SUN")}


def test_another_country_is_strong_evidence_against() -> None:
    assert find("University of Oslo", country="JPN").match is None


def test_a_withdrawn_record_is_never_found() -> None:
    gone = replace(record("Atlantis Polytechnic Academy"), existence=Existence.WITHDRAWN)
    assert Register([gone], [], "test").find(Query("Atlantis Polytechnic Academy")).candidates == ()


def test_a_day_before_its_foundation_counts_against_it() -> None:
    scores = [
        register().find(Query("Norwegian University of Science and Technology", on=on)).candidates[0]
        for on in (date(1950, 6, 1), date(2010, 6, 1))
    ]
    assert "not_in_that_year" in {it.kind for it in scores[0].evidence}
    assert "not_in_that_year" not in {it.kind for it in scores[1].evidence}


@pytest.mark.parametrize(
    "text",
    [
        "ror:01xtthb56",
        "https://ror.org/01xtthb56",
        "https://www.uio.no/studier/",
        "someone@mail.uio.no",
        "uio.no",
    ],
)
def test_identifiers_and_addresses_need_no_guessing(text: str) -> None:
    match = find(text).match
    assert match is not None
    assert (match.id, match.score) == ("ror:01xtthb56", 1.0)


def test_a_batch_gives_each_row_what_it_would_get_alone() -> None:
    texts = ["University of Oslo", "Nowhere", "University of Oslo", "Universiteti i Tiranës", "x"] * 20
    queries = [Query(text) for text in texts]
    answers = register().identify_many(queries)
    assert answers == [register().identify(query) for query in queries]
    alone = register().find(queries[0]).match
    assert alone is not None
    assert (answers[0].institution, answers[0].score) == (alone.id, alone.score)


def test_folding_keeps_other_scripts_and_joins_spellings() -> None:
    assert fold("Łódź ĐØÆß’s") == "lodz doaesss"
    assert tokens(fold("Universidad")) == tokens(fold("Université")) == ["university"]
    assert comparable("The University of Oslo") == comparable("Oslo University")
    assert tokens("北京大学") == ["北京", "京大", "大学"]
    assert tokens("हिन्दी विश्वविद्यालय") == ["हिन्दी", "university"]
    assert fold("أكاديمية") == fold("اكاديميه")
    assert tokens(fold("جامعة القاهرة")) == tokens(fold("جامعه قاهره"))
    assert tokens("서울대학교") == ["서울", "university"]


@given(st.text(max_size=400))
def test_no_text_makes_it_fail(text: str) -> None:
    found = find(text)
    assert (found.match is None) != (found.no_match is None)
    assert all(0 <= it.score <= 1 for it in found.candidates)
    scores = [it.score for it in found.candidates]
    assert scores == sorted(scores, reverse=True)


HOSTILE: Sequence[str] = (
    "\0" * 500,
    "\u202e" + "Oslo" * 100,
    "a\u0301" * 900,
    "university " * 5_000,
    "Oslo, " * 5_000,
    "\ud800",
    "=cmd|' /C calc'!A0",
    "()[]{}<>;--'\"" * 50,
    "ﷺ" * 300,
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_are_only_texts(text: str) -> None:
    assert find(text).match is None


def test_a_local_identifier_names_what_has_no_other() -> None:
    own = identifier(Scheme.LOCAL, "agency.7")
    register_of_one = Register([record("Some College", identifiers=(own,))], [], "test")
    assert register_of_one.get("local:agency.7").name == "Some College"
