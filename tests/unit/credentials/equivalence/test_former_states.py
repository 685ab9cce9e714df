"""An award of a State that is no more: its own qualification, and the law of the State that answers now."""

import pytest

from services.credentials.domain.equivalence.check import Answer, Knowledge
from services.credentials.domain.equivalence.legal import Recognition
from services.credentials.domain.equivalence.request import read_request
from services.credentials.domain.equivalence.standing import Identification
from services.credentials.domain.register.register import Register
from shared.kernel.continuity import present_successors
from tests.unit.credentials.equivalence.knowing import MILL, TODAY, grades, knowledge, release, systems
from tests.unit.credentials.register.cases import TIRANA_RECORD, record

ASKED = {
    "qualification": "Diplom",
    "award_date": "1985-06-30",
    "host_country": "NOR",
    "purpose": "work",
}


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return knowledge()


def check(known: Knowledge, **changes: str) -> Answer:
    return known.check(read_request(ASKED | changes, today=TODAY))


def test_a_sole_successor_answers_for_a_former_state(known: Knowledge) -> None:
    answer = check(known, award_country="DDR", qualification="Diplom")
    assert answer.legal.answering_state == "DEU"
    assert answer.conclusion.outcome is Recognition.PRESUMED
    assert answer.award.qualification is not None
    assert answer.award.qualification.id == "ddr.diplom", "the diploma is still one of its own system"


@pytest.mark.parametrize("country", ["SUN", "YUG", "CSK", "SCG"])
def test_without_a_seat_nobody_knows_which_successor_answers(known: Knowledge, country: str) -> None:
    awarded = "2003-06-30" if country == "SCG" else "1985-06-30"
    answer = check(known, award_country=country, award_date=awarded)
    assert answer.legal.answering_state is None
    assert answer.conclusion.outcome not in {Recognition.NO_TREATY, Recognition.PRESUMED}
    (need,) = [it for it in answer.conclusion.missing if it.fact == "award.state"]
    assert all(successor in need.text for successor in present_successors(country))
    assert "seat of the institution" in need.evidence


def test_the_seat_of_the_institution_tells_which_successor_answers() -> None:
    kharkiv = record("Kharkiv Institute of Example", country="UKR", city="Kharkiv", identifiers=(MILL,))
    known = Knowledge(systems(), Register([kharkiv, TIRANA_RECORD], [], "sha256:test"), release(), grades())
    asked = {"award_country": "SUN", "qualification": "sun.specialist"}
    answer = check(known, **asked, institution="Kharkiv Institute of Example")
    assert (answer.standing.seat, answer.legal.answering_state) == ("UKR", "UKR")
    assert answer.conclusion.outcome is Recognition.PRESUMED
    elsewhere = check(known, **asked, institution="University of Tirana")
    assert elsewhere.standing.identification is Identification.NOT_FOUND, "Albania was no part of it"
    assert elsewhere.legal.answering_state is None


def test_while_the_state_existed_it_answered_itself(known: Knowledge) -> None:
    answer = check(known, award_country="SUN", legal_date="1990-01-01")
    assert answer.legal.answering_state is None
    assert "award.state" not in {it.fact for it in answer.conclusion.missing}
