"""What a new release says otherwise: by meaning, part by part; spacing is no difference of meaning."""

from collections.abc import Callable

from services.conventions.domain.lifecycle.difference import DocumentChange, difference
from services.conventions.domain.lifecycle.document import Document, read_document
from services.conventions.domain.lifecycle.release import Entry, assemble
from shared.rules.release import RuleSet
from tests.support.rules import DOCUMENTS, RULE, revised


def release(*texts: str) -> tuple[RuleSet, list[Document]]:
    documents = [read_document(it) for it in texts]
    return assemble([Entry(it, None) for it in documents], previous=None), documents


VOCABULARY, PARTIES = (text for _, text in DOCUMENTS[:2])


def changed(change: Callable[[str], str]) -> list[DocumentChange]:
    return difference(
        release(VOCABULARY, PARTIES, RULE), release(VOCABULARY, PARTIES, revised(RULE, 2, change))
    )


def parts(found: list[DocumentChange]) -> list[tuple[str, str]]:
    (document,) = found
    return [(it.part, it.kind) for it in document.changes]


def test_the_same_release_differs_in_nothing() -> None:
    one = release(VOCABULARY, PARTIES, RULE)
    assert difference(one, one) == []


def test_spacing_is_a_difference_of_text_and_not_of_meaning() -> None:
    found = changed(
        lambda it: it.replace("in_scope && authentic && !difference", "in_scope &&  authentic && !difference")
    )
    assert parts(found) == []
    assert "&&  authentic" in found[0].text


def test_a_condition_that_says_something_else_is_named() -> None:
    assert parts(changed(lambda it: it.replace("d.grave && d.shown_by", "d.shown_by"))) == [
        ("where/difference", "changed")
    ]


def test_a_condition_that_was_taken_out_changes_the_combination_too() -> None:
    def without(text: str) -> str:
        kept = text.replace("  authentic: award.verified\n", "").replace(" && authentic", "")
        return kept[: kept.index("burden:")].replace("authentic", "") + (
            "burden:\n  difference:\n    {on: host.authority, open_list: substantial_differences,"
            " closed_by: assessment.closed, silence: not_shown}\n"
        )

    assert parts(changed(without)) == [
        ("where/authentic", "removed"),
        ("when", "changed"),
        ("burden", "changed"),
        ("tests", "changed"),
    ]


def test_an_effect_and_a_validity_are_parts_of_their_own() -> None:
    found = changed(
        lambda it: it.replace("favour: 100", "favour: 90").replace(
            "to: null, tested_on", "to: 2030-01-01, tested_on"
        )
    )
    assert parts(found) == [("valid", "changed"), ("effect", "changed")]


def test_a_new_fact_of_the_vocabulary_is_named_with_its_type() -> None:
    words = revised(VOCABULARY, 2, lambda it: it + "  award.sealed: {type: bool, owed_by: applicant}\n")
    found = difference(release(VOCABULARY, PARTIES, RULE), release(VOCABULARY, words, PARTIES, RULE))
    assert parts(found) == [("facts/award.sealed", "added")]


def test_a_rule_that_is_new_or_gone_is_told_as_a_whole() -> None:
    without, with_rule = release(VOCABULARY, PARTIES), release(VOCABULARY, PARTIES, RULE)
    (added,), (removed,) = difference(without, with_rule), difference(with_rule, without)
    assert (added.change, added.versions) == ("added", (None, 1))
    assert (removed.change, removed.versions) == ("removed", (1, None))
