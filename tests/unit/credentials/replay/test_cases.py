"""Cases as columns: nothing that rules read gets lost, and what the columns are is known by name."""

import dataclasses
from datetime import date
from random import Random
from uuid import UUID, uuid4

from services.credentials.domain.replay.cases import FACTS, FORMAT, Cases, as_case
from shared.kernel.canonical import sha256
from shared.rules.documents.plain import epoch_day
from tests.support.applications import applications
from tests.support.lisbon_law import lisbon

APPLICATIONS = applications(Random(11), 300)


def test_every_case_comes_back_from_its_columns_as_it_was() -> None:
    vocabulary = lisbon().vocabulary
    cases = [as_case(uuid4(), it) for it in APPLICATIONS]
    read = Cases.of(cases, vocabulary)
    for row, it in enumerate(cases):
        known = {name: value for name, value in it.facts.items() if name in vocabulary.facts}
        assert read.columns.facts(row) == known
        assert (read.id(row), int(read.days[row])) == (it.id, it.day)
        assert {name: group.values[group.codes[row]] for name, group in read.groups.items()} == it.groups


def test_every_fact_of_the_vocabulary_that_a_case_gives_has_its_column() -> None:
    given = {name for it in APPLICATIONS for name in as_case(uuid4(), it).facts}
    assert given <= FACTS.keys()


def test_a_window_takes_its_first_day_and_leaves_its_last() -> None:
    cases = Cases.of([as_case(uuid4(), it) for it in APPLICATIONS], lisbon().vocabulary)
    first, last = date(2014, 3, 1), date(2020, 3, 1)
    inside = cases.within(epoch_day(first), epoch_day(last))
    assert len(inside) == sum(first <= it.legal_date < last for it in APPLICATIONS) > 0
    assert cases.within(None, None) is cases


def test_the_format_is_raised_when_cases_become_other_columns() -> None:
    """Kept columns are made anew only under another format: has `case_facts` changed, raise FORMAT."""
    known = [dataclasses.asdict(as_case(UUID(int=0), it)) | {"id": None} for it in APPLICATIONS]
    assert (FORMAT, sha256(known)) == (
        "case-columns/2",
        "sha256:72e1669de8091e09222773d3b40881fab7856b116bfc38dc46b654ab10f0f586",
    )
