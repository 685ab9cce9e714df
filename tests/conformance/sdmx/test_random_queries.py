"""A made-up query, asked in every form and both shapes, finds the figures that a plain reading finds."""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

import httpx
import hypothesis.strategies as st
import pyarrow as pa
import pyarrow.parquet
from hypothesis import given, settings
from lxml import etree

from services.indicators.adapters.observations_memory import MemoryObservations
from services.indicators.domain.observations.source import Sources
from services.indicators.domain.observations.structures import MOBILITY, SHOWN_ATTRIBUTES, TIME, dataflow_of
from services.indicators.entrypoints.http.observations import observation_routes
from shared.http.app import create_app
from shared.http.health import Health
from tests.support.sdmx_service import NoLoads, anybody, nothing_released, sdmx_routes_over, validator
from tests.unit.indicators.observations.tables import AREAS, tables

BASE = "application/vnd.sdmx."
FORMS = {
    "csv-1.0": f"{BASE}data+csv;version=1.0.0",
    "csv-2.0": f"{BASE}data+csv;version=2.0.0",
    "json-2.0": f"{BASE}data+json;version=2.0.0",
    "xml-2.1": f"{BASE}structurespecificdata+xml;version=2.1",
    "xml-3.0": f"{BASE}data+xml;version=3.0.0",
}
NUMBERS = {"OBS_VALUE", "LOWER", "UPPER"}
COMPONENTS = (*MOBILITY, TIME, "OBS_VALUE", *SHOWN_ATTRIBUTES)
Cells = dict[tuple[str, ...], dict[str, Any]]
"""What is known of each cell, by its codes and its year; what is blank is left out."""


def cells(rows: Iterator[dict[str, Any]] | list[dict[str, Any]]) -> Cells:
    """Read the rows of any form: numbers as numbers, all else as text, blanks left out."""
    found: Cells = {}
    for row in rows:
        held = {name: row.get(name) for name in COMPONENTS}
        known = {name: value for name, value in held.items() if value not in {None, ""}}
        known["UPDATED"] = moment(known["UPDATED"])
        key = tuple(str(known.pop(name)) for name in (*MOBILITY, TIME))
        assert key not in found, "a cell comes once"
        found[key] = {
            name: float(value) if name in NUMBERS else plain(value) for name, value in known.items()
        }
    return found


def moment(value: str | datetime) -> str:
    known = datetime.fromisoformat(value) if isinstance(value, str) else value
    return known.astimezone(UTC).isoformat()


def plain(value: Any) -> str:
    # Each form holds what it can of a text: XML no control signs, and CSV readers end lines as they like.
    return "".join(sign if sign.isprintable() else "?" for sign in str(value).replace("\ufffd", "?"))


def from_xml(text: bytes) -> Iterator[dict[str, Any]]:
    for observation in etree.fromstring(text).iter("Obs"):
        series = observation.getparent()
        yield {**(series.attrib if series.tag == "Series" else {}), **observation.attrib}


def from_json(text: bytes) -> Iterator[dict[str, Any]]:
    message = json.loads(text)
    assert [it.message for it in validator("data").iter_errors(message)] == []
    (structure,) = message["data"]["structures"]
    (data,) = message["data"]["dataSets"]
    outer, inner = structure["dimensions"]["series"], structure["dimensions"]["observation"]
    levels = structure["attributes"]
    common = attributes(levels["dataSet"], data.get("attributes", []))
    common |= {it["id"]: it["values"][0]["id"] for it in structure["dimensions"]["dataSet"]}
    for place, series in data["series"].items() if "series" in data else [("", data)]:
        key = named(outer, place) if place else {}
        for at, values in series["observations"].items():
            held = attributes(levels["observation"], values[1:])
            yield {**key, **named(inner, at), "OBS_VALUE": values[0], **common, **held}


def attributes(described: Any, values: list[Any]) -> dict[str, Any]:
    return {
        it["id"]: it["values"][value]["id"] if "values" in it and isinstance(value, int) else value
        for it, value in zip(described, values, strict=True)
    }


def named(dimensions: Any, places: str) -> dict[str, str]:
    pairs = zip(dimensions, places.split(":"), strict=True)
    return {it["id"]: it["values"][int(place)]["id"] for it, place in pairs}


def read(form: str, body: bytes) -> Cells:
    if form.startswith("xml"):
        return cells(from_xml(body))
    if form.startswith("json"):
        return cells(from_json(body))
    return cells(list(csv.DictReader(io.StringIO(body.decode(), newline=""))))


@dataclass(frozen=True)
class Asked:
    """What a query asks for; an empty list is any code."""

    indicators: list[str]
    areas: list[str]
    sexes: list[str]
    start: int | None
    at: str
    limits: dict[str, int]

    @property
    def parts(self) -> dict[str, list[str]]:
        return {"INDICATOR": self.indicators, "REF_AREA": self.areas, "SEX": self.sexes}

    def addresses(self) -> list[tuple[str, dict[str, str]]]:
        """Paths with parameters: one of each shape."""
        common = {"dimensionAtObservation": self.at}
        common |= {name: str(number) for name, number in self.limits.items()}
        key = ".".join("+".join(self.parts.get(name, [])) for name in MOBILITY)
        conditions = {f"c[{name}]": ",".join(codes) for name, codes in self.parts.items() if codes}
        old = {"startPeriod": str(self.start)} if self.start else {}
        new = {"c[TIME_PERIOD]": f"ge:{self.start}-01"} if self.start else {}
        return [
            (f"/sdmx/2.1/data/MIG_MOB/{quote(key)}", common | old),
            ("/sdmx/3.0/data/dataflow/*/MIG_MOB", common | conditions | new),
        ]

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether a row is asked for, but for the number of years."""
        on_codes = all(not codes or row[name] in codes for name, codes in self.parts.items())
        return on_codes and dataflow_of(row["INDICATOR"]) == "MIG_MOB" and row[TIME] >= (self.start or 0)

    def among(self, table: pa.Table) -> Cells:
        """Give what is asked for, found row by row."""
        found = cells([it for it in table.to_pylist() if self.fits(it)])
        if not self.limits:
            return found
        series: dict[tuple[str, ...], list[str]] = {}
        for *key, year in sorted(found):
            series.setdefault(tuple(key), []).append(year)
        first, last = (self.limits.get(f"{end}NObservations", 0) for end in ("first", "last"))
        ends = {
            (*key, year)
            for key, years in series.items()
            for year in (*years[:first], *(years[-last:] if last else ()))
        }
        return {key: held for key, held in found.items() if key in ends}


def some(*codes: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(codes), max_size=2, unique=True)


LIMITS = {"firstNObservations": st.just(1), "lastNObservations": st.just(2)}
QUERIES = st.builds(
    Asked,
    some("IN", "MSEP", "NO_SUCH"),
    some(*AREAS, "ATA"),
    some("T", "F"),
    st.none() | st.integers(2017, 2024),
    st.sampled_from([TIME, "AllDimensions", "REF_AREA", "SEX"]),
    st.fixed_dictionaries({}, optional=LIMITS),
)


@settings(max_examples=12, deadline=None)
@given(table=tables, asked=QUERIES)
async def test_every_form_says_the_same(table: pa.Table, asked: Asked) -> None:
    source = MemoryObservations(table)
    plain_api = observation_routes(Sources(source, nothing_released), NoLoads(), anybody, "1")
    routers = [plain_api, sdmx_routes_over(source)]
    app = create_app(title="indicators", version="1", routers=routers, health=Health())
    expected = asked.among(table)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://indicators") as client:
        for path, parameters in asked.addresses():
            for form, media_type in FORMS.items():
                answer = await client.get(path, params=parameters, headers={"Accept": media_type})
                assert answer.status_code == (200 if expected else 204), answer.text
                assert (read(form, answer.content) if expected else {}) == expected, (path, form)
        if asked.sexes or asked.limits:
            return  # the plain interface selects neither
        wanted: dict[str, Any] = {"indicator": asked.indicators, "area": asked.areas}
        wanted |= {"start": asked.start} if asked.start else {}
        for form in ("json", "csv", "parquet"):
            answer = await client.get("/v1/observations", params={**wanted, "format": form})
            assert from_plain(form, answer) == expected, form


def from_plain(form: str, answer: httpx.Response) -> Cells:
    if form == "json":
        return cells(answer.json()["observations"])
    if form == "csv":
        return cells(list(csv.DictReader(io.StringIO(answer.text, newline=""))))
    return cells(pyarrow.parquet.read_table(io.BytesIO(answer.content)).to_pylist())
