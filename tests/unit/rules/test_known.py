"""What was known of a parameter on a day: stretches from their `known` on, ends from their `end_known` on."""

from datetime import date

import pytest

from shared.rules.documents.findings import Refused
from shared.rules.documents.parameter import Parameter, load_parameter

HEAD = "{kind: parameter/1, id: lrc.parties, version: 1, type: membership, values: {FRA: [%s]}}"
COMING = "{from: 2020-05-01, to: null, cite: a gazette, known: 2020-03-10}"
LEAVING = "{from: 2000-01-01, to: 2010-01-01, cite: a gazette, end_known: 2008-12-30}"


def parameter(stretch: str) -> Parameter:
    return load_parameter(HEAD % stretch)


@pytest.mark.parametrize("day", [date(2020, 5, 1), date(2030, 1, 1)])
def test_a_stretch_is_not_there_before_it_could_be_known(day: date) -> None:
    found = parameter(COMING)
    assert found.as_known(date(2020, 3, 9)).members(day).known == frozenset()
    assert found.as_known(date(2020, 3, 10)).members(day).known == {"FRA"}


def test_an_end_is_not_there_before_it_could_be_known() -> None:
    found, day = parameter(LEAVING), date(2015, 1, 1)
    assert found.as_known(date(2008, 12, 29)).members(day).known == {"FRA"}
    assert found.as_known(date(2008, 12, 30)).members(day).known == frozenset()


def test_what_names_no_day_was_always_known_and_the_document_keeps_its_name() -> None:
    always = parameter("{from: 2000-01-01, to: null, cite: a gazette}")
    assert always.as_known(date.min) is always
    assert always.days_of_knowledge() == frozenset()
    coming = parameter(COMING)
    assert coming.as_known(date(2020, 3, 9)).hash == coming.hash
    assert coming.days_of_knowledge() == {date(2020, 3, 10)}


@pytest.mark.parametrize("end", ["null", "unknown"])
def test_only_an_end_on_a_day_can_become_known(end: str) -> None:
    with pytest.raises(Refused) as refused:
        parameter(f"{{from: 2000-01-01, to: {end}, cite: a gazette, end_known: 2008-12-30}}")
    assert {it.code for it in refused.value.findings} == {"no_end_to_know"}
