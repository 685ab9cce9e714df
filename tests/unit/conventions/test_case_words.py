"""How the facts of a case are understood: purposes, former States, names of States."""

from datetime import date

import pytest

from services.conventions.domain.case.names_of_states import law_of, name_of
from services.conventions.domain.case.purpose import Purpose, read_purpose
from shared.kernel.continuity import answering_state


@pytest.mark.parametrize(
    ("words", "understood"),
    [
        ("further study", Purpose(study=True)),
        ("master", Purpose(study=True)),
        ("doctorate", Purpose(study=True)),
        ("work", Purpose(work=True)),
        ("employment, unregulated", Purpose(work=True)),
        ("credit transfer", Purpose()),
        ("medicine, numerus clausus", Purpose(selective=True)),
        ("practise as general care nurse", Purpose(names_a_profession=True, listed_profession=True)),
        ("practise as teacher", Purpose(names_a_profession=True)),
        ("practise a profession", Purpose()),
        ("practise as dental hygienist", Purpose(names_a_profession=True)),
        ("use of the title", Purpose(title=True)),
        ("", Purpose(stated=False)),
        (None, Purpose(stated=False)),
    ],
)
def test_a_purpose_is_read_from_the_applicants_words(words: str | None, understood: Purpose) -> None:
    assert read_purpose(words) == understood


def test_a_living_state_answers_for_itself() -> None:
    assert answering_state("NOR", date(2020, 1, 1)) == ("NOR", None)
    assert answering_state("SCG", date(2005, 1, 1)) == ("SCG", None)


def test_the_continuing_state_answers_with_a_warning() -> None:
    state, warning = answering_state("SUN", date(2000, 1, 1))
    assert state == "RUS"
    assert warning is not None
    assert "UZB" in warning


def test_a_single_successor_answers_without_one() -> None:
    assert answering_state("DDR", date(2000, 1, 1)) == ("DEU", None)


def test_several_successors_leave_the_question_open() -> None:
    state, warning = answering_state("CSK", date(2000, 1, 1))
    assert state == "CSK"
    assert warning is not None
    assert "CZE, SVK" in warning


def test_states_are_spoken_of_as_in_running_text() -> None:
    assert (law_of("GRC"), name_of("GBR"), name_of("FRA")) == ("Greek law", "the UK", "France")
    assert law_of("TCD") == "the law of Chad"
