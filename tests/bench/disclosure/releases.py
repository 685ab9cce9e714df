"""Releases to attack: the published Erasmus table where it is at hand, and tables shaped like decisions."""

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass

import numpy as np

from services.indicators.domain.disclosure.audit import Audit, audit
from services.indicators.domain.disclosure.axes import flat
from services.indicators.domain.disclosure.counts import KEYS, Counts, counts_of_leaves
from services.indicators.domain.disclosure.knowledge import Publication
from services.indicators.domain.disclosure.policy import EXACT, Policy
from services.indicators.domain.disclosure.release import NotReleasable, publish_unprotected, release
from tests.conformance.indicators.third_party import FOLDER
from tests.support.rdata import read_workspace
from tests.unit.indicators.disclosure.tables import random_table

ERASMUS = FOLDER / "erasmus" / "studentmigration.RData"
SHOWN = "noise, rounding, suppression"
POLICIES = {SHOWN: Policy(), "suppression alone": EXACT}
MONTHS = 13
MOST = 0.02
"""The loss that a release should stay below."""
SHAPES: dict[str, tuple[tuple[int, ...], dict[str, bool]]] = {
    "40 origins by 5 outcomes": ((40, 5), {}),
    "60 origins in 2 regions by 5 outcomes": ((60, 5), {"hierarchical": True}),
    "12 origins by 5 outcomes by 4 legal statuses": ((12, 5, 4), {"sensitive": True}),
}
LARGEST = "20 origins by 13 fields by 6 legal statuses"
SMALL: tuple[tuple[tuple[int, ...], bool], ...] = (
    *(((4, 3), False), ((7, 5), False), ((12, 6), False), ((12, 6), True)),
    *(((3, 3, 2), False), ((4, 3, 3), False)),
)
"""Shapes of tables that are small on purpose, and whether their first axis is a tree."""


@dataclass(frozen=True, slots=True)
class Attacked:
    """One release and what the attack on it found. `loss` counts a hidden count of 50 or more as lost."""

    table: str
    policy: str
    cells: int
    hidden: int
    recovered: int
    narrow: int
    narrowest: float | None
    large: int
    error: float
    loss: float
    seconds: float


def erasmus() -> Counts:
    """The published table: 33 sending by 33 receiving countries, 2012-13."""
    (students, (origins, hosts)), *_ = read_workspace(ERASMUS).values()
    keys = np.random.default_rng(2012).integers(0, 256, students.shape)
    axes = (flat("ORIGIN", origins), flat("HOST", hosts))
    return counts_of_leaves("erasmus 2012-13", axes, students.astype(np.int64), keys)


def attacked(*, seeds: range) -> Iterator[Attacked]:
    """Release and attack each table under each policy; then a year's tables one after the other."""
    if ERASMUS.exists():
        published = publish_unprotected(erasmus(), EXACT)
        start = time.perf_counter()
        found = audit([published], EXACT)
        seconds = time.perf_counter() - start
        yield _row("Erasmus 33 x 33", "primary suppression only, NOT released", found, published, seconds)
        for name, policy in POLICIES.items():
            yield _released("Erasmus 33 x 33", name, erasmus(), policy, [])
    for shape, (sizes, options) in SHAPES.items():
        for seed in seeds:
            counts = random_table(seed, sizes, population=shape, **options)
            yield _released(f"{shape}, no. {seed}", SHOWN, counts, Policy(), [])
    yield _released(LARGEST, SHOWN, random_table(0, (20, 13, 6), sensitive=True), Policy(), [])
    yield from _linked()
    yield from _monthly()


@dataclass(frozen=True, slots=True)
class Small:
    """Many small tables together. `above`: losses above 2 %, each with its number of large counts."""

    tables: int
    refused: int
    recovered: int
    narrow: int
    above: tuple[tuple[float, int], ...]
    seconds: float


def small_tables(each: int) -> Small:
    """Release `each` small tables of every shape, protected as public tables are."""
    start, audits, refused = time.perf_counter(), list[Audit](), 0
    for sizes, hierarchical in SMALL:
        for seed in range(1000, 1000 + each):
            try:
                made = release(random_table(seed, sizes, hierarchical=hierarchical), Policy())
            except NotReleasable:
                refused += 1
            else:
                audits.append(made.audit)
    above = [(it.utility.loss, it.utility.large) for it in audits if it.utility.loss > MOST]
    return Small(
        tables=len(audits),
        refused=refused,
        recovered=sum(len(it.recovered) for it in audits),
        narrow=sum(len(it.narrow) for it in audits),
        above=tuple(sorted(above, reverse=True)),
        seconds=round(time.perf_counter() - start, 2),
    )


def _linked() -> Iterator[Attacked]:
    """By origin, by outcome, by both, and both again after late cases: each with all earlier ones at hand."""
    whole = random_table(99, (25, 5))
    later = counts_of_leaves(
        whole.population,
        whole.axes,
        whole.values[1:, 1:] + (np.arange(125).reshape(25, 5) % 17 == 0),
        whole.keys[1:, 1:],
    )
    parts = [
        counts_of_leaves(whole.population, whole.axes[:1], whole.values[1:, 0], whole.keys[1:, 0]),
        counts_of_leaves(whole.population, whole.axes[1:], whole.values[0, 1:], whole.keys[0, 1:]),
        whole,
        later,
    ]
    names = (
        "by origin",
        "by outcome, after that",
        "by both, after those",
        "by both with late cases, after all",
    )
    earlier: list[Publication] = []
    for name, counts in zip(names, parts, strict=True):
        start = time.perf_counter()
        made = release(counts, Policy(), earlier=earlier)
        seconds = time.perf_counter() - start
        earlier.append(made.publication)
        yield _row(f"linked: {name}", SHOWN, made.audit, made.publication, seconds)


def _monthly() -> Iterator[Attacked]:
    """A table of a year that fills up and is released every month: the last time with twelve earlier ones."""
    whole, draw = random_table(5, (40, 5), population="month by month"), np.random.default_rng(1)
    leaves, keys = np.zeros((40, 5), np.int64), np.zeros((40, 5), np.int64)
    earlier: list[Publication] = []
    for month in range(1, MONTHS + 1):
        left = whole.values[1:, 1:] - leaves
        added = draw.binomial(left, 1 / (MONTHS + 1 - month))
        leaves = leaves + added
        keys = (keys + np.where(added > 0, draw.integers(0, KEYS, leaves.shape), 0)) % KEYS
        counts = counts_of_leaves(whole.population, whole.axes, leaves, keys)
        start = time.perf_counter()
        made = release(counts, Policy(), earlier=earlier)
        seconds = time.perf_counter() - start
        earlier.append(made.publication)
        if month in {1, 6, MONTHS}:
            yield _row(
                f"40 origins by 5 outcomes, month {month}", SHOWN, made.audit, made.publication, seconds
            )


def _released(
    table: str, policy_name: str, counts: Counts, policy: Policy, earlier: list[Publication]
) -> Attacked:
    start = time.perf_counter()
    made = release(counts, policy, earlier=earlier)
    return _row(table, policy_name, made.audit, made.publication, time.perf_counter() - start)


def _row(table: str, policy: str, found: Audit, published: Publication, seconds: float) -> Attacked:
    worst = found.worst
    return Attacked(
        table=table,
        policy=policy,
        cells=published.hidden.size,
        hidden=int(published.hidden.sum()),
        recovered=len(found.recovered),
        narrow=len(found.narrow),
        narrowest=worst.width / worst.required if worst else None,
        large=found.utility.large,
        error=found.utility.error,
        loss=found.utility.loss,
        seconds=round(seconds, 2),
    )


def as_json(rows: list[Attacked], small: Small) -> dict[str, object]:
    """Give the raw figures."""
    return {"releases": [asdict(it) for it in rows], "small": asdict(small)}
