"""What leaves the desk: a view to read, tests for OpenFisca, LegalRuleML with Akoma Ntoso references."""

from datetime import date
from xml.etree import ElementTree as ET

import pytest
import yaml

from services.conventions.domain.authoring.desk import Desk
from services.conventions.domain.authoring.legalruleml import LRML, RULEML, akoma_ntoso, legalruleml
from services.conventions.domain.authoring.openfisca import openfisca_tests
from services.conventions.domain.authoring.reading_view import html, markdown, reading_view
from shared.rules.documents.rule import Rule

NAMES = {"lrml": LRML, "ruleml": RULEML}


@pytest.fixture(scope="module")
def rule(desk: Desk) -> Rule:
    found = desk.shipped("lrc_1997.vi_1")
    assert found is not None
    return found


def test_the_view_puts_each_article_in_our_words_beside_the_rule(desk: Desk, rule: Rule) -> None:
    written = markdown(reading_view(rule, desk.data.provisions))
    assert written.startswith("# Degree: recognised, where no substantial difference is shown\n")
    for it in rule.cites:
        assert f"| {it.article} | {it.role} |" in written
    assert "not on record" not in written
    assert "| difference | authority |" in written


def test_a_draft_cannot_write_markup_into_the_view(desk: Desk, fresh: str) -> None:
    hostile = fresh.replace('title: "', 'title: "<script>alert(1)</script> | ** ')
    view = reading_view(desk.check(hostile, path="draft.yaml").rule, desk.data.provisions)
    assert "<script" not in html(view)
    assert markdown(view).startswith(r"# \<script\>alert(1)\</script\> \| \*\* Lisbon")


def test_the_page_is_well_formed(desk: Desk, rule: Rule) -> None:
    page = html(reading_view(rule, desk.data.provisions)).removeprefix("<!doctype html>\n")
    top = ET.fromstring(page.replace('<meta charset="utf-8">', ""))
    assert len(top.findall(".//table")) == 4


def test_every_test_goes_to_openfisca_whole(rule: Rule) -> None:
    text = openfisca_tests(rule)
    assert "&id" not in text
    tests = yaml.safe_load(text)
    assert [it["output"][rule.id] for it in tests] == [
        {"true": True, "false": False, "unknown": None}[it.expect] for it in rule.examples
    ]
    assert all(value is not None for it in tests for value in it["input"].values())


def test_legalruleml_cites_every_article_and_names_every_condition(rule: Rule) -> None:
    top = ET.fromstring(legalruleml([rule]))
    cited = [it.get("refID") for it in top.iterfind(".//lrml:Reference", NAMES)]
    assert cited == [akoma_ntoso("lrc_1997", date(1997, 4, 11), it.article) for it in rule.cites]
    names = [it.text for it in top.iterfind(".//ruleml:if//ruleml:Rel", NAMES)]
    assert names == list(rule.where)
    assert top.find(".//ruleml:then/lrml:Obligation", NAMES) is not None


def test_an_override_is_a_statement_of_its_own(desk: Desk) -> None:
    special = desk.shipped("lrc_1997.foreign_provider.duty")
    assert special is not None
    top = ET.fromstring(legalruleml([special]))
    under = [it.get("under") for it in top.iterfind(".//lrml:Override", NAMES)]
    assert under == [f"#{it.rule}" for it in special.overrides]


@pytest.mark.parametrize(
    ("article", "reference"),
    [
        ("VI.1", "art_vi__para_1"),
        ("III.3.5", "art_iii__para_3__para_5"),
        ("4.1a", "art_4__para_1a"),
        ("VII", "art_vii"),
    ],
)
def test_articles_become_akoma_ntoso_references(article: str, reference: str) -> None:
    assert akoma_ntoso("x", None, article) == f"/akn/un/act/treaty/unknown/x/!main~{reference}"
