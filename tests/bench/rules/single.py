"""One decision over forty rules: our forms, hand-written Python, and the peers in every form they have."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from statistics import median
from time import process_time
from typing import Any

from shared.rules.documents.plain import epoch_day
from shared.rules.facts import flatten
from tests.bench.rules import forty
from tests.bench.rules.forty import DAY, SLOT, nested
from tests.bench.rules.peers import Peer, peers

CASES = 300


@dataclass(frozen=True)
class Figure:
    """Microseconds of processor time for one case of forty rules; the median of the rounds."""

    who: str
    form: str
    microseconds: float


def measure(rounds: int) -> list[Figure]:
    """Measure everything on the same cases, round after round, so that all see the same machine."""
    law = forty.release().compile(DAY, DAY)
    slot, day = law.slots[SLOT], epoch_day(DAY)
    whole, part = forty.cases(Random(1), CASES, 0.0), forty.cases(Random(2), CASES, 0.15)
    nest = [nested(it) for it in whole]
    hand = forty.hand_written()
    expected = [[value is True for value in law.values(it, SLOT).values()] for it in whole]
    _same("hand-written", expected, [[bool(it) for it in hand(case, day)] for case in nest])
    found = peers(slot, nested)
    for peer in found:
        _same(f"{peer.engine}: {peer.form}", expected, _answers(peer, whole))
    ours = "Symbolon"
    forms: list[tuple[str, str, Callable[[Any], object], Sequence[Any]]] = [
        ("Python", "hand-written, two-valued, no trace", lambda it: hand(it, day), nest),
        (ours, "values of the rules", lambda it: slot.evaluate(it, day), whole),
        (ours, "decision", lambda it: law.decide(it, SLOT), whole),
        (ours, "decision, facts nested", lambda it: law.decide(flatten(it), SLOT), nest),
        (ours, "values, 15 % missing", lambda it: slot.evaluate(it, day), part),
        (ours, "decision with needs, 15 % missing", lambda it: law.decide(it, SLOT), part),
        (ours, "full trace", lambda it: law.trace(it, SLOT), whole),
        (ours, "full trace with needs, 15 % missing", lambda it: law.trace(it, SLOT), part),
        (ours, "full trace as canonical bytes", lambda it: law.trace(it, SLOT).bytes, whole),
        *((it.engine, it.form, it.run, [it.prepare(case) for case in whole]) for it in found),
    ]
    times: dict[tuple[str, str], list[float]] = {}
    for _ in range(rounds):
        for who, form, run, cases in forms:
            times.setdefault((who, form), []).append(_time(run, cases))
    return [Figure(who, form, median(taken)) for (who, form), taken in times.items()]


def _answers(peer: Peer, cases: Sequence[Any]) -> list[list[bool]]:
    return [[bool(it) for it in peer.run(peer.prepare(case))] for case in cases]


def _same(name: str, expected: list[list[bool]], found: list[list[bool]]) -> None:
    if expected != found:
        raise AssertionError(f"{name} answers otherwise: nothing is measured")


def _time(run: Callable[[Any], object], cases: Sequence[Any]) -> float:
    """Take the time of one case; short runs are repeated up to a fiftieth of a second."""
    runs, taken = 0, 0.0
    while taken < 0.02:
        start = process_time()
        for case in cases:
            run(case)
        taken += process_time() - start
        runs += len(cases)
    return taken / runs * 1e6
