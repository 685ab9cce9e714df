"""A statement in plain words: the same content in every language, and nothing that is not in it."""

import html.parser
import re
from dataclasses import replace
from typing import Any

import pytest

from services.conventions.adapters.rule_files import read_release
from services.credentials.domain.casework.case import Decision
from services.credentials.domain.evaluation.facts import Purpose, QualificationType
from services.credentials.domain.evaluation.provisions import DECIDED
from services.credentials.domain.evaluation.wording import REASONS
from services.credentials.domain.statements.credential import credential, held_by
from services.credentials.domain.statements.stated import LegalForce, Softer
from services.credentials.entrypoints.http.statements.page import page
from shared.explanations.catalogue import statement_words
from shared.explanations.explain import Language
from shared.explanations.statement import Readable, readable
from shared.rules.documents.rule import Rule
from tests.unit.credentials.statements.decided import CONDITIONAL, THOROUGH, statement
from tests.unit.credentials.statements.signing import ISSUER, PLACE

LANGUAGES = list(Language)
OUTCOME_ACTS = {it.value for it in DECIDED}
either = pytest.mark.parametrize("language", LANGUAGES)


@pytest.fixture(name="shipped", scope="module")
def _shipped() -> list[Rule]:
    return [it.rule for it in read_release().rules]


def told(language: Language = Language.ENGLISH, **changed: Any) -> Readable:
    content = held_by(credential(statement(**changed), ISSUER, PLACE), "Ada Example")
    return readable(content, "sha256:0123", statement_words(language))


def lines(found: Readable, section: str) -> list[str]:
    return [it.text for one in found.sections if one.name == section for it in one.lines]


def test_every_language_says_every_word() -> None:
    words = [statement_words(it)._phrases for it in LANGUAGES]
    keys = [{kind: sorted(phrases) for kind, phrases in it.items()} for it in words]
    assert keys[0] == keys[1] == keys[2]
    for kind, phrases in words[0].items():
        for key, phrase in phrases.items():
            places = set(re.findall(r"{\w+}", phrase))
            assert all(set(re.findall(r"{\w+}", it[kind][key])) == places for it in words), (kind, key)


@either
def test_every_code_that_a_statement_can_hold_has_words(language: Language, shipped: list[Rule]) -> None:
    words = statement_words(language)
    codes: dict[str, list[Any]] = {
        "outcome": [it.value for it in Decision if it is not Decision.WITHDRAWN],
        "title": list(LegalForce),
        "force": list(LegalForce),
        "softer": list(Softer),
        "purpose": list(Purpose),
        "kind": list(QualificationType),
    }
    for kind, known in codes.items():
        assert [it for it in known if not words.knows(kind, it)] == []
    effects = (it.effect for it in shipped if it.slot == "recognition.outcome")
    given = {code for it in effects if it.act in OUTCOME_ACTS for code in it.reasons}
    assert [it for it in sorted(given & REASONS.keys()) if not words.knows("reason", it)] == []


@either
def test_a_refusal_is_told_whole(language: Language) -> None:
    found = told(language)
    names = [it.name for it in found.sections]
    assert names == [
        *("outcome", "facts", "reasons", "grounds", "considered", "measures"),
        *("appeal", "provisions", "warnings", "check"),
    ]
    assert lines(found, "measures") == list(THOROUGH.measures)
    assert "Ada Example" in lines(found, "facts")
    assert "Felles klagenemnd" in lines(found, "appeal")
    assert any("0123" in it for it in lines(found, "check"))
    assert not any("“" in line.text for one in found.sections for line in one.lines)


def test_the_law_is_named_in_the_readers_language() -> None:
    (reason,) = lines(told(Language.FRENCH), "reasons")
    said, _, law = reason.partition(" (")
    assert said == "Une différence substantielle a été établie"
    assert law == "article VI.1, Convention de Lisbonne sur la reconnaissance)"


def test_a_reason_without_words_is_said_in_english_and_marked_as_english() -> None:
    content: Any = credential(statement(), ISSUER, PLACE)
    content["credentialSubject"]["reasons"] = [{"code": "of_next_year", "text": "A reason of next year."}]
    found = readable(content, "sha256:0123", statement_words(Language.SPANISH))
    (line,) = next(it.lines for it in found.sections if it.name == "reasons")
    assert (line.text, line.language) == ("A reason of next year.", "en")
    assert '<p lang="en">A reason of next year.</p>' in page(found).decode()


def test_conditions_and_advice_are_told() -> None:
    stated = replace(CONDITIONAL, legal_force=LegalForce.ADVICE, appeal=None)
    found = told(outcome=Decision.CONDITIONAL, stated=stated)
    assert found.title.startswith("Advice")
    assert lines(found, "conditions") == ["Pass the examination in statistics."]
    assert lines(found, "appeal") == []


class _Page(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.texts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        assert isinstance(attrs, list)
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_no_text_of_anybody_becomes_markup() -> None:
    hostile = "<script>alert(1)</script><img src=x onerror=y>\"'&"
    found = told(stated=replace(THOROUGH, measures=(hostile,)))
    read = _Page()
    read.feed(page(found).decode())
    assert not {"script", "img"} & set(read.tags)
    assert hostile in read.texts


@either
def test_the_page_says_its_language_and_every_line(language: Language) -> None:
    found = told(language)
    read = _Page()
    read.feed(page(found).decode())
    assert page(found).decode().startswith(f'<!doctype html>\n<html lang="{language.value}">')
    assert {line.text for one in found.sections for line in one.lines} <= set(read.texts)
