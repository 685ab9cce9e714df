"""A message from texts that stand ready is the message that would be written from columns, to the byte."""

from datetime import UTC, datetime

import pyarrow as pa
import pytest
from hypothesis import given, settings

from services.indicators.adapters.observations.segment import Segment, pack
from services.indicators.adapters.sdmx.data import ready
from services.indicators.adapters.sdmx.messages import Body, DataForm, SdmxMessages
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.source import Query
from shared.kernel.clock import FixedClock
from tests.unit.indicators.observations.tables import queries, tables

FORMS = ("csv-1.0", "csv-2.0", "json-2.0", "xml-2.1", "xml-3.0")


def whole(body: Body) -> bytes:
    return b"".join([body] if isinstance(body, bytes | memoryview) else body)


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=80, deadline=None)
@given(table=tables, query=queries)
def test_both_ways_write_the_same(form: str, table: pa.Table, query: Query) -> None:
    segment = Segment(pa.py_buffer(pack(table)))
    rows = segment.find(query)
    if rows is None:
        return
    found, messages = Found(segment, rows), SdmxMessages(FixedClock(datetime(2026, 11, 24, tzinfo=UTC)))
    quick = whole(messages.data(query.dataflow, found, DataForm(form), history=False))
    assert quick == whole(messages.data(query.dataflow, found.table(), DataForm(form), history=False))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ready, "AT_A_TIME", 3)
        assert whole(messages.data(query.dataflow, found, DataForm(form), history=False)) == quick
