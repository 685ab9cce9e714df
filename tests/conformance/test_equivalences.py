"""Equivalence cases answered by hand: what a recognition officer would say, against what the check says."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.credentials.domain.equivalence.check import Answer, Knowledge
from services.credentials.domain.equivalence.legal import DUTY
from services.credentials.domain.equivalence.request import FIELDS, read_request
from tests.unit.credentials.equivalence.knowing import TODAY, knowledge

Case = Mapping[str, Any]

FOLDER = Path(__file__).parent / "equivalences"
EXPECTED = {
    *("qualification", "candidates", "named", "isced", "counterpart", "recognition"),
    *("legal_basis", "not_binding", "missing"),
}


def read(path: Path) -> list[Case]:
    cases: list[Case] = yaml.load(path.read_text(), yaml.BaseLoader)["cases"]  # noqa: S506 - all is text
    return cases


CASES = [case for path in sorted(FOLDER.glob("*.yaml")) for case in read(path)]


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def said(answer: Answer, expected: Case) -> dict[str, Any]:
    """What the answer says about what was expected, in the words of the cases."""
    award, legal = answer.award, answer.legal
    nearest = answer.comparison.nearest if answer.comparison else None
    cited = {(it.instrument, article) for it in legal.citations if it.slot == DUTY for article in it.articles}
    facts = {it.fact for it in answer.conclusion.missing}
    everything = {
        "qualification": award.qualification.id if award.qualification else None,
        "candidates": sorted(it.id for it in award.candidates),
        "named": award.naming.value,
        "isced": str(award.isced) if award.isced else None,
        "counterpart": nearest.id if nearest else "none",
        "recognition": answer.conclusion.outcome.value,
        "legal_basis": {
            name: article
            for name, article in expected.get("legal_basis", {}).items()
            if (name, article) in cited
        },
        "not_binding": [it for it in expected.get("not_binding", []) if it not in legal.binding],
        "missing": [it for it in expected["missing"] if it in facts],
    }
    return {name: everything[name] for name in expected}


@pytest.mark.parametrize("case", CASES, ids=lambda it: it["id"])
def test_the_answer_of_the_officer_is_the_answer_of_the_check(case: Case, known: Knowledge) -> None:
    answer = known.check(read_request(case["asked"], today=TODAY))
    expected = dict(case["expected"])
    if "candidates" in expected:
        expected["candidates"] = sorted(expected["candidates"])
    assert said(answer, expected) == expected


def test_the_cases_are_many_and_each_says_why_and_from_where() -> None:
    assert len(CASES) >= 200
    assert len({it["id"] for it in CASES}) == len(CASES)
    assert len({(it["asked"]["award_country"], it["asked"]["host_country"]) for it in CASES}) >= 30
    for case in CASES:
        assert set(case) == {"id", "asked", "expected", "why", "source"}, case["id"]
        assert not set(case["asked"]) - set(FIELDS), case["id"]
        assert not set(case["expected"]) - EXPECTED, case["id"]
        assert len(case["why"]) > 20, case["id"]
        assert date.fromisoformat(case["asked"]["legal_date"]) <= TODAY


def test_every_outcome_and_every_kind_of_law_is_among_them() -> None:
    outcomes = {it["expected"].get("recognition") for it in CASES}
    assert outcomes >= {"automatic", "presumed", "to_be_assessed", "no_treaty"}
    instruments = {name for it in CASES for name in it["expected"].get("legal_basis", {})}
    assert len(instruments) >= 9
