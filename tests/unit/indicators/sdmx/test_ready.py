"""A message from texts that stand ready says what is written from columns: in CSV and XML to the byte."""

import json
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings

from services.indicators.adapters.observations.packing import pack
from services.indicators.adapters.observations.segment import Segment
from services.indicators.adapters.sdmx.data import json_ready, ready
from services.indicators.adapters.sdmx.messages import Body, DataForm, SdmxMessages
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.source import Query
from shared.kernel.clock import FixedClock
from tests.support.sdmx_json import rows_of
from tests.unit.indicators.observations.tables import queries, tables

FORMS = ("csv-1.0", "csv-2.0", "json-2.0", "xml-2.1", "xml-3.0")


def whole(body: Body) -> bytes:
    return b"".join([body] if isinstance(body, bytes | memoryview) else body)


def said(form: str, body: bytes) -> Any:
    """CSV and XML as they are; of JSON what each observation says, and all that stands around them.

    The lists of attributes may have codes that only other figures of the load have.
    """
    if form != "json-2.0":
        return body
    message = json.loads(body)
    rows = rows_of(message)
    (structure,), (data_set,) = message["data"]["structures"], message["data"]["dataSets"]
    levels = {
        level: [(it["id"], it["name"]) for it in held] for level, held in structure.pop("attributes").items()
    }
    del data_set["series"], data_set["attributes"]
    return message, levels, rows


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60, deadline=None)
@given(table=tables, query=queries)
def test_both_ways_say_the_same(form: str, table: pa.Table, query: Query) -> None:
    segment = Segment(pa.py_buffer(pack(table)))
    rows = segment.find(query)
    if rows is None:
        return
    found, messages = Found(segment, rows), SdmxMessages(FixedClock(datetime(2026, 11, 24, tzinfo=UTC)))
    quick = whole(messages.data(query.dataflow, found, DataForm(form), history=False))
    plain = whole(messages.data(query.dataflow, found.table(), DataForm(form), history=False))
    assert said(form, quick) == said(form, plain)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ready, "AT_A_TIME", 3)
        patch.setattr(json_ready, "AT_A_TIME", 3)
        assert whole(messages.data(query.dataflow, found, DataForm(form), history=False)) == quick
