"""A replay counts what deciding each case twice would show, and holds small counts back."""

from collections import Counter
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.rule_files import rule_texts
from services.conventions.domain.lifecycle.document import read_document
from services.conventions.domain.lifecycle.release import Entry, assemble
from services.credentials.application.replay import as_case
from services.credentials.domain.evaluation.ruling import rule_on
from services.credentials.domain.replay.cases import Cases
from services.credentials.domain.replay.replay import Replay
from services.credentials.domain.replay.report import SMALLEST, report_of, suppressed
from shared.rules.release import RuleSet
from tests.support.applications import applications

TODAY = date(2026, 11, 24)
SLOT = "recognition.outcome"
CASES = applications(Random(3), 400)
DEGREE = "lrc_1997/outcome/vi_1.yaml"


TEXTS = [
    it
    for it in rule_texts(read_reference_data())
    if it.path.startswith("lrc_1997") or it.path == "vocabulary.yaml" or not it.path.endswith(".yaml")
]
"""The Lisbon Recognition Convention, and the parties of all."""


def shipped(path: str = "", old: str = "", new: str = "") -> RuleSet:
    """The rules of Lisbon, with one text changed where `path` says which."""
    entries = []
    for it in TEXTS:
        if it.path == path:
            assert old in it.text
        text = it.text.replace(old, new) if it.path == path else it.text
        entries.append(Entry(read_document(text, path=it.path), it.known_from))
    return assemble(entries, previous=None)


@pytest.fixture(scope="module")
def base() -> RuleSet:
    return shipped()


@pytest.fixture(scope="module")
def draft() -> RuleSet:
    """The degree is recognised only where the institution's recognition is known as well."""
    return shipped(
        DEGREE,
        "documented: documents.complete && award.verified_with_issuer",
        "documented: documents.complete && award.verified_with_issuer && award.quality_assured",
    )


def replayed(base: RuleSet, draft: RuleSet) -> Replay:
    replay = Replay(base, draft, SLOT, TODAY)
    for start in range(0, len(CASES), 150):
        page = [as_case(it) for it in CASES[start : start + 150]]
        replay.add(Cases.of(page, draft.vocabulary))
    return replay


def test_the_same_release_flips_nothing(base: RuleSet) -> None:
    replay = replayed(base, base)
    assert (replay.cases, replay.flips) == (len(CASES), 0)
    assert not replay.reasons
    assert not replay.undecidable


def test_the_matrix_is_that_of_deciding_each_case_twice(base: RuleSet, draft: RuleSet) -> None:
    alone: Counter[tuple[str, str]] = Counter(
        (rule_on(base, it, TODAY).outcome.outcome, rule_on(draft, it, TODAY).outcome.outcome) for it in CASES
    )
    replay = replayed(base, draft)
    assert replay.matrix == alone
    assert replay.flips > 0


def test_a_flip_is_put_down_to_the_rule_and_the_condition_that_changed(base: RuleSet, draft: RuleSet) -> None:
    replay = replayed(base, draft)
    rule = replay.reasons["lrc_1997.vi_1", "", "answers otherwise"]
    assert rule > 0
    assert replay.reasons["lrc_1997.vi_1", "documented", "answers otherwise"] == rule
    assert {name for name, _, _ in replay.reasons} == {"lrc_1997.vi_1"}


def test_cases_that_only_lack_a_fact_nobody_recorded_are_told_apart(base: RuleSet, draft: RuleSet) -> None:
    replay = replayed(base, draft)
    opened = sum(count for (old, new), count in replay.matrix.items() if new == "needs" != old)
    assert replay.undecidable["award.quality_assured"] == opened > 0


def test_a_rule_that_is_gone_is_a_reason_of_its_own(base: RuleSet) -> None:
    repealed = shipped(
        DEGREE, "valid: {from: 1999-02-01, to: null}", "valid: {from: 1999-02-01, to: 2005-01-01}"
    )
    replay = Replay(base, repealed, SLOT, TODAY)
    later = [it for it in CASES if it.legal_date >= date(2010, 1, 1)]
    replay.add(Cases.of([as_case(it) for it in later], repealed.vocabulary))
    assert replay.reasons["lrc_1997.vi_1", "", "removed"] > 0


def test_the_report_adds_up_and_shows_no_small_count(base: RuleSet, draft: RuleSet) -> None:
    report = report_of(replayed(base, draft))
    assert report["cases"] == len(CASES)
    assert report["draft"] == draft.hash

    def counts(value: object) -> list[object]:
        if isinstance(value, dict):
            own = [it for key, it in value.items() if key in {"cases", "flips"}]
            return own + [found for it in value.values() for found in counts(it)]
        return [found for it in value for found in counts(it)] if isinstance(value, list) else []

    shown = [it for it in counts(report) if isinstance(it, int)]
    assert shown
    assert not [it for it in shown if 0 < it < SMALLEST]


@given(st.dictionaries(st.text(max_size=3), st.integers(0, 30)))
def test_no_single_count_can_be_told_from_the_total(counts: dict[str, int]) -> None:
    shown = suppressed(counts)
    hidden = [name for name, count in shown.items() if count is None]
    assert all(count is None or count == 0 or count >= SMALLEST for count in shown.values())
    assert len(hidden) != 1 or not [it for it in shown.values() if it]
    assert all(shown[name] == counts[name] for name in shown if name not in hidden)
