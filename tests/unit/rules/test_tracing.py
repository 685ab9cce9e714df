"""A trace leaves nothing out, and equal inputs give equal bytes."""

import json
from datetime import date
from random import Random
from typing import Any

from shared.kernel.canonical import canonical_json
from shared.rules.facts import admit
from tests.support.random_rules import facts as random_facts
from tests.support.random_rules import release as random_release
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


def test_the_bytes_are_canonical_whatever_the_case_and_the_rules() -> None:
    random = Random(20261124)
    for _ in range(25):
        law = random_release(random, 5).compile(DAY, DAY)
        for slot in law.slots:
            trace = law.trace(random_facts(random), slot)
            assert trace.bytes == canonical_json(trace.document)


def test_the_bytes_are_canonical_where_a_fact_is_not_ascii() -> None:
    law = release().compile(DAY, DAY)
    trace = law.trace(admit(CASE | {"award.country": "Česko"}, law.segment.vocabulary), SLOT)
    assert trace.bytes == canonical_json(trace.document)
    assert "Česko".encode() in trace.bytes


def test_the_traces_of_a_case_are_those_of_its_slots() -> None:
    random = Random(20261125)
    law, facts = random_release(random, 8).compile(DAY, DAY), random_facts(random)
    assert [it.bytes for it in law.traces(facts, law.slots)] == [
        law.trace(facts, it).bytes for it in law.slots
    ]


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
