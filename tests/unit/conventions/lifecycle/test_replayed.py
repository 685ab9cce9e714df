"""A change of the law is published after a replay of exactly it over last year's cases, or for a reason."""

from datetime import date, timedelta
from typing import Any

import pytest

from services.conventions.domain.lifecycle.document import read_document
from services.conventions.domain.lifecycle.release import Candidate, Entry, next_release
from services.conventions.domain.lifecycle.replayed import Evidence, Replay, Waiver, faults
from tests.support.rules import DOCUMENTS, RULE, revised

TODAY = date(2026, 11, 24)
REASON = Waiver("This office has not decided a case yet.", "norway/author")


def candidate(previous: str | None = "sha256:" + "a" * 64) -> Candidate:
    held = [Entry(read_document(text), None) for _, text in DOCUMENTS]
    changed = Entry(read_document(revised(RULE, 2)), TODAY)
    return next_release(held, [changed], previous=previous, number=2)


def replay(**changes: Any) -> Replay:
    found = candidate()
    report = {
        "draft": found.hash,
        "base": found.rules.previous,
        "slot": "recognition.outcome",
        "knowledge_date": TODAY.isoformat(),
        "cases": 1_200,
        "start": None,
        "end": None,
    }
    return Replay("a job", "norway", "norway/author", {**report, **changes})


def test_a_replay_of_this_candidate_against_the_release_in_force_is_enough() -> None:
    assert not list(faults(candidate(), Evidence(replay()), TODAY))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"draft": "sha256:" + "0" * 64}, "not of this candidate"),
        ({"base": "sha256:" + "0" * 64}, "in force"),
        ({"base": None}, "in force"),
        ({"knowledge_date": "2026-11-23"}, "knows the law of 2026-11-23"),
        ({"slot": "recognition.deadline"}, "does not bear"),
        ({"start": (TODAY - timedelta(days=364)).isoformat()}, "whole year before"),
        ({"end": TODAY.isoformat()}, "whole year before"),
        ({"cases": 0}, "found no case"),
    ],
)
def test_any_other_replay_is_not(changes: dict[str, Any], said: str) -> None:
    (fault,) = faults(candidate(), Evidence(replay(**changes)), TODAY)
    assert said in fault


def test_a_window_of_the_last_year_is_enough() -> None:
    year = replay(start=(TODAY - timedelta(days=365)).isoformat(), end="2026-11-25")
    assert not list(faults(candidate(), Evidence(year), TODAY))


def test_a_replay_that_found_no_case_needs_a_reason() -> None:
    assert not list(faults(candidate(), Evidence(replay(cases=0), REASON), TODAY))


def test_a_reason_does_not_stand_for_a_replay_that_could_be_had() -> None:
    (fault,) = faults(candidate(), Evidence(None, REASON), TODAY)
    assert candidate().hash in fault


def test_where_nothing_can_be_replayed_a_reason_is_asked_for() -> None:
    for first_of_all in (Evidence(askable=True), Evidence(askable=False)):
        assert "replay_waiver" in next(faults(candidate(None), first_of_all, TODAY))
    assert not list(faults(candidate(None), Evidence(None, REASON), TODAY))
    assert "replay_waiver" in next(faults(candidate(), Evidence(askable=False), TODAY))
    assert not list(faults(candidate(), Evidence(None, REASON, askable=False), TODAY))


def test_the_report_is_named_by_its_hash_with_whose_cases_and_who_brought_it() -> None:
    written = replay().as_json()
    assert (written["tenant"], written["by"], written["job"]) == ("norway", "norway/author", "a job")
    assert written["hash"] != replay(cases=1).as_json()["hash"]
