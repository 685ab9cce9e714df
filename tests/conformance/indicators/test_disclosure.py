"""Disclosure control on a published table: Erasmus students 2012-13, 33 sending by 33 receiving countries.

The table's own figures are public; it stands in for decisions, whose shape it has.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from services.indicators.domain.disclosure.audit import attack, audit
from services.indicators.domain.disclosure.axes import flat
from services.indicators.domain.disclosure.counts import Counts, counts_of_leaves
from services.indicators.domain.disclosure.knowledge import gather
from services.indicators.domain.disclosure.policy import EXACT, Policy
from services.indicators.domain.disclosure.release import publish_unprotected, release
from tests.conformance.indicators.third_party import third_party
from tests.support.rdata import read_workspace

POLICIES = {
    "suppression alone": EXACT,
    "suppression alone, threshold 10": replace(EXACT, threshold=10),
    "noise, rounding and suppression": Policy(),
}


@cache
def erasmus() -> Counts:
    (students, (origins, hosts)), *_ = read_workspace(third_party("erasmus/studentmigration.RData")).values()
    assert (students.shape, students.sum()) == ((33, 33), 268_142)
    keys = np.random.default_rng(2012).integers(0, 256, students.shape)
    axes = (flat("ORIGIN", origins), flat("HOST", hosts))
    return counts_of_leaves("erasmus 2012-13", axes, students.astype(np.int64), keys)


@pytest.mark.parametrize(("threshold", "hidden", "recovered"), [(5, 95, 28), (10, 164, 7)])
def test_primary_suppression_alone_leaks(threshold: int, hidden: int, recovered: int) -> None:
    """The attacker reads shown zeros, too: every hidden count is at least one."""
    policy = replace(EXACT, threshold=threshold)
    published = publish_unprotected(erasmus(), policy)
    assert int(published.hidden.sum()) == hidden
    assert len(audit([published], policy).recovered) == recovered


def test_an_attacker_who_takes_no_notice_of_shown_zeros_still_recovers_a_fifth() -> None:
    knowledge = gather([publish_unprotected(erasmus(), EXACT)])
    knowledge.lower[knowledge.hidden] = 0
    assert sum(it.recovered for it in attack(knowledge, EXACT)) == 19


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_a_release_gives_nothing_away_and_stays_useful(policy: Policy) -> None:
    made = release(erasmus(), policy)
    assert made.audit.recovered == ()
    assert made.audit.narrow == ()
    assert made.audit.utility.loss <= 0.02
    assert made.audit.utility.large_hidden == 0
