"""A replay counts what deciding each case twice would show, and holds small counts back."""

from collections import Counter
from datetime import date
from random import Random
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credentials.domain.evaluation.ruling import rule_on
from services.credentials.domain.replay.cases import Cases, as_case
from services.credentials.domain.replay.flips import How, Reason
from services.credentials.domain.replay.replay import Replay
from services.credentials.domain.replay.report import SMALLEST, report_of, suppressed
from shared.rules.release import RuleSet
from tests.support.applications import applications
from tests.support.lisbon_law import DEGREE, PARTIES, lisbon, quality_asked_for

TODAY = date(2026, 11, 24)
SLOT = "recognition.outcome"
CASES = applications(Random(3), 400)
IDS = [uuid4() for _ in CASES]


@pytest.fixture(scope="module")
def base() -> RuleSet:
    return lisbon()


@pytest.fixture(scope="module")
def draft() -> RuleSet:
    return quality_asked_for()


def replayed(base: RuleSet, draft: RuleSet) -> Replay:
    replay = Replay(base, draft, SLOT, TODAY)
    for start in range(0, len(CASES), 150):
        page = [as_case(*it) for it in zip(IDS[start : start + 150], CASES[start : start + 150], strict=True)]
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
    rule = Reason("lrc_1997.vi_1", None, How.ANSWERS, "true", "unknown")
    condition = Reason("lrc_1997.vi_1", "documented", How.ANSWERS, "true", "unknown", rewritten=True)
    assert replay.reasons == {rule: replay.flips, condition: replay.flips}


def test_each_flip_is_listed_as_deciding_the_case_twice_shows_it(base: RuleSet, draft: RuleSet) -> None:
    replay = replayed(base, draft)
    applications = dict(zip(IDS, CASES, strict=True))
    assert len({it.evaluation for it in replay.listed}) == len(replay.listed) == replay.flips
    for flip in replay.listed:
        application = applications[flip.evaluation]
        old, new = (rule_on(it, application, TODAY) for it in (base, draft))
        assert (flip.before, flip.after) == (old.outcome.outcome, new.outcome.outcome)
        assert flip.legal_date == application.legal_date
        assert [(it.rule, it.condition) for it in flip.reasons] == [
            ("lrc_1997.vi_1", None),
            ("lrc_1997.vi_1", "documented"),
        ]
        values = [it.law.values(it.facts, SLOT)["lrc_1997.vi_1"] for it in (old, new)]
        words = {True: "true", False: "false", None: "unknown"}
        assert (words[values[0]], words[values[1]]) == (flip.reasons[0].before, flip.reasons[0].after)
        assert values[0] is not values[1]


def test_a_flip_by_a_party_names_the_parameter_behind_the_condition(base: RuleSet) -> None:
    """France is no party, says the draft: no rule is another, but what the parties' parameter says is."""
    joined = '"FRA":[{"cite":'
    without = lisbon(PARTIES, joined, '"FRX":[{"cite":')
    replay = replayed(base, without)
    assert replay.flips > 0
    for flip in replay.listed:
        named = {it for reason in flip.reasons for it in reason.parameters}
        assert named & {"lrc_1997.parties", "lrc_1997.parties_dated"}
        assert any("binding.lrc_1997" in it.conclusions for it in flip.reasons)
        assert not any(it.rewritten for it in flip.reasons)


def test_no_more_flips_are_listed_than_there_is_room_for(
    base: RuleSet, draft: RuleSet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.credentials.domain.replay.replay.LISTED", 2)
    replay = replayed(base, draft)
    assert len(replay.listed) == 2 < replay.flips


def test_cases_that_only_lack_a_fact_nobody_recorded_are_told_apart(base: RuleSet, draft: RuleSet) -> None:
    replay = replayed(base, draft)
    opened = sum(count for (old, new), count in replay.matrix.items() if new == "needs" != old)
    assert replay.undecidable["award.quality_assured"] == opened > 0


def test_a_rule_that_is_gone_is_a_reason_of_its_own(base: RuleSet) -> None:
    repealed = lisbon(
        DEGREE, "valid: {from: 1999-02-01, to: null}", "valid: {from: 1999-02-01, to: 2005-01-01}"
    )
    replay = Replay(base, repealed, SLOT, TODAY)
    later = [it for it in CASES if it.legal_date >= date(2010, 1, 1)]
    replay.add(Cases.of([as_case(uuid4(), it) for it in later], repealed.vocabulary))
    assert replay.reasons[Reason("lrc_1997.vi_1", None, How.REMOVED, "true", None)] > 0


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
