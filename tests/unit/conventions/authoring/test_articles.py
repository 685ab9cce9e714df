"""Every article of the encoded conventions has a rule, or a reason why not; the document says the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from services.conventions.adapters.reference_files import ReferenceData, read_reference_data
from services.conventions.adapters.rule_files import read_readings, read_reasons, read_release, read_texts
from services.conventions.container import account_of_articles
from services.conventions.domain.authoring.articles import Article, articles
from shared.rules.documents.rule import Cite, Rule

DOCUMENT = Path(__file__).parents[4] / "docs" / "law.md"


@pytest.fixture(scope="module")
def data() -> ReferenceData:
    return read_reference_data()


@pytest.fixture(scope="module")
def rules(data: ReferenceData) -> list[Rule]:
    return [it.rule for it in read_release(data).rules]


@pytest.fixture(scope="module")
def found(data: ReferenceData, rules: list[Rule]) -> tuple[Article, ...]:
    return articles(rules, data, read_reasons())


def test_every_article_has_a_rule_or_a_reason_and_never_both(found: tuple[Article, ...]) -> None:
    assert [(it.instrument, it.article) for it in found if it.unaccounted] == []


def test_no_reason_is_given_for_an_article_that_nobody_has_on_record(found: tuple[Article, ...]) -> None:
    given = {(at, article) for at, reasons in read_reasons().items() for article in reasons}
    assert given <= {(it.instrument, it.article) for it in found}


def test_every_rule_appears_at_an_article(found: tuple[Article, ...], rules: list[Rule]) -> None:
    """Rules that say whether an instrument binds cite its final clauses, which the data hold apart."""
    shown = {rule for it in found for rule in it.rules}
    assert {it.id for it in rules if not it.slot.startswith("binding.")} <= shown


def test_a_rule_at_a_paragraph_accounts_for_its_article_and_one_elsewhere_does_not(
    data: ReferenceData, rules: list[Rule]
) -> None:
    (rule,) = (it for it in rules if it.id == "lrc_1997.appeal")
    cites = ("III.5(2)", "Tokyo II.3", "III.50")
    found = articles([replace(rule, cites=tuple(Cite(it, "norm") for it in cites))], data, {})
    assert {it.instrument for it in found} == {"lrc_1997"}
    assert [it.article for it in found if it.rules] == ["III.5"]


def test_an_article_of_another_instrument_is_cited_with_its_name(
    data: ReferenceData, rules: list[Rule]
) -> None:
    both = [it for it in rules if it.id in {"bkk_1983.binding", "tokyo_2011.binding"}]
    carried = {it.article: it.rules for it in articles(both, data, {}) if it.instrument == "tokyo_2011"}
    assert carried["X.3.2(a)"] == ("bkk_1983.binding",)


def test_the_document_is_what_the_command_writes() -> None:
    said = "write it again: symbolon rules articles > docs/law.md"
    assert DOCUMENT.read_text(encoding="utf-8") == account_of_articles(), said


def test_an_open_point_names_an_article_and_the_rules_that_encode_it(found: tuple[Article, ...]) -> None:
    carried = {(it.instrument, it.article): set(it.rules) for it in found}
    for it in read_readings():
        assert it.rules, it.question
        assert set(it.rules) <= carried[it.instrument, it.article], it.question


def test_an_instrument_whose_articles_are_not_all_confirmed_says_what_was_read(
    found: tuple[Article, ...],
) -> None:
    """A mark other than `verified` on an article that rules encode is explained by what was not read."""
    doubtful = {it.instrument for it in found if it.rules and it.mark != "verified"}
    assert doubtful <= read_texts().keys()
