"""100,000 observations written: our column writers beside pysdmx and sdmx1, from what each starts with."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from statistics import median

import pandas as pd
import pyarrow as pa
import sdmx
from pysdmx.io import write_sdmx
from pysdmx.io.format import Format
from pysdmx.io.pd import PandasDataset
from pysdmx.model import Schema
from sdmx.model import v21
from sdmx.model.common import Key

from services.indicators.adapters.observations.segment import Segment
from services.indicators.adapters.sdmx.artefacts import Artefacts
from services.indicators.adapters.sdmx.messages import DataForm, SdmxMessages
from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.structures import SHOWN_ATTRIBUTES, TIME, structure
from shared.kernel.clock import FixedClock
from tests.bench.report import table

OBSERVATIONS = 100_000
SOME = 20_000
"""pysdmx's SDMX-ML and sdmx1 are measured on so many and taken times five: their time grows with the rows."""

FLOW = "MIG_MOB"
NOW = FixedClock(datetime(2026, 1, 1, tzinfo=UTC))
FORMS = {
    "SDMX-CSV 1.0": ("csv-1.0", Format.DATA_SDMX_CSV_1_0_0),
    "SDMX-ML 2.1": ("xml-2.1", Format.DATA_SDMX_ML_2_1_STR),
    "SDMX-ML 3.0": ("xml-3.0", Format.DATA_SDMX_ML_3_0),
    "SDMX-JSON 2.0": ("json-2.0", None),
}


@dataclass(frozen=True, slots=True)
class Written:
    """Milliseconds for 100,000 observations; None where the library has no such writer."""

    form: str
    ours: float
    pysdmx: float | None
    sdmx1: float | None


def measure(packed: pa.Buffer, rounds: int) -> list[Written]:
    """Write the same observations in every form with every library."""
    rows = Segment(packed).select(Query(FLOW))
    if rows is None or len(rows) < OBSERVATIONS:
        raise ValueError("the release is too small")
    rows = rows.slice(0, OBSERVATIONS)
    frame = _frame(rows)
    whole, some = (PandasDataset(structure=_schema(), data=it) for it in (frame, frame.head(SOME)))
    peers = _sdmx1(frame.head(SOME))
    found = []
    for name, (form, theirs) in FORMS.items():
        ours = _timed(partial(_ours, rows, form), 3 * rounds)
        other = None
        if theirs is Format.DATA_SDMX_CSV_1_0_0:
            other = _timed(partial(_pysdmx, whole, theirs), rounds)
        elif theirs is not None:
            other = OBSERVATIONS / SOME * _timed(partial(_pysdmx, some, theirs), 1)
        found.append(Written(name, ours, other, peers.get(name)))
    return found


def as_table(found: list[Written]) -> str:
    """Give the figures with their ratios to ours."""
    rows = [
        (it.form, f"{it.ours:.0f} ms", _against(it.pysdmx, it.ours), _against(it.sdmx1, it.ours))
        for it in found
    ]
    return table((f"{OBSERVATIONS:,} observations written", "ours", "pysdmx", "sdmx1, model and text"), rows)


def _against(theirs: float | None, ours: float) -> str:
    return "no writer" if theirs is None else f"{theirs:,.0f} ms ({theirs / ours:.0f}x)"


def _ours(rows: pa.Table, form: str) -> int:
    body = SdmxMessages(NOW).data(FLOW, rows, DataForm(form), history=False)
    return len(body) if isinstance(body, bytes | memoryview) else sum(len(piece) for piece in body)


def _pysdmx(dataset: PandasDataset, form: Format) -> int:
    options = {"dimension_at_observation": TIME} if "ML" in form.name else {}
    text = (
        write_sdmx([dataset], form, prettyprint=False, **options) if options else write_sdmx([dataset], form)
    )
    return len(text or "")


def _sdmx1(frame: pd.DataFrame) -> dict[str, float]:
    """Time sdmx1 from records to text, in CSV and in SDMX-ML."""
    scale = OBSERVATIONS / len(frame)
    records = frame.to_dict("records")
    start = time.perf_counter()
    dataset = _model(records)
    modelled = time.perf_counter() - start
    start = time.perf_counter()
    sdmx.to_csv(dataset, rtype=str)
    in_csv = time.perf_counter() - start
    start = time.perf_counter()
    sdmx.to_xml(sdmx.message.DataMessage(data=[dataset]))
    in_xml = time.perf_counter() - start
    return {
        "SDMX-CSV 1.0": 1000 * scale * (modelled + in_csv),
        "SDMX-ML 2.1": 1000 * scale * (modelled + in_xml),
    }


def _model(records: list[dict[str, object]]) -> v21.DataSet:
    agency = sdmx.model.common.Agency(id="SYMBOLON")
    definition = v21.DataStructureDefinition(id=FLOW, maintainer=agency, version="1.0")
    dimensions = (*structure(FLOW).dimensions, TIME)
    for name in dimensions:
        definition.dimensions.getdefault(id=name)
    measure_ = definition.measures.getdefault(id="OBS_VALUE")
    attributes = {name: definition.attributes.getdefault(id=name) for name in SHOWN_ATTRIBUTES}
    flow = v21.DataflowDefinition(id=FLOW, maintainer=agency, version="1.0", structure=definition)
    dataset = v21.StructureSpecificDataSet(described_by=flow, structured_by=definition)
    dataset.obs = [
        v21.Observation(
            dimension=definition.make_key(Key, {name: record[name] for name in dimensions}),
            value_for=measure_,
            value=record["OBS_VALUE"],
            attached_attribute={
                name: v21.AttributeValue(value=str(record[name]), value_for=it)
                for name, it in attributes.items()
                if record[name] is not None
            },
        )
        for record in records
    ]
    return dataset


def _schema() -> Schema:
    components = Artefacts({}).data_structures[FLOW].components
    return Schema(
        context="dataflow", agency="SYMBOLON", id=FLOW, version="1.0", components=components, artefacts=[]
    )


def _frame(rows: pa.Table) -> pd.DataFrame:
    columns = [*structure(FLOW).dimensions, TIME, "OBS_VALUE", *SHOWN_ATTRIBUTES]
    frame = rows.select(columns).to_pandas()
    for name in columns:
        if name != "OBS_VALUE":
            frame[name] = frame[name].astype(object).where(frame[name].notna(), None)
            frame[name] = frame[name].map(lambda it: None if it is None else str(it))
    return frame


def _timed(work: Callable[[], object], rounds: int) -> float:
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return median(taken)
