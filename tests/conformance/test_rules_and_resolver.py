"""Rules and resolver say the same of every pair of States and every day.

They are two readings of one law, written apart: the resolver's code over the provisions, and the rules.
Cases cluster around the days on which the law changes and the States that share an instrument; each has at
most one special side (a displaced holder, a foreign provider, an autonomous institution ...). Where a
membership is not known on the day, the rules leave the answer open and the resolver calls it doubtful.

One difference is meant: where a treaty recognises the level automatically, the rules let no power of another
treaty cut it back (Lisbon II.3), while the resolver looks first to the host of a foreign provider and to
missing papers.
"""

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from services.conventions.adapters.reference_files import ReferenceData, read_reference_data
from services.conventions.adapters.rule_files import read_release
from services.conventions.domain.case.facts import Facts
from services.conventions.domain.case.purpose import read_purpose
from services.conventions.domain.instruments.book import TreatyBook
from services.conventions.domain.legal_basis.resolve import resolve
from services.conventions.domain.rulebook.answers import ruled_basis
from services.conventions.domain.vocabulary import (
    Decider,
    Documents,
    HolderStatus,
    OutcomeClass,
    QualificationType,
    Sector,
)
from shared.kernel.evidence import TrustMark
from shared.rules.release import RuleSet

CASES = 6_000
TODAY = date(2026, 11, 23)
PURPOSES = (None, "further study", "work", "access", "practise as nurse", "practise as teacher", "title")
UNKNOWN = (None, True, False)

Chance = random.Random
Special = Callable[[Chance, list[str], str], dict[str, Any]]

SPECIALS: tuple[Special, ...] = (
    lambda _c, _states, _host: {},
    lambda c, _states, _host: {
        "holder_status": c.choice([*HolderStatus]),
        "documents": c.choice([None, *Documents]),
    },
    lambda c, _states, _host: {
        "institution_recognised_at_award": c.choice(UNKNOWN),
        "retroactive_recognition_confirmed": c.choice(UNKNOWN),
    },
    lambda c, _states, host: {
        "delivery_country": c.choice([host, "USA"]),
        "programme_listed_by_provider_country": c.choice(UNKNOWN),
    },
    lambda c, _states, _host: {"competent_decider": c.choice([*Decider])},
    lambda _c, _states, _host: {"decision_overdue": True},
    lambda c, states, _host: {"joint_partners": tuple(c.sample(states, 2))},
    lambda c, _states, _host: {
        "institution_sector": c.choice([None, *Sector]),
        "quality_assured": c.choice(UNKNOWN),
    },
)


@pytest.fixture(scope="module")
def reference() -> ReferenceData:
    return read_reference_data()


@pytest.fixture(scope="module")
def book(reference: ReferenceData) -> TreatyBook:
    return TreatyBook((reference.edition(),))


@pytest.fixture(scope="module")
def release(reference: ReferenceData) -> RuleSet:
    return read_release(reference)


def cases(reference: ReferenceData) -> Iterator[Facts]:
    chance = random.Random(20261124)
    states = sorted({it.state for it in reference.parties})
    together: dict[str, list[str]] = {}
    for it in reference.parties:
        together.setdefault(it.instrument, []).append(it.state)
    circles = [sorted(set(it)) for it in together.values() if len(set(it)) > 1]
    turning = sorted(
        {
            day
            for it in reference.parties
            for day in (it.in_force, it.consent, it.terminated, it.party_by, it.not_party_on)
            if day
        }
    )
    for number in range(CASES):
        award, host = chance.sample(states if number % 3 == 0 else chance.choice(circles), 2)
        yield Facts(
            award,
            host,
            chance.choice(turning) + timedelta(days=chance.randint(-2, 2)),
            chance.choice([*QualificationType]),
            purpose=read_purpose(chance.choice(PURPOSES)),
            **chance.choice(SPECIALS)(chance, states, host),
        )


def test_they_agree(reference: ReferenceData, book: TreatyBook, release: RuleSet) -> None:
    carried = 0
    for facts in cases(reference):
        basis = resolve(book, facts, today=TODAY)
        found = ruled_basis(release, facts, known=TODAY)
        if found.open:
            assert basis.trust is TrustMark.GAP, facts
            continue
        assert set(found.binding) == set(basis.binding_instruments), facts
        if found.outcome is OutcomeClass.AUTOMATIC_LEVEL and (facts.hosts_the_provider or facts.is_displaced):
            continue
        assert (found.outcome, found.presumption, found.burden) == (
            basis.outcome_class,
            basis.presumption,
            basis.burden_on,
        ), facts
        carried += bool(found.duty)
    assert carried > CASES / 5


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
