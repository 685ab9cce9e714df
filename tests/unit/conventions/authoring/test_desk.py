"""A lawyer's way with a rule: begin, break, mend, compare; messages say where, and what instead."""

import pytest

from services.conventions.domain.authoring.desk import Desk, meant
from services.conventions.domain.authoring.template import UnknownArticle, new_rule
from shared.kernel.clock import SystemClock
from shared.rules.documents.findings import Finding, Refused


def faults(desk: Desk, text: str) -> tuple[Finding, ...]:
    with pytest.raises(Refused) as refused:
        desk.check(text, path="draft.yaml")
    return refused.value.findings


def test_a_new_rule_passes_the_check_and_its_own_tests(desk: Desk, fresh: str) -> None:
    assert desk.test(desk.check(fresh, path="draft.yaml")) == ()


def test_a_new_rule_needs_an_article_on_record(desk: Desk) -> None:
    today = SystemClock().now().date()
    with pytest.raises(UnknownArticle, match=r"XX\.9.*VI\.1"):
        new_rule("x", "XX.9", desk.instruments["lrc_1997"], desk.data.provisions, today=today)


def test_a_misspelt_fact_is_shown_at_its_place_with_what_was_meant(desk: Desk, fresh: str) -> None:
    (found, *_) = faults(desk, fresh.replace("award.kind in", "award.kinds in"))
    assert found.code == "unknown_name"
    assert found.hint == "did you mean award.kind?"
    line, caret = found.excerpt.splitlines()
    assert line[caret.index("^") :].startswith("award.kinds")


def test_an_instrument_that_nobody_knows_is_refused_with_its_neighbour(desk: Desk, fresh: str) -> None:
    (found,) = faults(desk, fresh.replace("{id: lrc_1997,", "{id: lrc_1979,"))
    assert (found.code, found.pointer) == ("unknown_instrument", "/instrument/id")
    assert "lrc_1997" in found.hint


def test_every_fault_comes_at_once(desk: Desk, fresh: str) -> None:
    broken = fresh.replace("award.kind in", "award.kinds in").replace("&& covered", "&& coverd")
    assert {it.code for it in faults(desk, broken)} >= {"unknown_name", "unnamed_condition"}


def test_a_test_that_fails_is_named_with_what_was_found(desk: Desk, fresh: str) -> None:
    broken = fresh.replace("award.kind: degree}", "award.kind: access}")
    (found, *_) = desk.test(desk.check(broken, path="draft.yaml"))
    assert found.message.startswith("everything is given: expected true, found false")


def test_a_draft_is_compared_with_the_rule_that_ships(desk: Desk) -> None:
    shipped = desk.shipped("lrc_1997.vi_1")
    assert shipped is not None
    assert desk.changes(shipped) == ""
    changed = desk.check(shipped.text.replace("favour: 100", "favour: 90"), path="draft.yaml").rule
    lines = desk.changes(changed).splitlines()
    assert [it for it in lines if it.startswith("+effect")] == [
        it.replace("-", "+", 1).replace("100", "90") for it in lines if it.startswith("-effect")
    ]


def test_nothing_like_it_suggests_nothing() -> None:
    assert meant("zzzz", ["lrc_1997"]) == ""
