"""Rules and resolver say the same of every pair of States and every day; `make agreement` asks every pair.

They are two readings of one law, written apart: the resolver's code over the provisions, and the rules.
"""

from datetime import timedelta

import pytest

from services.conventions.adapters.reference_files import ReferenceData, read_reference_data
from services.conventions.adapters.rule_files import read_release
from services.conventions.domain.case.facts import Facts
from services.conventions.domain.instruments.book import TreatyBook
from services.conventions.domain.legal_basis.resolve import resolve
from services.conventions.domain.rulebook.answers import ruled_basis
from services.conventions.domain.vocabulary import QualificationType
from shared.rules.release import RuleSet
from tests.support.two_readings import TODAY, Cases, carried, difference

CASES = 4_000


@pytest.fixture(scope="module")
def reference() -> ReferenceData:
    return read_reference_data()


@pytest.fixture(scope="module")
def book(reference: ReferenceData) -> TreatyBook:
    return TreatyBook((reference.edition(),))


@pytest.fixture(scope="module")
def release(reference: ReferenceData) -> RuleSet:
    return read_release(reference)


def test_they_agree(reference: ReferenceData, book: TreatyBook, release: RuleSet) -> None:
    cases = list(Cases(reference).some(CASES))
    assert [it for it in (difference(release, book, facts) for facts in cases) if it] == []
    assert sum(carried(release, facts) for facts in cases[:400]) > 80


def test_they_agree_as_known_on_any_day_before_or_after_the_legal_date(
    reference: ReferenceData, book: TreatyBook, release: RuleSet
) -> None:
    """What was deposited after the day of knowledge does not count, be the legal date before or after it."""
    drawn = Cases(reference, seed=7)
    cases = [drawn.as_known(facts) for facts in drawn.some(CASES // 2)]
    assert [it for it in (difference(release, book, facts) for facts in cases) if it] == []
    ahead = [it for it in cases if it.known_at is not None and it.known_at < it.decision_date]
    less = [
        it
        for it in ahead
        if ruled_basis(release, it, known=it.known_at or TODAY).binding
        != ruled_basis(release, it, known=TODAY).binding
    ]
    assert len(ahead) > 500
    assert len(less) > 50


def test_they_agree_on_what_was_known_of_late_successions(
    reference: ReferenceData, book: TreatyBook, release: RuleSet
) -> None:
    late = [
        (it.state, it.in_force, it.consent)
        for it in reference.parties
        if it.kind == "succession" and it.in_force and it.consent
    ]
    assert late
    for state, in_force, consent in late:
        for known in (consent - timedelta(days=1), consent):
            facts = Facts(state, "ITA", in_force, QualificationType.DEGREE, known_at=known)
            basis = resolve(book, facts, today=TODAY)
            assert set(ruled_basis(release, facts, known=known).binding) == set(basis.binding_instruments)
