"""What holds for every pair of States and every day, over 10,000 random ones around the real first days."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from services.conventions.adapters.reference_files import ReferenceData
from services.conventions.domain.case.facts import Facts
from services.conventions.domain.instruments.book import TreatyBook
from services.conventions.domain.instruments.kinds import CONSENTS
from services.conventions.domain.legal_basis.answer import LegalBasis
from services.conventions.domain.legal_basis.resolve import resolve
from services.conventions.domain.vocabulary import OutcomeClass, QualificationType, Reason
from shared.kernel.evidence import TrustMark

TODAY = date(2026, 11, 23)
CASES = 10_000
SINGLE = [it for it in QualificationType if it is not QualificationType.JOINT_DEGREE]


def random_facts(reference: ReferenceData) -> Iterator[Facts]:
    """Yield cases whose days cluster around the days on which the law changes."""
    chance = random.Random(20261123)
    states = sorted({it.state for it in reference.parties})
    turning = sorted(
        {day for it in reference.parties for day in (it.in_force, it.consent, it.terminated) if day}
    )
    for _ in range(CASES):
        award, recognition = chance.sample(states, 2)
        day = chance.choice(turning) + timedelta(days=chance.randint(-2, 2))
        yield Facts(award, recognition, day, chance.choice(SINGLE))


@pytest.fixture(scope="module")
def answered(reference: ReferenceData, book: TreatyBook) -> list[tuple[Facts, LegalBasis]]:
    return [(facts, resolve(book, facts, today=TODAY)) for facts in random_facts(reference)]


def test_nobody_is_bound_before_the_first_day_or_by_a_signature(
    reference: ReferenceData, answered: list[tuple[Facts, LegalBasis]]
) -> None:
    rows: dict[tuple[str, str], list[tuple[date | None, date | None]]] = {}
    for it in reference.parties:
        if it.kind in CONSENTS:
            for state in (it.state, *it.also_for):
                rows.setdefault((it.instrument, state), []).append((it.in_force, it.terminated))
    first_days = {it.id: it.entry.day for it in reference.instruments}
    bound = 0
    for facts, basis in answered:
        day = facts.decision_date
        for instrument in basis.binding_instruments:
            begun = first_days[instrument]
            assert begun is None or begun <= day
            for state in (facts.award_country, facts.recognition_country):
                spells = rows[instrument, state]
                assert any(
                    (start is None or start <= day) and (end is None or day < end) for start, end in spells
                ), (instrument, state, day)
                bound += 1
    assert bound > CASES / 4


def test_what_binds_is_the_same_in_both_directions(
    book: TreatyBook, answered: list[tuple[Facts, LegalBasis]]
) -> None:
    for facts, basis in answered[:3000]:
        back = Facts(
            facts.recognition_country, facts.award_country, facts.decision_date, facts.qualification_type
        )
        assert resolve(book, back, today=TODAY).binding_instruments == basis.binding_instruments


def test_no_displaced_instrument_binds_beside_the_one_that_displaces_it_for_certain(
    reference: ReferenceData, answered: list[tuple[Facts, LegalBasis]]
) -> None:
    displaced = {(it.id, s.displaced) for it in reference.instruments for s in it.supersedes}
    for _facts, basis in answered:
        standings = {it.id: {side.standing for side in it.states} for it in basis.considered}
        for newer, older in displaced:
            if {newer, older} <= set(basis.binding_instruments):
                assert "presumed bound; first day unknown" in standings[newer]


def test_every_answer_is_whole(answered: list[tuple[Facts, LegalBasis]]) -> None:
    for _facts, basis in answered:
        named = {it.id for it in basis.not_binding}
        considered = {it.id: it for it in basis.considered}
        assert not named & set(basis.binding_instruments)
        assert set(basis.binding_instruments) == {it.id for it in basis.considered if it.binds}
        assert all(considered[it.id].reason is it.reason for it in basis.not_binding)
        assert all(it.reason is not None or it.binds for it in basis.considered)
        assert basis.authority_must
        assert basis.deadline
        assert basis.appeal
        if not basis.binding_instruments:
            assert basis.outcome_class is OutcomeClass.NATIONAL_LAW
            assert not basis.governing


def test_no_unread_text_is_ever_a_duty(answered: list[tuple[Facts, LegalBasis]]) -> None:
    for _facts, basis in answered:
        assert not any(it.instrument == "arab_2022" for it in basis.governing)
        assert not any(it.article == "(unread)" for it in basis.governing)


def test_doubt_is_said_in_words(answered: list[tuple[Facts, LegalBasis]]) -> None:
    for _facts, basis in answered:
        if basis.trust is not TrustMark.VERIFIED:
            assert basis.warnings


def test_a_later_day_never_loses_a_treaty_without_a_reason(
    book: TreatyBook, answered: list[tuple[Facts, LegalBasis]]
) -> None:
    """Between two days an instrument stops binding only by denunciation or displacement."""
    for facts, basis in answered[:2000]:
        later = Facts(
            facts.award_country, facts.recognition_country, date(2026, 1, 1), facts.qualification_type
        )
        if facts.decision_date > later.decision_date:
            continue
        after = {it.id: it for it in resolve(book, later, today=TODAY).considered}
        for instrument in basis.binding_instruments:
            assert after[instrument].reason in (
                None,
                Reason.DENOUNCED,
                Reason.SUPERSEDED_BETWEEN_PARTIES,
            )
