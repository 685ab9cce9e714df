"""Explanations come from catalogues that know every word of the shipped rules, in every language."""

import string
from collections.abc import Mapping
from datetime import date

import pytest

from services.conventions.adapters.rule_files import read_release
from shared.explanations.catalogue import catalogue
from shared.explanations.explain import Language, explain
from shared.rules.conclusions import concluded, concluding_slots
from shared.rules.documents.burden import Party
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.evaluate.order import Principle
from shared.rules.evaluate.resolution import State
from shared.rules.facts import admit
from shared.rules.release import RuleSet

DAY = date(2010, 3, 1)
LANGUAGES = list(Language)


@pytest.fixture(scope="module")
def release() -> RuleSet:
    return read_release()


CASE = {
    "award.state": "ALB",
    "host.state": "NOR",
    "award.kind": "degree",
    "award.joint": False,
    "award.transnational": False,
    "award.taught_in_host_state": False,
    "holder.displaced": False,
    "holder.lacks_papers": False,
    "purpose.study": True,
    "purpose.work": False,
    "decider.institution": False,
    "award.institution_recognised_at_award": True,
    "award.retroactive_recognition_confirmed": False,
    "award.verified_with_issuer": True,
    "documents.complete": True,
    "substantial_differences": [],
    "assessment.closed": True,
    "fraud.established": False,
}


def said(
    release: RuleSet,
    language: Language,
    facts: Mapping[str, object],
    slot: str = "recognition.outcome",
    day: date = DAY,
) -> list[str]:
    law = release.compile(day, date(2026, 11, 24))
    whole = concluded(law, concluding_slots(release), admit(facts, release.vocabulary))
    trace = law.trace({it: value for it, value in whole.items() if it != slot}, slot)
    return [it.text for it in explain(trace, release, catalogue(language))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_the_shipped_rules_has_a_phrase(release: RuleSet, language: Language) -> None:
    words = catalogue(language).phrases
    rules = [it.rule for it in release.rules]
    facts = release.vocabulary.facts
    evidence = {it for rule in rules for burden in rule.burden.values() for it in burden.evidence}
    evidence |= {it for fact in facts.values() for it in fact.evidence}
    assert {it.effect.act for it in rules} <= words["act"].keys()
    assert {name for it in rules for name in it.where} <= words["condition"].keys()
    assert {it.slot for it in rules} <= words["slot"].keys()
    assert {it.instrument.id for it in rules} <= words["instrument"].keys()
    assert set(facts) <= words["fact"].keys() | {LEGAL_DAY}
    assert evidence <= words["evidence"].keys()
    assert set(Party) == words["party"].keys()
    assert set(Principle) == words["principle"].keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_sentences_with_the_same_parts(language: Language) -> None:
    def parts(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name}

    english, other = catalogue(Language.ENGLISH), catalogue(language)
    assert set(other.sentences) == set(english.sentences)
    assert {it.value for it in State} <= set(other.sentences) | {"settled"}
    for key, text in english.sentences.items():
        assert parts(other.sentences[key]) == parts(text), key
    for kind, phrases in english.phrases.items():
        assert set(other.phrases[kind]) == set(phrases), kind


def test_an_outcome_is_said_with_the_article_that_carries_it(release: RuleSet) -> None:
    assert said(release, Language.ENGLISH, CASE)[:2] == [
        "What becomes of the application: the qualification is recognised.",
        "Article VI.1 of the Lisbon Recognition Convention: the qualification is recognised.",
    ]
    assert said(release, Language.FRENCH, CASE)[0] == "Suite à donner à la demande : le titre est reconnu."
    assert said(release, Language.SPANISH, CASE)[0] == "Qué procede con la solicitud: el título se reconoce."


def test_what_is_missing_is_asked_of_whom_it_is_owed_by(release: RuleSet) -> None:
    open_case = {name: value for name, value in CASE.items() if name != "award.verified_with_issuer"}
    sentences = said(release, Language.ENGLISH, open_case)
    assert sentences[0] == "What becomes of the application: this cannot be told yet."
    assert any(
        it.startswith("Still needed from the issuing institution: the institution's confirmation")
        for it in sentences
    ), sentences


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_explanation_shows_a_name_of_the_rule_language(release: RuleSet, language: Language) -> None:
    for missing in CASE:
        facts = {name: value for name, value in CASE.items() if name != missing}
        for text in said(release, language, facts):
            assert "“" not in text, text
            assert "_" not in text, text


def test_only_the_articles_for_this_kind_of_case_are_named(release: RuleSet) -> None:
    """One rule covers access, periods and degrees; the reader of a degree is told of its article alone."""
    shown = {"substantial_differences": [{"grave": True, "shown": True, "leaves": "part"}]}
    assert said(release, Language.ENGLISH, CASE | shown)[1] == (
        "Article VI.1 of the Lisbon Recognition Convention: a part is recognised."
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_begins_with_a_capital(release: RuleSet, language: Language) -> None:
    assert all(it[0].isupper() for it in said(release, language, CASE))


def test_a_profession_that_is_not_listed_is_called_so(release: RuleSet) -> None:
    engineer = {
        "award.state": "EST",
        "host.state": "BEL",
        "award.kind": "professional",
        "purpose.names_profession": True,
        "purpose.listed_profession": False,
    }
    sentences = said(release, Language.ENGLISH, CASE | engineer, "recognition.duty", date(2024, 5, 6))
    assert sentences[1].startswith("Article 10-14 of the Directive 2005/36/EC")
    assert "Established: the profession is named and not a listed one." in sentences


def test_an_instrument_that_does_not_bind_is_said_not_to(release: RuleSet) -> None:
    assert said(release, Language.FRENCH, CASE, "binding.tokyo_2011", date(2019, 3, 1)) == [
        "Si la Convention de Tokyo lie les deux États : non."
    ]


def test_where_the_treaties_settle_nothing_national_law_does(release: RuleSet) -> None:
    strangers = CASE | {"award.state": "USA", "host.state": "CHN"}
    assert said(release, Language.ENGLISH, strangers) == [
        "What becomes of the application: no rule of the treaties settles this; national law does."
    ]


def test_no_article_gives_way_to_itself(release: RuleSet) -> None:
    overdue = CASE | {"decision.overdue": True}
    sentences = said(release, Language.ENGLISH, overdue, "appeal")
    assert sentences[0] == "Appeal: the appeal is open against silence."
    assert not any("gives way" in it for it in sentences)
