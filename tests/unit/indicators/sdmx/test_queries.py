"""Versions, conditions and references of SDMX-REST, as its specification explains them."""

import pytest

from services.indicators.domain.sdmx.keys import MOST_KEYS, MOST_TESTS, parse_condition, parse_keys
from services.indicators.domain.sdmx.structure_query import StructureQuery, with_references
from services.indicators.domain.sdmx.versions import version_fits
from shared.kernel.errors import Invalid


@pytest.mark.parametrize(
    ("wanted", "version", "fits"),
    [
        ("latest", "1.0", True),
        ("~", "1.0", True),
        ("*", "1.0", True),
        ("+", "1.0", True),
        ("1.0", "1.0", True),
        ("1.0.0", "1.0", False),
        ("2.0", "1.0", False),
        ("1", "1.0", False),
        ("1.0+", "1.0", True),
        ("1+.0.0", "1.0", True),
        ("1.+.0", "1.0", True),
        ("1.~", "1.0", True),
        ("0~.9", "1.0", True),
        ("1~.1", "1.0", False),
        ("2+.0.0", "1.0", False),
        ("1.2.3+", "1.2.4", True),
        ("1.2.3+", "1.3.0", False),
        ("1.2+.3", "1.3.0", True),
        ("*.0", "1.0", True),
        ("nonsense", "1.0", False),
        ("1..0", "1.0", False),
    ],
)
def test_a_version_is_named_exactly_or_by_a_wildcard(wanted: str, version: str, fits: bool) -> None:
    assert version_fits(wanted, version) is fits


@pytest.mark.parametrize(
    ("condition", "fitting"),
    [
        # doc/data.md of sdmx-twg/sdmx-rest
        ("A", "A"),
        ("A,B", "AB"),
        ("ge:B", "BCD"),
        ("ge:B+le:C", "BC"),
        ("ge:A+le:B,ge:D+le:E", "ABD"),
        ("ne:A,B", "BCD"),
        ("ne:A+B", "B"),
        ("ne:A,ne:B", "ABCD"),
        ("ne:A+ne:B", "CD"),
        ("A,B+C", "A"),
    ],
)
def test_a_comma_means_or_and_a_plus_means_and(condition: str, fitting: str) -> None:
    assert parse_condition("X", condition).among("ABCD") == set(fitting)


def test_texts_may_hold_a_colon() -> None:
    condition = parse_condition("UPDATED", "ge:2026-11-01T00:00:00Z")
    assert condition.holds("2026-11-23T00:00:00Z")
    assert parse_condition("FOOTNOTE", "See:below").holds("See:below")


def test_an_attribute_that_is_not_there_is_unlike_anything() -> None:
    tests = ["ne:A", "nc:A", "eq:A", "lt:A", "co:A", "sw:A"]
    assert [parse_condition("X", it).holds(None) for it in tests] == [True, True, False, False, False, False]


def test_numbers_are_compared_as_numbers() -> None:
    numbers = {9.0, 10.0, 100.5, None}
    assert parse_condition("OBS_VALUE", "ge:10+lt:1e2").among_numbers(numbers) == {10.0}
    assert parse_condition("OBS_VALUE", "ne:9,9").among_numbers(numbers) == numbers
    for wrong in ("ge:ten", "sw:1", "nan", "co:0"):
        with pytest.raises(Invalid):
            parse_condition("OBS_VALUE", wrong).among_numbers(numbers)


def test_a_question_has_an_end() -> None:
    dimensions = ("A", "B")
    assert len(parse_keys(",".join(f"K{it}" for it in range(MOST_KEYS)), dimensions)) == MOST_KEYS
    assert len(parse_keys(",".join(["K.L"] * 5000), dimensions)) == 1, (
        "the same key again asks for nothing more"
    )
    with pytest.raises(Invalid):
        parse_keys(",".join(f"K{it}" for it in range(MOST_KEYS + 1)), dimensions)
    with pytest.raises(Invalid):
        parse_condition("A", "+".join(["ne:X"] * (MOST_TESTS + 1)))


LINKS = {"flow": ["structure"], "structure": ["concepts", "codes"], "other": ["codes"], "far": ["flow"]}


@pytest.mark.parametrize(
    ("of", "references", "along"),
    [
        ("structure", "none", set()),
        ("structure", "children", {"concepts", "codes"}),
        ("flow", "children", {"structure"}),
        ("flow", "descendants", {"structure", "concepts", "codes"}),
        ("codes", "parents", {"structure", "other"}),
        ("codes", "ancestors", {"structure", "other", "flow", "far"}),
        ("codes", "parentsandsiblings", {"structure", "other", "concepts"}),
        ("structure", "all", {"flow", "concepts", "codes"}),
        ("codes", "all", {"structure", "other", "concepts"}),
    ],
)
def test_references_go_down_and_up_as_far_as_the_word_says(of: str, references: str, along: set[str]) -> None:
    assert with_references([of], frozenset({references}), LINKS) == along


def test_several_ids_and_references_can_be_named() -> None:
    query = StructureQuery("codelist", id="A,B", references="parents,codelist", kinds=frozenset({"codelist"}))
    assert query.related == {"parents", "codelist"}
    with pytest.raises(Invalid) as refused:
        StructureQuery("codelist", references="parents,cousins", detail="everything")
    assert [it.code for it in refused.value.violations] == ["unknown_reference", "unknown_detail"]
