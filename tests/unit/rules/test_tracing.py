"""A trace leaves nothing out, and equal inputs give equal bytes."""

import json
from datetime import date
from random import Random
from typing import Any

from shared.rules.facts import admit
from tests.unit.rules.lisbon import release

DAY = date(2024, 5, 1)
SLOT = "recognition.outcome"
CASE: dict[str, Any] = {
    "award": {"is_higher_education": True, "country": "FRA"},
    "host.country": "DEU",
    "substantial_differences": [],
    "assessment.closed": True,
}


def document(facts: dict[str, Any]) -> Any:
    law = release().compile(DAY, DAY)
    return json.loads(law.trace(admit(facts, law.segment.vocabulary), SLOT).bytes)


def test_every_condition_of_every_rule_is_there_with_what_it_read_and_lacked() -> None:
    (rule,) = document(CASE)["rules"]
    by_name = {it["name"]: it for it in rule["where"]}
    assert [by_name[it]["value"] for it in ("in_scope", "authentic", "difference")] == [
        "true",
        "unknown",
        "false",
    ]
    assert by_name["authentic"]["missing"] == ["award.verified"]
    assert by_name["authentic"]["burden"] == "applicant"
    assert by_name["in_scope"]["facts"]["award.country"] == "FRA"
    assert by_name["in_scope"]["params"]["lrc.parties"]["version"] == 1


def test_a_false_rule_names_the_condition_that_made_it_false() -> None:
    (rule,) = document(CASE | {"host.country": "USA"})["rules"]
    assert (rule["value"], rule["because"]) == ("false", "in_scope")


def test_the_bytes_do_not_depend_on_the_order_of_the_facts() -> None:
    law = release().compile(DAY, DAY)
    facts = admit(CASE, law.segment.vocabulary)
    backwards = dict(reversed(facts.items()))
    assert law.trace(facts, SLOT).bytes == law.trace(backwards, SLOT).bytes


def test_the_trace_and_the_fast_path_always_agree() -> None:
    law, random = release().compile(DAY, DAY), Random(20240501)
    choices: dict[str, list[Any]] = {
        "award.is_higher_education": [True, False, None],
        "award.country": ["FRA", "XXX", "USA", None],
        "host.country": ["DEU", "XXX", None],
        "award.verified": [True, False, None],
        "assessment.closed": [True, False, None],
        "substantial_differences": [
            None,
            [],
            [{}],
            [{"grave": True}],
            [{"grave": True, "shown_by": "host_authority"}],
        ],
    }
    for _ in range(5_000):
        drawn = {name: random.choice(values) for name, values in choices.items()}
        facts = admit(drawn, law.segment.vocabulary)
        assert law.trace(facts, SLOT).decision == law.decide(facts, SLOT), drawn
