"""Columns of facts come from Arrow in all its shapes; what no single case may hold is refused by name."""

from datetime import date
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from shared.kernel.errors import Invalid
from shared.rules.batch.deciding import decisions
from shared.rules.batch.program import Program
from shared.rules.batch.reading import from_arrow, from_facts
from shared.rules.documents.plain import epoch_day
from tests.support import random_rules

VOCABULARY = random_rules.vocabulary()
RECORD = pa.struct([("grave", pa.bool_()), ("weight", pa.int64())])


def test_a_table_holds_what_its_rows_hold_whatever_its_chunks_and_slices() -> None:
    cases = [random_rules.facts(Random(seed)) for seed in range(100)]
    table = pa.Table.from_pylist([{name: it.get(name) for name in VOCABULARY.facts} for it in cases])
    table = table.drop_columns(["decision.day"])
    chunked = pa.concat_tables([table.slice(0, 30), table.slice(30, 50), table.slice(80)])
    for form in (table, chunked, table.to_batches()[0]):
        columns = from_arrow(form, VOCABULARY)
        assert [columns.facts(row) for row in range(100)] == cases
    assert [from_arrow(table.slice(40, 7), VOCABULARY).facts(row) for row in range(7)] == cases[40:47]


def test_numpy_arrays_days_and_dictionaries_are_taken_without_a_walk() -> None:
    day = date(2024, 5, 1)
    columns = from_arrow(
        {
            "award.level": pa.array(np.array([5, 6, 7], np.int16), mask=np.array([False, True, False])),
            "award.day": pa.array([day, None, day], pa.date32()),
            "award.country": pa.array(["FRA", "FRA", None]).dictionary_encode(),
            "host.country": pa.DictionaryArray.from_arrays([0, 1, 2], ["DEU", "DEU", "ITA"]),
            "award.verified": pa.nulls(3),
        },
        VOCABULARY,
    )
    assert [columns.facts(row) for row in range(3)] == [
        {"award.level": 5, "award.day": epoch_day(day), "award.country": "FRA", "host.country": "DEU"},
        {"award.country": "FRA", "host.country": "DEU"},
        {"award.level": 7, "award.day": epoch_day(day), "host.country": "ITA"},
    ]


def test_a_list_that_is_null_is_missing_and_a_list_that_is_empty_is_known() -> None:
    listed = pa.array([[{"grave": True, "weight": None}], None, []], pa.list_(RECORD))
    columns = from_arrow({"differences": listed}, VOCABULARY)
    assert [columns.facts(row) for row in range(3)] == [
        {"differences": [{"grave": True}]},
        {},
        {"differences": []},
    ]


@pytest.mark.parametrize(
    ("name", "array", "code"),
    [
        ("award.colour", pa.array(["red"]), "unknown_fact"),
        ("decision.day", pa.array([1]), "unknown_fact"),
        ("award.level", pa.array([6.0]), "wrong_type"),
        ("award.level", pa.array([2**40]), "wrong_type"),
        ("award.level", pa.array([-(2**31)]), "wrong_type"),
        ("award.verified", pa.array([1]), "wrong_type"),
        ("award.country", pa.array([b"FRA"]), "wrong_type"),
        ("award.day", pa.array(["2024-05-01"]), "wrong_type"),
        ("tags", pa.array([["a", None]]), "wrong_type"),
        ("tags", pa.array(["a"]), "wrong_type"),
        ("tags", pa.array([["a"] * 1_001]), "wrong_type"),
        ("differences", pa.array([[{"colour": "red"}]]), "unknown_fact"),
        ("differences", pa.array([["red"]]), "wrong_type"),
        ("award.level", pa.array([1, 2]), "wrong_length"),
    ],
)
def test_a_column_that_no_case_may_have_is_refused_by_its_name(name: str, array: Any, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        from_arrow({name: array}, VOCABULARY, rows=1)
    (violation,) = caught.value.violations
    assert (violation.pointer, violation.code) == (f"/{name}", code)


def test_a_batch_without_a_legal_day_is_refused() -> None:
    law = random_rules.release(Random(1), 1).compile(random_rules.DAY, random_rules.DAY)
    with pytest.raises(ValueError, match="legal day"):
        Program.of(law.slots[random_rules.SLOT]).run(from_facts([{}], VOCABULARY))


def test_no_cases_at_all_are_no_trouble() -> None:
    law = random_rules.release(Random(2), 4).compile(random_rules.DAY, random_rules.DAY)
    (answers,) = Program.of(law.slots[random_rules.SLOT]).run(from_facts([], VOCABULARY).on(law.day))
    assert len(decisions(answers)) == len(answers.outcome.states) == 0
