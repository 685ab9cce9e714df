"""What a diploma calls itself, resolved by the country and the day of the award."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.credentials.domain.qualifications.systems import (
    Ambiguous,
    Found,
    Match,
    Missing,
    NotNamed,
    Systems,
    UnknownQualification,
    UnknownSystem,
)


@pytest.mark.parametrize(
    ("country", "text", "year", "found"),
    [
        ("FRA", "Licence", 2010, "fra.licence"),
        ("BEL", "Licence", 1999, "bel.licentiaat"),
        ("BEL", "Licencié en droit", 1999, "bel.licentiaat"),
        ("TUR", "LISANS", 2010, "tur.lisans"),
        ("TUR", "Ön Lisans", 2010, "tur.onlisans"),
        ("VAT", "Licenza in Teologia", 2010, "vat.licentiate"),
        ("GBR", "Master of Arts (Hons) in History", 2010, "gbr.scottish_ma"),
        ("GBR", "Master of Arts", 2010, "gbr.master"),
        ("GBR", "BSc (Hons) Physics", 2010, "gbr.bachelor"),
        ("GRC", "ΠΤΥΧΙΟ", 1990, "grc.ptychio"),
        ("DEU", "Diplom-Ingenieur (FH)", 1999, "deu.diplom_fh"),
        ("ITA", "Laurea in Giurisprudenza", 1995, "ita.laurea_vo"),
        ("CHN", "本科毕业证书", 2015, "chn.benke"),
        ("CHN", "学士学位证书", 2015, "chn.xueshi"),
        ("JPN", "専門士", 2015, "jpn.senmonshi"),
        ("JPN", "高度専門士", 2015, "jpn.kodo_senmonshi"),
        ("POL", "Świadectwo dyplomowanego specjalisty", 2021, "pol.specjalista"),
        ("GBR", "PGCE", 2010, "gbr.pgdip"),
        ("DEU", "Diplom-Betriebswirt (BA)", 1999, "deu.diplom_ba"),
        ("ITA", "Laurea in Giurisprudenza", 2020, "ita.laurea"),
    ],
)
def test_a_name_is_found(systems: Systems, country: str, text: str, year: int, found: str) -> None:
    finding = systems.find(country, text, date(year, 7, 1))
    assert isinstance(finding, Found)
    assert finding.qualification.id == found


def test_the_rest_of_a_title_is_taken_for_its_field(systems: Systems) -> None:
    whole = systems.find("FRA", "licence", date(2010, 7, 1))
    longer = systems.find("FRA", "Licence de mathématiques", date(2010, 7, 1))
    assert isinstance(whole, Found)
    assert isinstance(longer, Found)
    assert (whole.match, longer.match) == (Match.WHOLE, Match.LEADING)


def test_a_laurea_of_the_years_of_change_is_ambiguous(systems: Systems) -> None:
    finding = systems.find("ITA", "Laurea", date(2005, 7, 1))
    assert isinstance(finding, Ambiguous)
    assert {it.id for it in finding.candidates} == {"ita.laurea_vo", "ita.laurea"}
    assert finding.isced is None


def test_ambiguous_names_may_agree_on_the_level(systems: Systems) -> None:
    finding = systems.find("ITA", "Laurea magistrale", None)
    assert isinstance(finding, Found)
    diplomas = systems.find("DEU", "Diplom", date(1999, 7, 1))
    assert isinstance(diplomas, Ambiguous)
    assert diplomas.isced is None


def test_a_name_of_another_time_says_which_was_meant(systems: Systems) -> None:
    finding = systems.find("ITA", "Laurea specialistica", date(1990, 7, 1))
    assert isinstance(finding, NotNamed)
    assert finding.reason is Missing.NOT_AWARDED_THEN
    assert [it.id for it in finding.candidates] == ["ita.specialistica"]


@pytest.mark.parametrize(
    ("country", "reason"), [("FRA", Missing.NO_NAME), ("XAA", Missing.NO_SYSTEM), ("?", Missing.NO_SYSTEM)]
)
def test_what_is_not_recorded_is_said(systems: Systems, country: str, reason: Missing) -> None:
    assert systems.find(country, "Grand Sachem", date(2010, 1, 1)) == NotNamed(reason)


@pytest.mark.parametrize(
    ("country", "text", "near"),
    [
        ("SYR", "Bachelor", "syr.licence"),
        ("SYR", "Bachlor of Sience", "syr.licence"),
        ("SYR", "degree of Master's", "syr.master"),
        ("FRA", "Licnce", "fra.licence"),
        ("TUR", "Lisanns", "tur.lisans"),
    ],
)
def test_a_name_that_looks_alike_is_a_hint_and_no_finding(
    systems: Systems, country: str, text: str, near: str
) -> None:
    finding = systems.find(country, text, date(2012, 7, 1))
    assert isinstance(finding, NotNamed)
    assert (finding.reason, finding.candidates) == (Missing.NO_NAME, ())
    assert near in [it.id for it in finding.near]


@pytest.mark.parametrize(
    ("country", "text", "plain", "longer"),
    [
        ("ITA", "Laurea magistralle in Fisica", "ita.laurea", "ita.magistrale"),
        ("FRA", "Licence professionelle", "fra.licence", "fra.licence_pro"),
    ],
)
def test_a_slip_in_a_longer_name_is_not_taken_for_a_field_of_study(
    systems: Systems, country: str, text: str, plain: str, longer: str
) -> None:
    finding = systems.find(country, text, date(2012, 7, 1))
    assert isinstance(finding, Ambiguous)
    assert {plain, longer} <= {it.id for it in finding.candidates}


def test_nothing_is_found_by_an_empty_text(systems: Systems) -> None:
    assert systems.find("FRA", " .. ", None) == NotNamed(Missing.NO_NAME)


def test_unknown_ids_are_refused(systems: Systems) -> None:
    with pytest.raises(UnknownQualification):
        systems.get("fra.nothing")
    with pytest.raises(UnknownSystem):
        systems.system("XAA")


def test_every_name_in_the_book_finds_its_qualification(systems: Systems) -> None:
    for system in systems.all():
        for qualification in system.qualifications:
            for name in qualification.every_name():
                finding = systems.find(system.country, name)
                found = (
                    (finding.qualification,)
                    if isinstance(finding, Found)
                    else getattr(finding, "candidates", ())
                )
                assert qualification in found, (qualification.id, name)


@pytest.mark.parametrize(
    ("text", "found"),
    [("VŠS", {"srb.visa"}), ("VSS", {"srb.visa", "srb.visoko_old"}), ("vss", {"srb.visa", "srb.visoko_old"})],
)
def test_accents_decide_where_they_are_written(systems: Systems, text: str, found: set[str]) -> None:
    finding = systems.find("SRB", text, date(2001, 7, 1))
    candidates = (finding.qualification,) if isinstance(finding, Found) else finding.candidates
    assert {it.id for it in candidates} == found


@pytest.mark.parametrize(
    ("country", "text", "found"),
    [
        ("AUS", "Diploma in Nursing", "aus.diploma"),
        ("AUS", "Diploma", "aus.diploma"),
        ("AUS", "Diploma of secondary education", None),
        ("GBR", "Higher Certificate", None),
        ("CYP", "Certificate of attendance", None),
    ],
)
def test_the_word_for_a_paper_names_nothing_by_itself(
    systems: Systems, country: str, text: str, found: str | None
) -> None:
    finding = systems.find(country, text, date(2015, 7, 1))
    assert (finding.qualification.id if isinstance(finding, Found) else None) == found


@given(st.sampled_from(["FRA", "RUS", "JPN", "XAA", ""]), st.text(max_size=60), st.none() | st.dates())
def test_any_text_gets_an_answer(systems: Systems, country: str, text: str, on: date | None) -> None:
    assert isinstance(systems.find(country, text, on), Found | Ambiguous | NotNamed)
