"""Published files that are never part of the project: read where an operator keeps them, or skipped aloud."""

import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from services.indicators.adapters.sources.files import chunks
from services.indicators.domain.integrity.panel import Panel, panel
from services.indicators.domain.loading.outcome import Outcome, collect
from services.indicators.domain.loading.publishers import owid, uis_export
from services.indicators.domain.observations.observation import Observation

_BESIDE = Path(__file__).parents[3].parent / "shared" / "data"
FOLDER = Path(os.environ.get("SYMBOLON_TEST_DATA", _BESIDE)) / "indicators"
KNOWN_AT = datetime(2026, 11, 23, tzinfo=UTC)


def third_party(name: str) -> Path:
    """Give the path of a third-party file, or skip the test and say which file is missing."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"third-party file not present: shared/data/indicators/{name}")
    return path


@cache
def february_2026() -> Outcome:
    """The UIS Data API export of the February 2026 release."""
    path = third_party("uis_je/data.csv")
    return collect(uis_export.parse(chunks(path), release="UIS-2026-02", known_at=KNOWN_AT))


@cache
def spring_2025() -> Panel:
    """Inbound and net flow of the UIS spring-2025 vintage, with the ratios of the same year from OWID."""
    observations: list[Observation] = []
    for name in ("uis/uis_26637_inbound.csv", "uis/uis_MENF5T8_netflow.csv"):
        parsed = uis_export.parse(chunks(third_party(name)), release="UIS-2025-spring", known_at=KNOWN_AT)
        observations += collect(parsed).observations
    for name, title in zip(
        ("owid/share-of-students-from-abroad.csv", "owid/share-of-students-studying-abroad.csv"),
        owid.TITLES,
        strict=True,
    ):
        parsed = owid.parse(chunks(third_party(name)), title=title, release="OWID-2025", known_at=KNOWN_AT)
        observations += collect(parsed).observations
    return panel(observations)
