"""Editions of the reference data: what we held when, and answers that do not rewrite the past."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.conventions.adapters.reference_files import ReferenceData
from services.conventions.domain.case.facts import Facts
from services.conventions.domain.instruments.book import Edition, TreatyBook
from services.conventions.domain.legal_basis.resolve import resolve
from services.conventions.domain.vocabulary import QualificationType

CORRECTED = date(2027, 3, 1)


@pytest.fixture(scope="module")
def two_editions(reference: ReferenceData) -> TreatyBook:
    """A later edition brings the day that was missing for Monaco."""
    parties = [
        replace(it, in_force=date(2020, 5, 1), consent=date(2020, 3, 20))
        if (it.instrument, it.state) == ("lrc_1997", "MCO")
        else it
        for it in reference.parties
    ]
    later = Edition(
        reference.instruments,
        parties,
        reference.provisions,
        known_from=CORRECTED,
        reference_data="sha256:later",
    )
    return TreatyBook((reference.edition(), later))


@pytest.mark.parametrize(
    ("known_at", "binding"),
    [
        (CORRECTED - timedelta(days=1), ()),
        (CORRECTED, ("lrc_1997",)),
        (None, ("lrc_1997",)),
    ],
)
def test_a_correction_speaks_from_the_day_we_held_it(
    two_editions: TreatyBook, known_at: date | None, binding: tuple[str, ...]
) -> None:
    facts = Facts("MCO", "FRA", date(2022, 1, 1), QualificationType.DEGREE, known_at=known_at)
    assert resolve(two_editions, facts, today=date(2027, 6, 1)).binding_instruments == binding


def test_every_answer_names_the_edition_it_was_taken_from(
    two_editions: TreatyBook, reference: ReferenceData
) -> None:
    facts = Facts("MCO", "FRA", date(2022, 1, 1), QualificationType.DEGREE, known_at=date(2026, 12, 1))
    basis = resolve(two_editions, facts, today=date(2027, 6, 1))
    assert basis.reference_data == reference.content
    later = resolve(two_editions, replace(facts, known_at=None), today=date(2027, 6, 1))
    assert later.reference_data == "sha256:later"


def test_before_the_first_edition_its_facts_answer_with_their_own_days(book: TreatyBook) -> None:
    facts = Facts("CAN", "FRA", date(2019, 1, 1), QualificationType.DEGREE, known_at=date(2018, 1, 1))
    assert resolve(book, facts, today=date(2026, 11, 23)).binding_instruments == ("eur_1979",)


def test_a_book_needs_an_edition_and_their_order(reference: ReferenceData) -> None:
    with pytest.raises(ValueError, match="at least one edition"):
        TreatyBook(())
    edition = reference.edition()
    later = Edition([], [], [], known_from=CORRECTED, reference_data="sha256:later")
    with pytest.raises(ValueError, match="oldest first"):
        TreatyBook((later, edition))
