"""Precision and recall, counted alike everywhere.

Counting. Each query gets at most one match. A match that is among the right ids is right; every other match
is wrong, also where the text names no institution of the register at all. Precision is right matches among
all matches. Recall is right matches among all right ids, so that a text with two institutions counts two
and one match finds half. "False when hidden" is the share of queries that match something although the
right institution was taken out of the register: the error where "no match" is the answer.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.credentials.domain.reconciliation.calibration import BIAS, MARGIN, THRESHOLD, WEIGHTS
from services.credentials.domain.reconciliation.reconcile import Reconciler
from services.credentials.domain.register.register import Register
from tests.bench.reconciliation.fit import candidates
from tests.bench.reconciliation.labelled import Labelled


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How well it went."""

    queries: int
    precision: float | None
    """None where nothing was matched."""
    recall: float | None
    """None where nothing is right."""
    false_when_hidden: float


def accuracy(
    reconciler: Reconciler,
    cases: Sequence[Labelled],
    *,
    weights: dict[str, float] = WEIGHTS,
    bias: float = BIAS,
    threshold: float = THRESHOLD,
) -> Accuracy:
    """Match every query, with and without the right institution in the register."""
    right = matched = wanted = false = 0
    for case in cases:
        wanted += len(case.right)
        chosen = _chosen(reconciler, case, weights, bias, threshold, hide=False)
        matched += chosen is not None
        right += chosen in case.right
        false += _chosen(reconciler, case, weights, bias, threshold, hide=True) is not None
    return Accuracy(
        len(cases),
        right / matched if matched else None,
        right / wanted if wanted else None,
        false / max(len(cases), 1),
    )


def mistakes(register: Register, cases: Sequence[Labelled]) -> Iterator[str]:
    """Tell of every wrong match and every right one that was missed, a line each."""
    for case in cases:
        found = register.find(case.query, most=2)
        given = found.match.id if found.match else None
        if given in case.right or (given is None and not case.right):
            continue
        right = "; ".join(f"{it} {register.get(it).name}" for it in sorted(case.right)) or "no match"
        best = "; ".join(f"{it.id} {it.name} {it.score:.2f}" for it in found.candidates)
        kind = "missed" if given is None else "wrong"
        yield "\t".join((kind, " ".join(case.query.text.split()), right, best or "no candidate"))


def _chosen(
    reconciler: Reconciler,
    case: Labelled,
    weights: dict[str, float],
    bias: float,
    threshold: float,
    *,
    hide: bool,
) -> str | None:
    scored = sorted(
        (
            (
                1 / (1 + math.exp(-bias - sum(weights[kind] * value for kind, value in it.evidence.items()))),
                it,
            )
            for it in candidates(reconciler, case, hide=hide)
        ),
        key=lambda pair: -pair[0],
    )
    if not scored or scored[0][0] < threshold:
        return None
    if len(scored) > 1 and scored[0][0] - scored[1][0] < MARGIN:
        return None
    return scored[0][1].profile.id
