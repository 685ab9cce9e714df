"""Qualification systems, counterparts and grades through the gateway."""

from typing import Any
from urllib.parse import urlencode

import pytest

from services.credentials.adapters.ewp_tables import NAMESPACE
from tests.support.machine import Running


async def test_the_systems_are_listed_page_by_page(platform: Running) -> None:
    status, page = await platform.ask("GET", "/v1/qualification-systems?limit=60")
    assert status == 200
    _, rest = await platform.ask("GET", f"/v1/qualification-systems?limit=60&cursor={page['next']}")
    countries = [it["country"] for it in [*page["items"], *rest["items"]]]
    assert countries == sorted(set(countries))
    assert len(countries) > 100
    assert page["reference_data"].startswith("sha256:")
    assert page["as_of"] == "2026-11-24"


async def test_a_system_shows_where_its_facts_come_from(platform: Running) -> None:
    status, system = await platform.ask("GET", "/v1/qualification-systems/DEU")
    assert status == 200
    assert system["eqf"] == {
        "by": "2012-12-31",
        "until": None,
        "evidence": system["eqf"]["evidence"] | {"trust": "verified"},
    }
    diplom = next(it for it in system["items"] if it["id"] == "deu.diplom")
    assert diplom["awarded"] == {"since": "unknown", "until": "unknown"}
    assert diplom["evidence"]["trust"] == "provisional"
    facts = next(it for it in system["items"] if it["id"] == "deu.bachelor")["facts"]
    assert facts["years"]["trust"] == "verified"
    assert "https://www.gesetze-im-internet.de/hrg/" in facts["years"]["source"]
    assert facts["awarded"]["trust"] == "provisional"
    assert "fields" not in facts
    status, problem = await platform.ask("GET", "/v1/qualification-systems/XAA")
    assert (status, problem["code"]) == (404, "unknown_qualification_system")


async def test_a_title_is_found_as_it_was_on_the_day_of_the_award(platform: Running) -> None:
    query = urlencode({"country": "TUR", "text": "LİSANS DİPLOMASI", "on": "2010-07-01"})
    status, finding = await platform.ask("GET", f"/v1/qualifications?{query}")
    assert (status, finding["outcome"]) == (200, "found")
    assert finding["candidates"][0]["id"] == "tur.lisans"
    assert finding["levels"]["eqf"] == {"value": None, "standing": "unknown", "by": "2017-12-31"}


async def test_the_counterpart_comes_with_its_reasons(platform: Running) -> None:
    path = "/v1/qualifications/fra.licence/comparable?host=ESP&awarded=2015-07-01&on=2020-01-01"
    status, comparison = await platform.ask("GET", path)
    assert (status, comparison["outcome"]) == (200, "comparable")
    nearest = comparison["counterparts"][0]
    assert nearest["qualification"]["id"] == "esp.grado"
    assert {it["code"] for it in nearest["reasons"]} == {"same_kind", "length_differs"}


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("country=FRA", "text"),
        ("country=XYZ&text=Licence", "country"),
        ("country=FRA&text=Licence&on=1.7.2010", "on"),
        ("country=FRA&text=" + "a" * 301, "text"),
    ],
)
async def test_a_wrong_question_is_refused_at_its_place(platform: Running, query: str, pointer: str) -> None:
    status, problem = await platform.ask("GET", f"/v1/qualifications?{query}")
    assert status in {400, 422}
    assert pointer in str(problem["errors"])


FORMULA = {
    "method": "modified_bavarian",
    "grade": "14,5",
    "scale": "fra.university",
    "rounding": "cologne/1",
}
SHARES = [{"label": it, "percentage": 50} for it in ("good", "fair")]
TABLE = {"grades": SHARES, "order": "best_first", "failing": []}
RANKS = {
    "method": "distribution",
    "grade": "B",
    "source_table": "ects/2003",
    "target_table": TABLE,
}
THRESHOLDS = {"method": "thresholds", "grade": "64", "table": "gbr.honours/1"}
HALVES = '<gradeFrequency label="A" percentage="50"/><gradeFrequency label="B" percentage="50"/>'
EWP = f'<r xmlns="{NAMESPACE}">' + "".join(
    f'<iscedTable iscedCode="{code}">{HALVES}</iscedTable>' for code in ("0612", "0613", "09")
)
EWP += "</r>"


def ewp(xml: str, field: str) -> dict[str, Any]:
    return {"ewp_xml": xml, "isced_f": field, "order": "best_first", "failing": []}


@pytest.mark.parametrize(
    ("body", "grade", "policy"),
    [
        (FORMULA, "2.7", "cologne/1"),
        (FORMULA | {"rounding": "passau/1"}, "2.3", "passau/1"),
        (RANKS, "good", "middle_of_the_segment/1"),
        (THRESHOLDS, "Upper second", "gbr.honours/1"),
    ],
)
async def test_a_grade_is_converted(platform: Running, body: dict[str, Any], grade: str, policy: str) -> None:
    status, answer = await platform.ask("POST", "/v1/grades:convert", body=body)
    assert (status, answer["outcome"]) == (200, "converted")
    assert (answer["grade"], answer["policy"]) == (grade, policy)


@pytest.mark.parametrize(
    ("body", "caution", "given"),
    [
        (FORMULA, "provisional", True),
        (FORMULA | {"scale": {"best": "20", "passing": "10"}}, "provisional", False),
        (RANKS, "provisional", True),
        (THRESHOLDS, "provisional", True),
        (RANKS | {"source_table": ewp(EWP, "0612"), "target_table": ewp(EWP, "09")}, "other_fields", True),
        (RANKS | {"source_table": ewp(EWP, "0612"), "target_table": ewp(EWP, "0612")}, "other_fields", False),
    ],
)
async def test_what_a_grade_rests_on_is_said(
    platform: Running, body: dict[str, Any], caution: str, given: bool
) -> None:
    _, answer = await platform.ask("POST", "/v1/grades:convert", body=body)
    assert (caution in {it["code"] for it in answer["cautions"]}) is given


async def test_a_method_that_does_not_fit_says_why(platform: Running) -> None:
    status, answer = await platform.ask("POST", "/v1/grades:convert", body=FORMULA | {"grade": "9"})
    assert (status, answer["outcome"], answer["grade"]) == (200, "refused", None)
    assert answer["refusal"]["code"] == "failing_grade"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (FORMULA | {"scale": "nowhere.university"}, "/scale"),
        (FORMULA | {"scale": {"best": "10", "passing": "10"}}, "/scale"),
        (RANKS | {"source_table": "nowhere"}, "/source_table"),
        (
            RANKS | {"target_table": {"grades": SHARES[:1], "order": "best_first", "failing": []}},
            "/target_table",
        ),
        (RANKS | {"source_table": ewp("<a/>", "0612")}, "/source_table/ewp_xml"),
        (RANKS | {"source_table": ewp(EWP, "0612") | {"failing": ["FX"]}}, "/source_table/ewp_xml"),
        (THRESHOLDS | {"table": "gbr.honours/2"}, "/table"),
    ],
)
async def test_a_wrong_conversion_is_refused_at_its_place(
    platform: Running, body: dict[str, Any], pointer: str
) -> None:
    status, problem = await platform.ask("POST", "/v1/grades:convert", body=body)
    assert status == 422
    assert problem["errors"][0]["pointer"] == pointer


async def test_which_grades_fail_is_never_guessed(platform: Running) -> None:
    silent = {name: value for name, value in TABLE.items() if name != "failing"}
    status, problem = await platform.ask("POST", "/v1/grades:convert", body=RANKS | {"target_table": silent})
    assert status == 422
    assert any(it["pointer"].endswith("/failing") for it in problem["errors"])


async def test_the_scales_are_listed(platform: Running) -> None:
    status, scales = await platform.ask("GET", "/v1/grade-scales")
    assert status == 200
    assert {"cologne/1", "passau/1"} <= set(scales["roundings"])
    assert len(scales["items"]) > 100
