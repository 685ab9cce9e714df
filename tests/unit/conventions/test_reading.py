"""Bad facts are refused with the place and the kind of every fault; good ones are read without guessing."""

from datetime import date
from typing import Any

import pytest

from services.conventions.domain.case.facts import Facts, Reservation
from services.conventions.domain.case.reading import read_facts
from services.conventions.domain.vocabulary import Documents, HolderStatus, QualificationType
from shared.kernel.errors import Invalid

TODAY = date(2026, 11, 23)
INSTRUMENTS = {"lrc_1997", "tokyo_2011"}
PLAIN: dict[str, Any] = {
    "award_country": "ALB",
    "recognition_country": "NOR",
    "decision_date": "2010-03-01",
    "qualification_type": "degree",
}


def read(document: object) -> Facts:
    return read_facts(document, instruments=INSTRUMENTS, today=TODAY)


def faults(document: object) -> set[tuple[str, str]]:
    with pytest.raises(Invalid) as caught:
        read(document)
    return {(it.pointer, it.code) for it in caught.value.violations}


def test_what_is_absent_is_not_known() -> None:
    facts = read(PLAIN | {"refugee": None})
    assert facts == Facts("ALB", "NOR", date(2010, 3, 1), QualificationType.DEGREE)
    assert facts.refugee is None
    assert facts.purpose.stated is False


def test_every_field_of_the_vocabulary_is_read() -> None:
    facts = read(
        PLAIN
        | {
            "known_at": "2011-01-01",
            "award_date": "2009-06-30",
            "level": "bachelor",
            "purpose": "further study",
            "refugee": True,
            "holder_status": "refugee",
            "documents": "none",
            "legalisation": "apostille",
            "verified_with_issuer": False,
            "provider_country": "GBR",
            "delivery_country": "NOR",
            "joint_partners": ["FRA", "DEU"],
            "institution_recognised_at_award": True,
            "retroactive_recognition_confirmed": False,
            "institution_sector": "private",
            "programme_listed_by_provider_country": True,
            "quality_assured": True,
            "mode": "blended",
            "decision_overdue": False,
            "competent_decider": "institution",
            "reservations": [{"state": "XAA", "article": "VI.3"}],
            "hypothetical_parties": [{"instrument_id": "lrc_1997", "iso3": "XAA"}],
            "note": "for people",
            "delivery": "taught in Norway",
        }
    )
    assert facts.holder_status is HolderStatus.REFUGEE
    assert facts.documents is Documents.NONE
    assert facts.joint_partners == ("FRA", "DEU")
    assert facts.reservations == (Reservation("XAA", "lrc_1997", "VI.3"),)
    assert facts.purpose.study
    assert facts.hosts_the_provider


@pytest.mark.parametrize("name", list(PLAIN))
def test_a_required_field_is_missed_by_name(name: str) -> None:
    without = {field: value for field, value in PLAIN.items() if field != name}
    assert faults(without) == {(f"/{name}", "missing")}
    assert faults(PLAIN | {name: None}) == {(f"/{name}", "missing")}


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"award_country": "ZZZ"}, "/award_country", "unknown_country"),
        ({"award_country": "al"}, "/award_country", "unknown_country"),
        ({"award_country": 8}, "/award_country", "unknown_country"),
        ({"award_country": ["ALB"]}, "/award_country", "unknown_country"),
        ({"award_country": "ALB\x00"}, "/award_country", "unknown_country"),
        ({"recognition_country": ""}, "/recognition_country", "unknown_country"),
        ({"decision_date": "01.03.2010"}, "/decision_date", "not_a_date"),
        ({"decision_date": "2010-02-30"}, "/decision_date", "not_a_date"),
        ({"decision_date": "2010-W09-1"}, "/decision_date", "not_a_date"),
        ({"decision_date": "20100301"}, "/decision_date", "not_a_date"),
        ({"decision_date": "2010-03-01T00:00:00Z"}, "/decision_date", "not_a_date"),
        ({"decision_date": 1267401600}, "/decision_date", "not_a_date"),
        ({"decision_date": 10**400}, "/decision_date", "not_a_date"),
        ({"decision_date": "9999-12-31"}, "/decision_date", "date_too_late"),
        ({"decision_date": "0001-01-01"}, "/decision_date", "date_too_early"),
        ({"award_date": "2010-03-02"}, "/award_date", "award_after_decision"),
        ({"award_date": "2026-11-24", "decision_date": "2026-11-25"}, "/award_date", "award_in_future"),
        ({"known_at": "2026-11-24"}, "/known_at", "knowledge_in_future"),
        ({"qualification_type": "diploma"}, "/qualification_type", "unknown_code"),
        ({"qualification_type": True}, "/qualification_type", "unknown_code"),
        ({"level": "PhD"}, "/level", "unknown_code"),
        ({"refugee": "yes"}, "/refugee", "not_a_boolean"),
        ({"refugee": 1}, "/refugee", "not_a_boolean"),
        ({"holder_status": "migrant"}, "/holder_status", "unknown_code"),
        ({"documents": {}}, "/documents", "unknown_code"),
        ({"purpose": 7}, "/purpose", "not_a_text"),
        ({"purpose": "work\x00"}, "/purpose", "nul_character"),
        ({"purpose": "x" * 2001}, "/purpose", "too_long"),
        ({"note": ["x"]}, "/note", "not_a_text"),
        ({"joint_partners": "FRA"}, "/joint_partners", "not_a_list"),
        ({"joint_partners": ["FRA", "XYZ"]}, "/joint_partners/1", "unknown_country"),
        ({"joint_partners": ["FRA", "FRA"]}, "/joint_partners", "repeated"),
        ({"joint_partners": ["FRA"] * 21}, "/joint_partners", "too_many"),
        ({"reservations": [7]}, "/reservations/0", "not_an_object"),
        ({"reservations": [{"state": "XAA"}]}, "/reservations/0/article", "missing"),
        (
            {"reservations": [{"state": "XAA", "article": "VI.3", "instrument": "abc"}]},
            "/reservations/0/instrument",
            "unknown_instrument",
        ),
        (
            {"hypothetical_parties": [{"instrument_id": "lrc_1997", "iso3": "FRA"}]},
            "/hypothetical_parties/0/iso3",
            "not_hypothetical",
        ),
        (
            {"hypothetical_parties": [{"instrument_id": "lrc_1997", "iso3": "XAA", "since": "2000-01-01"}]},
            "/hypothetical_parties/0/since",
            "unknown_field",
        ),
        ({"award_contry": "ALB"}, "/award_contry", "unknown_field"),
        ({"a/b~c": 1}, "/a~1b~0c", "unknown_field"),
    ],
)
def test_a_fault_is_named_by_place_and_kind(change: dict[str, Any], pointer: str, code: str) -> None:
    assert faults(PLAIN | change) == {(pointer, code)}


@pytest.mark.parametrize("document", [None, [], "facts", 7, True])
def test_facts_are_an_object(document: object) -> None:
    assert faults(document) == {("", "not_an_object")}


def test_every_fault_is_named_at_once() -> None:
    assert faults({"award_country": "ZZZ", "refugee": 0, "odd": 1}) == {
        ("/award_country", "unknown_country"),
        ("/refugee", "not_a_boolean"),
        ("/odd", "unknown_field"),
        ("/recognition_country", "missing"),
        ("/decision_date", "missing"),
        ("/qualification_type", "missing"),
    }


def test_an_error_never_repeats_a_long_value() -> None:
    with pytest.raises(Invalid) as caught:
        read(PLAIN | {"award_country": "A" * 100_000})
    assert len(caught.value.violations[0].detail) < 120
