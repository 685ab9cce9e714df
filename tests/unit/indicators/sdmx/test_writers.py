"""What stands in a figure's attributes cannot break out of a message, and a long message is one message."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings
from lxml import etree

from services.indicators.adapters.sdmx.data import frame as frames
from services.indicators.adapters.sdmx.messages import DataForm, SdmxMessages
from services.indicators.domain.observations.codes import FlowDirection
from services.indicators.domain.observations.observation import Observation, Series
from services.indicators.domain.observations.table import tabulate
from shared.kernel.clock import FixedClock
from tests.support.sdmx_json import rows_of

NOW = datetime(2026, 11, 24, 12, 30, 15, 250_000, tzinfo=UTC)
FORMS = ("csv-1.0", "csv-2.0", "json-2.0", "xml-2.1", "xml-3.0")


def an_observation(
    year: int, value: float | None, *, note: str | None = None, area: str = "TUN"
) -> Observation:
    series = Series("IN", area, FlowDirection.IN, "PER")
    return Observation(series, year, value, "UIS-2026-02", NOW, footnote=note)


def written(form: str, *observations: Observation, flat: bool = False) -> str:
    wanted = DataForm(form, at="AllDimensions" if flat else "TIME_PERIOD")
    messages = SdmxMessages(FixedClock(NOW))
    body = messages.data("MIG_MOB", tabulate(observations), wanted, history=False)
    return b"".join([body] if isinstance(body, bytes | memoryview) else body).decode()


Read = list[tuple[str, float | None, str | None]]


def read(form: str, text: str) -> Read:
    """Year, value and footnote of each observation, as a reader of that form finds them."""
    if form.startswith("json"):
        found = rows_of(json.loads(text))
        return [(it["TIME_PERIOD"], _number(it["OBS_VALUE"]), it["FOOTNOTE"]) for it in found]
    rows: Any = csv.DictReader(io.StringIO(text, newline=""))
    if form.startswith("xml"):
        rows = [it.attrib for it in etree.fromstring(text.encode()).iter("Obs")]
    return [
        (it["TIME_PERIOD"], float(it.get("OBS_VALUE") or "nan"), it.get("FOOTNOTE") or None) for it in rows
    ]


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


PRINTABLE = st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff")


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=40)
@given(note=st.text(PRINTABLE | st.sampled_from("<>&\"',\n\t"), min_size=1))
def test_any_text_is_read_back_as_it_was(form: str, note: str) -> None:
    first, second = read(
        form, written(form, an_observation(2020, 1.5, note=note), an_observation(2021, None))
    )
    assert first == ("2020", 1.5, note)
    assert (second[0], second[2]) == ("2021", None)
    assert second[1] != second[1]


@pytest.mark.parametrize("form", FORMS)
@settings(max_examples=60)
@given(value=st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_is_read_back_as_it_was(form: str, value: float) -> None:
    assert read(form, written(form, an_observation(2020, value))) == [("2020", value, None)]


@pytest.mark.parametrize("form", FORMS)
def test_pieces_join_into_one_message(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    observations = [
        an_observation(year, year + 0.5, area=area, note="a note" if year % 2 else None)
        for area in ("DEU", "EGY", "FRA", "TUN")
        for year in range(2000, 2006)
    ]
    whole = written(form, *observations)
    monkeypatch.setattr(frames, "AT_A_TIME", 7)
    assert written(form, *observations) == whole
    assert len(read(form, whole)) == 24


def test_characters_that_xml_cannot_hold_become_a_mark() -> None:
    text = written("xml-2.1", an_observation(2020, 1, note="a\x00b\x1bc"))
    assert read("xml-2.1", text) == [("2020", 1.0, "a\ufffdb\ufffdc")]
