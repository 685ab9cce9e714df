"""On the release of the real instruments: less than recognition rests on what the authority has shown.

100,000 cases with any combination of facts, facts missing at random, and any set of instruments that bind or
of which it is not known whether they bind, on days in every stretch of the law that ever changed a rule.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

import numpy as np
import pytest

from services.conventions.adapters.rule_files import read_release
from shared.rules.batch.outcome import STATES as STATES_OF_A_SLOT
from shared.rules.batch.program import Program
from shared.rules.batch.reading import from_arrow
from shared.rules.batch.segments import by_segment
from shared.rules.documents.plain import epoch_day
from shared.rules.evaluate.resolution import State
from shared.rules.release import RuleSet

pa = pytest.importorskip("pyarrow")

CASES = 100_000
KNOWN = date(2026, 11, 24)
DAYS = tuple(
    date.fromisoformat(it)
    for it in ("1976-01-01", "1984-01-01", "1995-03-01", "2003-06-01", "2010-03-01", "2019-06-01")
) + tuple(date.fromisoformat(it) for it in ("2021-05-01", "2023-06-01", "2024-06-15", "2026-01-01"))
STATES = ("ALB", "NOR", "JPN", "KOR", "PER", "URY", "MUS", "SYR", "GBR", "EST", "BEL", "COL", "VAT", None)
KINDS = ("access", "degree", "degree", "partial", "joint_degree", "professional", None)
MAYBE = (*[True] * 8, False, None)
SELDOM = (*[False] * 9, True, None)
UNUSUAL = {"award.transnational", "award.taught_in_host_state", "decider.institution", "award.joint"}
ELEMENTS: tuple[dict[str, object], ...] = tuple(
    {"grave": grave, "shown": shown, "leaves": leaves}
    for grave in (True, False, None)
    for shown in (True, False, None)
    for leaves in ("part", "nothing", None)
)
Listed = list[dict[str, object]]
LISTS: tuple[Listed | None, ...] = (None, *([] for _ in range(5)), *([dict(it)] for it in ELEMENTS))
PAIRS: tuple[Listed, ...] = tuple(
    [dict(one), dict(other)] for one, other in zip(ELEMENTS, reversed(ELEMENTS), strict=True)
)


@pytest.fixture(scope="module")
def release() -> RuleSet:
    return read_release()


def columns_of(release: RuleSet, chance: Random) -> dict[str, list[Any]]:
    """Draw a value of every fact for every case."""
    drawn: dict[str, list[Any]] = {}
    for name, fact in release.vocabulary.facts.items():
        if name in {"award.state", "host.state"}:
            drawn[name] = chance.choices(STATES, k=CASES)
        elif name == "award.kind":
            drawn[name] = chance.choices(KINDS, k=CASES)
        elif name == "award.institution_sector":
            drawn[name] = chance.choices(("governmental", "private", None), k=CASES)
        elif name == "award.joint_partners":
            drawn[name] = chance.choices((None, [], ["ALB"], ["JPN", "NOR"]), k=CASES)
        elif name == "substantial_differences":
            drawn[name] = chance.choices((*LISTS, *PAIRS), k=CASES)
        elif name.startswith("binding.") or name == "fraud.established" or name in UNUSUAL:
            drawn[name] = chance.choices(SELDOM, k=CASES)
        elif fact.type == "bool":
            drawn[name] = chance.choices(MAYBE, k=CASES)
    return drawn


def arrays_of(drawn: Mapping[str, Sequence[Any]]) -> dict[str, Any]:
    record = pa.struct([("grave", pa.bool_()), ("shown", pa.bool_()), ("leaves", pa.string())])
    types = {
        "substantial_differences": pa.list_(record),
        "award.joint_partners": pa.list_(pa.string()),
        "award.state": pa.string(),
        "host.state": pa.string(),
        "award.kind": pa.string(),
        "award.institution_sector": pa.string(),
    }
    return {name: pa.array(values, types.get(name, pa.bool_())) for name, values in drawn.items()}


def carries(differences: list[dict[str, object]] | None, *, leaves: str) -> bool:
    return any(
        it["grave"] is True and it["shown"] is True and it["leaves"] == leaves for it in differences or ()
    )


@pytest.fixture(scope="module")
def drawn(release: RuleSet) -> dict[str, list[Any]]:
    return columns_of(release, Random(20261124))


@pytest.fixture(scope="module")
def acts(release: RuleSet, drawn: dict[str, list[Any]]) -> list[str | None]:
    """The act of each case; None where nothing is settled. Contradictions among the rules fail here."""
    days = np.array(Random(7).choices([epoch_day(it) for it in DAYS], k=CASES))
    columns = from_arrow(arrays_of(drawn), release.vocabulary)
    found: list[str | None] = [None] * CASES
    for law, rows in by_segment(release, days, KNOWN):
        program = Program.of(law.slots["recognition.outcome"])
        (answers,) = program.run(columns.only(program.facts).take(rows).on(days[rows]))
        outcome = answers.outcome
        for row, code, state in zip(rows, outcome.act_codes, outcome.states, strict=True):
            assert STATES_OF_A_SLOT[state] is not State.CONFLICT, "the real rules contradict each other"
            found[row] = outcome.acts[code] if code >= 0 else None
    return found


def test_no_refusal_without_met_burden(drawn: dict[str, list[Any]], acts: list[str | None]) -> None:
    for case, act in enumerate(acts):
        shown, fraud = drawn["substantial_differences"][case], drawn["fraud.established"][case]
        if act == "refuse":
            assert fraud is True or carries(shown, leaves="nothing"), case
        elif act == "partial":
            assert carries(shown, leaves="part"), case
    for act in ("refuse", "partial", "recognise", "outside_scope"):
        assert acts.count(act) > CASES / 1_000, act


def test_recognition_is_never_given_against_a_shown_difference_of_the_only_instrument_that_binds(
    drawn: dict[str, list[Any]], acts: list[str | None]
) -> None:
    """The burden runs both ways: where Lisbon alone binds, what the authority has shown counts."""
    others = [it for it in drawn if it.startswith("binding.") and it != "binding.lrc_1997"]
    for case, act in enumerate(acts):
        if act == "recognise" and all(drawn[it][case] is False for it in others):
            assert not carries(drawn["substantial_differences"][case], leaves="nothing"), case
            assert not carries(drawn["substantial_differences"][case], leaves="part"), case
