"""How far a series moves from release to release: the honest error bar of an administrative count."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from services.indicators.domain.integrity.finding import Finding, Severity, Where
from services.indicators.domain.integrity.panel import Panel
from services.indicators.domain.observations.table import agency_of

Cell = TypeVar("Cell", bound=Hashable)
SAME = 1e-6
"""Relative difference that is no revision: the same figure, with fewer digits or as a 32-bit float."""


@dataclass(frozen=True, slots=True)
class RevisionBand:
    """Relative changes of the same cells between two releases: 5th and 95th percentile, how many moved."""

    cells: int
    changed: int
    lower: float
    upper: float


def revision_band(earlier: Mapping[Cell, float], later: Mapping[Cell, float]) -> RevisionBand | None:
    """Compare the cells that both releases hold and that were not zero; None when there are none."""
    shared = [key for key in earlier if key in later and earlier[key] != 0]
    if not shared:
        return None
    before = np.array([earlier[key] for key in shared])
    after = np.array([later[key] for key in shared])
    change = after / before - 1
    low, high = np.quantile(change, (0.05, 0.95))
    return RevisionBand(len(shared), int((np.abs(change) > SAME).sum()), float(low), float(high))


def revisions(release: str, own: Panel, others: Mapping[str, Panel]) -> list[Finding]:
    """Note how each indicator of the countries moved since the agency's last release.

    `others` come with the newest first.
    """
    last = next((it for it in others if agency_of(it) == agency_of(release)), None)
    if last is None:
        return []
    before = others[last].countries().values
    bands = {
        name: revision_band(before.get(name, {}), cells) for name, cells in own.countries().values.items()
    }
    return [_noted(name, band, last) for name, band in bands.items() if band is not None]


def _noted(indicator: str, band: RevisionBand, last: str) -> Finding:
    detail = (
        f"{indicator}: of {band.cells:,} figures of {last} {band.changed:,} were revised; nine in ten of all "
        f"moved by {100 * band.lower:+.2f} to {100 * band.upper:+.2f} %"
    )
    evidence: dict[str, float | str] = {
        "since": last,
        "cells": float(band.cells),
        "changed": float(band.changed),
        "p5": band.lower,
        "p95": band.upper,
    }
    return Finding("revised", Severity.NOTE, detail, Where(indicator=indicator), evidence)
