"""Two readings of one law, held side by side: cases to ask both about, and what differs."""

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from services.conventions.adapters.reference_files import ReferenceData
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


class Cases:
    """Draws cases whose days lie around those on which the law changes; each has at most one special side."""

    def __init__(self, reference: ReferenceData, seed: int = 20261124) -> None:
        self._chance = random.Random(seed)
        self.states = sorted({it.state for it in reference.parties})
        together: dict[str, set[str]] = {}
        for it in reference.parties:
            together.setdefault(it.instrument, set()).add(it.state)
        self._circles = [sorted(it) for it in together.values() if len(it) > 1]
        self._turning = sorted(
            {
                day
                for it in reference.parties
                for day in (it.in_force, it.consent, it.terminated, it.party_by, it.not_party_on)
                if day
            }
        )

    def of(self, award: str, host: str) -> Facts:
        """Draw a case between two States."""
        chance = self._chance
        return Facts(
            award,
            host,
            chance.choice(self._turning) + timedelta(days=chance.randint(-2, 2)),
            chance.choice([*QualificationType]),
            purpose=read_purpose(chance.choice(PURPOSES)),
            **chance.choice(SPECIALS)(chance, self.states, host),
        )

    def as_known(self, facts: Facts) -> Facts:
        """Ask the same as known on another day, before the legal date or after it."""
        day = self._chance.choice(self._turning) + timedelta(days=self._chance.randint(-2, 2))
        return replace(facts, known_at=min(day, TODAY))

    def some(self, count: int) -> Iterator[Facts]:
        """Draw cases, two in three between States that share an instrument."""
        for number in range(count):
            among = self.states if number % 3 == 0 else self._chance.choice(self._circles)
            yield self.of(*self._chance.sample(among, 2))


def carried(release: RuleSet, facts: Facts) -> bool:
    """Say whether any instrument carries the case: without such cases an agreement shows little."""
    return bool(ruled_basis(release, facts, known=TODAY).duty)


def difference(release: RuleSet, book: TreatyBook, facts: Facts) -> str | None:
    """Say in what the two differ; None where they agree.

    Where a membership is not known on the day, the rules leave the answer open and the resolver calls it
    doubtful, or does not count it (a duty of the host alone).

    One difference is meant and left out: where a treaty recognises the level automatically, the rules let no
    power of another treaty cut it back (Lisbon II.3), while the resolver looks first to the host of a foreign
    provider and to missing papers.
    """
    basis = resolve(book, facts, today=TODAY)
    found = ruled_basis(release, facts, known=facts.known_at or TODAY)
    if found.doubtful:
        return None
    if found.open:
        return None if basis.trust is TrustMark.GAP else f"open by the rules alone: {facts}"
    if set(found.binding) != set(basis.binding_instruments):
        return f"binding {found.binding} and {basis.binding_instruments}: {facts}"
    if found.outcome is OutcomeClass.AUTOMATIC_LEVEL and (facts.hosts_the_provider or facts.is_displaced):
        return None
    ours = (found.outcome, found.presumption, found.burden)
    theirs = (basis.outcome_class, basis.presumption, basis.burden_on)
    return None if ours == theirs else f"{ours} and {theirs}: {facts}"
