"""Tables of a few observations, and queries that find some of them."""

from datetime import UTC, datetime
from typing import Any

import hypothesis.strategies as st

from services.indicators.domain.observations.codes import FlowDirection, Magnitude, Qualifier, Sex
from services.indicators.domain.observations.observation import Observation, Series
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.table import tabulate

NOW = datetime(2026, 11, 24, tzinfo=UTC)
AREAS, PARTNERS = ("DEU", "FRA", "NAM", "TUN"), ("W00", "NAM", "MAR")
CODES: dict[str, tuple[str, ...]] = {
    "INDICATOR": ("IN", "MSEP", "EMR_WB_DM", "NO_SUCH"),
    "REF_AREA": (*AREAS, "ATA"),
    "COUNTERPART_AREA": PARTNERS,
    "SEX": ("T", "F"),
    "FLOW_DIR": ("IN", "OUT"),
    "DATA_SOURCE": ("UIS", "OECD"),
}

cells = st.tuples(
    st.sampled_from(("IN", "MSEP", "EMR_WB_DM")),
    st.sampled_from(AREAS),
    st.sampled_from(PARTNERS),
    st.sampled_from((Sex.TOTAL, Sex.FEMALE)),
    st.integers(2018, 2023),
)
details = st.tuples(
    st.none() | st.floats(-1e9, 1e9),
    st.none() | st.sampled_from(Qualifier),
    st.none() | st.sampled_from(Magnitude),
    st.none() | st.text(max_size=5),
)


def observation(cell: Any, detail: Any) -> Observation:
    indicator, area, partner, sex, year = cell
    value, qualifier, magnitude, note = detail
    series = Series(indicator, area, FlowDirection.IN, "PER", partner, sex=sex)
    return Observation(series, year, value, "UIS-2026-02", NOW, qualifier, magnitude, footnote=note)


tables = st.dictionaries(cells, details, min_size=1, max_size=40).map(
    lambda held: tabulate(observation(cell, detail) for cell, detail in held.items())
)
queries = st.builds(
    Query,
    st.sampled_from(("MIG_MOB", "MIG_EMR", "CDH")),
    st.dictionaries(st.sampled_from(sorted(CODES)), st.none(), max_size=3).flatmap(
        lambda names: st.fixed_dictionaries(
            {name: st.frozensets(st.sampled_from(CODES[name]), min_size=1) for name in names}
        )
    ),
    st.none() | st.integers(2018, 2020),
    st.none() | st.integers(2021, 2023),
    vintages=st.sampled_from((frozenset(), frozenset({"UIS-2026-02"}), frozenset({"UIS-2025-09"}))),
)
