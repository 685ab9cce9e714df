"""Fits the weights of the evidence by logistic regression, on the half of the texts that is for tuning.

Every text counts twice: against the whole register, and with the right institution hidden, where every
candidate is wrong. So the score learns when nothing fits.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from services.credentials.domain.reconciliation.evidence import Candidate, compare
from services.credentials.domain.reconciliation.reconcile import Reconciler
from tests.bench.reconciliation.labelled import Labelled

PENALTY = 1.0
Floats = NDArray[np.float64]


def fit(reconciler: Reconciler, cases: Sequence[Labelled]) -> tuple[dict[str, float], float]:
    """Give the weights and the bias."""
    kinds: list[str] = []
    rows: list[list[float]] = []
    labels: list[bool] = []
    for case in cases:
        for hide in (False, True):
            for candidate in candidates(reconciler, case, hide=hide):
                kinds = kinds or list(candidate.evidence)
                rows.append([candidate.evidence[kind] for kind in kinds])
                labels.append(candidate.profile.id in case.right)
    weights = _regress(np.array(rows), np.array(labels, dtype=float))
    return {kind: float(it) for kind, it in zip(kinds, weights[:-1], strict=True)}, float(weights[-1])


def candidates(reconciler: Reconciler, case: Labelled, *, hide: bool) -> list[Candidate]:
    """Give the candidates, the right one hidden where that is asked."""
    found = reconciler.collect(case.query)
    if hide:
        found = [it for it in found if it.profile.id not in case.right]
    compare(found)
    return found


def _regress(rows: Floats, labels: Floats) -> Floats:
    data = np.hstack([rows, np.ones((len(rows), 1))])

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = data @ weights
        value = np.sum(np.logaddexp(0, odds) - labels * odds) + PENALTY / 2 * np.sum(weights[:-1] ** 2)
        slope = data.T @ (1 / (1 + np.exp(-odds)) - labels) + PENALTY * np.append(weights[:-1], 0.0)
        return float(value), slope

    start = np.zeros(data.shape[1])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 1000})
    return np.asarray(found.x)
