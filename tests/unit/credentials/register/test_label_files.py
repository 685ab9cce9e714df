"""Labelled sets of other people can be measured in the shapes that they come in."""

import gzip
import json
from pathlib import Path

import pytest

from services.credentials.domain.register.identifiers import Scheme, identifier
from services.credentials.domain.register.register import Register
from tests.bench.reconciliation.label_files import read_labels, resolved
from tests.unit.credentials.register.cases import record

OSLO = "ror:01xtthb56"
BERGEN = "ror:03zga2b32"
LISTED = [{"affiliation": "Oslo, Bergen", "ror_ids": ["https://ror.org/01xtthb56", "03zga2b32"]}]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("set.json", json.dumps(LISTED)),
        ("set.jsonl", json.dumps(LISTED[0])),
        ("set.csv", 'text,id\n"Oslo, Bergen",01xtthb56;03zga2b32\n'),
        ("bare.csv", '"Oslo, Bergen",https://ror.org/01xtthb56|https://ror.org/03zga2b32\n'),
        (
            "gold.csv",
            "original_affiliation,labels\n\"Oslo, Bergen\",\"['https://ror.org/01xtthb56', '03zga2b32']\"\n",
        ),
        ("set.tsv", "name\tror_id\tcountry\nOslo, Bergen\t01xtthb56 03zga2b32\tNO\n"),
    ],
)
def test_each_shape_gives_the_text_and_the_right_ids(tmp_path: Path, name: str, content: str) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress(content.encode()))
    for path in (file, packed):
        (case,) = read_labels(path)
        assert (case.query.text, case.right) == ("Oslo, Bergen", frozenset({OSLO, BERGEN}))
        assert case.query.country == ("NOR" if name == "set.tsv" else None)


def test_no_id_says_that_nothing_is_right(tmp_path: Path) -> None:
    file = tmp_path / "set.json"
    file.write_text('[{"affiliation": "Acme Ltd", "ror_ids": []}]')
    assert read_labels(file)[0].right == frozenset()


def test_labels_that_the_register_does_not_hold_are_counted_and_ask_for_nothing(tmp_path: Path) -> None:
    file = tmp_path / "set.json"
    file.write_text(json.dumps(LISTED))
    oslo = record("University of Oslo", identifiers=(identifier(Scheme.ROR, "01xtthb56"),))
    cases, absent = resolved(read_labels(file), Register([oslo], [], "test"))
    assert (cases[0].right, absent) == (frozenset({OSLO}), 1)


def test_an_entry_without_text_or_ids_is_named(tmp_path: Path) -> None:
    file = tmp_path / "set.json"
    file.write_text('[{"affiliation": "x", "ror_ids": []}, {"title": "y"}]')
    with pytest.raises(ValueError, match="entry 2"):
        read_labels(file)
