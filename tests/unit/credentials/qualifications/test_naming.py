"""Diplomas are written in every script, with and without accents, in capitals and with dots."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credentials.domain.qualifications.naming import leading, spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("B.Sc.", "BSc"),
        ("LİSANS", "lisans"),
        ("Diplomă de Licență", "DIPLOMA DE LICENTA"),
        ("Świadectwo dojrzałości", "swiadectwo dojrzalosci"),
        ("Специалист", "СПЕЦИАЛИСТ"),
        ("Πτυχίο", "ΠΤΥΧΙΟ"),
        ("Reife- und Diplomprüfung", "reife und diplomprufung"),
        ("Certificat d\u2019enseignement", "certificat d'enseignement"),
        ("بكالوريوس", "بَكالوريوس"),
        ("Magister  (M.A.)", "magister ma"),
        ("\uff2d\uff21 \U0001d400", "ma a"),  # full-width and mathematical letters
    ],
)
def test_two_spellings_of_one_name_agree(one: str, other: str) -> None:
    assert spelling(one) == spelling(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Licence", "Licentiate"), ("स्नातक", "सनतक"), ("Master", "Magister"), ("MA", "BA")]
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert spelling(one) != spelling(other)


@given(st.text(max_size=400))
def test_a_spelling_is_its_own_spelling(text: str) -> None:
    assert spelling(spelling(text)) == spelling(text)


def test_a_title_is_tried_from_its_longest_beginning() -> None:
    assert leading("bachelor of science in physics", 3) == [
        "bachelor of science",
        "bachelor of",
        "bachelor",
    ]
