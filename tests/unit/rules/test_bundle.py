"""A release goes out as bytes and comes back as itself, or not at all."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from shared.rules.bundle import SIZE, NotABundle, read_bundle, write_bundle
from shared.rules.documents.parameter import load_parameter
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.vocabulary import load_vocabulary
from shared.rules.evaluate.order import Precedence
from shared.rules.facts import admit
from shared.rules.publication import check
from shared.rules.release import RuleSet
from tests.unit.rules.lisbon import PARTIES, RULE, VOCABULARY, release

DAY = date(2024, 5, 1)
FACTS = {
    "award": {"is_higher_education": True, "country": "FRA", "verified": True},
    "host": {"country": "DEU"},
    "substantial_differences": [{"grave": True}],
    "assessment": {"closed": False},
}


def traced(release: RuleSet) -> bytes:
    return release.compile(DAY, DAY).trace(admit(FACTS, release.vocabulary), "recognition.outcome").bytes


def full() -> RuleSet:
    """A release that uses everything a manifest can say."""
    vocabulary, parties = load_vocabulary(VOCABULARY), load_parameter(PARTIES)
    rule = check(load_rule(RULE), vocabulary, [parties])
    return RuleSet(
        vocabulary,
        [rule],
        parameters=[parties],
        published={rule.rule.hash: date(2024, 1, 1), parties.hash: date(2023, 1, 1)},
        precedence={"recognition.outcome": Precedence(("treaty", "statute"), later=True)},
        previous="sha256:" + "0" * 64,
    )


@pytest.mark.parametrize("make", [release, full])
def test_a_release_comes_back_as_itself_and_decides_alike_to_the_byte(make: Callable[[], RuleSet]) -> None:
    sent = make()
    came = read_bundle(write_bundle(sent), sent.hash)
    assert came.hash == sent.hash
    assert came.published == sent.published
    assert came.precedence == sent.precedence
    assert traced(came) == traced(sent)
    assert write_bundle(came) == write_bundle(sent)


def _tampered(change: Callable[[dict[str, Any]], object]) -> tuple[bytes, str]:
    sent = full()
    bundle = json.loads(write_bundle(sent))
    change(bundle)
    return json.dumps(bundle).encode(), sent.hash


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a condition's text": lambda it: it["documents"][1]["where"].update(authentic="!award.verified"),
    "a condition's tree": lambda it: it["manifest"]["rules"][0]["where"].update(
        authentic=["not", [0, 1], it["manifest"]["rules"][0]["where"]["authentic"]]
    ),
    "the tree without its silence": lambda it: it["manifest"]["rules"][0]["where"].update(
        difference=it["manifest"]["rules"][0]["where"]["difference"][2]
    ),
    "the combination": lambda it: it["manifest"]["rules"][0].update(when=["named", [0, 1], "in_scope"]),
    "a party": lambda it: it["documents"][2]["values"].pop("FRA"),
    "a fact's type": lambda it: it["documents"][0]["facts"].update({"award.verified": "int"}),
    "the day of publication": lambda it: it["manifest"]["rules"][0].update(published="2020-01-01"),
    "the release before": lambda it: it["manifest"].update(previous=None),
    "the precedence": lambda it: it["manifest"]["precedence"]["recognition.outcome"].update(later=False),
    "a document twice": lambda it: it["documents"].append(it["documents"][1]),
    "a document missing": lambda it: it["documents"].pop(1),
    "no documents": lambda it: it.update(documents=[]),
    "documents of another kind": lambda it: it.update(documents=[1]),
    "the format": lambda it: it.update(format="bundle/2"),
    "the hash it gives": lambda it: it.update(hash="sha256:" + "1" * 64),
    "a member more": lambda it: it.update(note="hello"),
    "no manifest": lambda it: it.update(manifest=None),
    "a rule's id as a number": lambda it: it["documents"][1].update(id=1),
    "a number no double holds": lambda it: it["documents"][1].update(version=2**60),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_whatever_was_changed_on_the_way_is_noticed(change: Callable[[dict[str, Any]], object]) -> None:
    data, name = _tampered(change)
    with pytest.raises(NotABundle):
        read_bundle(data, name)


def test_another_release_than_the_one_asked_for_is_refused() -> None:
    with pytest.raises(NotABundle, match="another hash"):
        read_bundle(write_bundle(release()), full().hash)


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"\xff", b"null", b"[" * 900 + b"]" * 900, b'{"a":' * 900 + b"1" + b"}" * 900],
    ids=["empty", "list", "not UTF-8", "null", "deep list", "deep object"],
)
def test_other_bytes_are_no_bundle(data: bytes) -> None:
    with pytest.raises(NotABundle):
        read_bundle(data, release().hash)


def test_a_tree_deeper_than_any_rule_is_refused() -> None:
    def bury(bundle: dict[str, Any]) -> None:
        tree = bundle["manifest"]["rules"][0]["where"]["authentic"]
        for _ in range(300):
            tree = ["not", [0, 1], tree]
        bundle["manifest"]["rules"][0]["where"]["authentic"] = tree

    data, name = _tampered(bury)
    with pytest.raises(NotABundle):
        read_bundle(data, name)


def test_more_bytes_than_a_release_can_have_are_not_even_read() -> None:
    with pytest.raises(NotABundle, match="bytes"):
        read_bundle(b" " * (SIZE + 1), release().hash)
