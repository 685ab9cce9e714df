"""Every number says where it comes from; the line that it gives makes the same number again."""

import asyncio
import json
import os
import shlex
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer
from typer.testing import CliRunner

from services.indicators.adapters.observations.contents import Contents
from services.indicators.adapters.observations.loads import PostgresLoads
from services.indicators.adapters.observations.store import StoredObservations
from services.indicators.application.load import Order
from services.indicators.domain.observations.source import Sources
from services.indicators.entrypoints.http.observations import observation_routes
from services.indicators.entrypoints.recompute_commands import recount_cell, reread
from services.indicators.load_container import LoadContainer
from shared.http.app import create_app
from shared.http.health import Health
from tests.integration.indicators.authority import authority, by_header
from tests.support.case_events import many
from tests.support.loading import unheard
from tests.support.platform import Database
from tests.support.sdmx_service import nothing_released

REPOSITORY = Path(__file__).parents[3]
EXPORT = "indicatorId,geoUnit,year,value,qualifier,magnitude\nMSEP.5T8,NAM,2020,10.83650016784668,,\n"
FIGURE = {
    "indicator": {"id": "SM.EMI.TERT.ZS", "value": ""},
    "countryiso3code": "GUY",
    "date": "2000",
    "value": 89.2430648803711,
}
WORLD_BANK = json.dumps([{"page": 1, "pages": 1, "per_page": 50, "total": 1}, [FIGURE]])
COUNTRY = {"column": "country", "countries": True}


def a_mapping(indicator: str, codes: dict[str, str]) -> str:
    return json.dumps(
        {
            "indicator": indicator,
            "direction": "_Z",
            "unit": "PER",
            "value_column": "value",
            "year_column": None,
            "year": 2009,
            "columns": {"REF_AREA": COUNTRY, "INDICATOR": {"column": "measure", "codes": codes}},
        }
    )


@dataclass(frozen=True)
class Kept:
    """Files of a source, and a figure in them; `computed` tells that its inputs are there, too."""

    source: str
    release: str
    files: dict[str, str]
    cell: str
    computed: bool = False


SURVEY = (
    "country,measure,value\nPRT,share,20\nPRT,mobile,200\nPRT,holders,1000\nPRT,error,2\nPRT,people,150\n"
)
SURVEY_CODES = {
    "share": "CDH_MOB",
    "mobile": "CDH_MOBILE",
    "holders": "CDH_HOLDERS",
    "error": "CDH_STANDARD_ERROR",
    "people": "CDH_RESPONDENTS",
}
STOCK = "country,measure,value\nFRA,stock,1290\nFRA,rate,40\nFRA,low,2\nFRA,all,5\n"
STOCK_CODES = {
    "stock": "ATT_STOCK",
    "rate": "OVERQUAL",
    "low": "OVERQUAL_ISCO_4_TO_9",
    "all": "OVERQUAL_EMPLOYED",
}
LEAVERS = "country,measure,value\nGUY,rate,20\nGUY,out,25\nGUY,in,100\n"
LEAVERS_CODES = {"rate": "EMR_OECD_NATIVE", "out": "EMR_EMIGRANTS", "in": "EMR_RESIDENTS_NATIVE"}
PLACE = "W00._Z.L5T8._T.T.PER"
KEPT = (
    Kept("uis-export", "UIS-2026-02", {"data.csv": EXPORT}, "MIG_MOB:UIS.MSEP.NAM.W00.IN.L5T8._T.T.PT:2020"),
    Kept(
        "world-bank",
        "WB-2026",
        {"SM.EMI.TERT.ZS.json": WORLD_BANK},
        "MIG_EMR:WB.EMR_WB_DM.GUY.OECD.OUT.L5T8._T.T.PT:2000",
    ),
    Kept(
        "dioc",
        "DIOC-2010",
        {"stocks.csv": STOCK, "dioc.mapping.json": a_mapping("ATT_STOCK", STOCK_CODES)},
        f"MIG_ATT:DIOC.ATT_STOCK.FRA.{PLACE}._Z._Z._Z:2009",
    ),
    Kept(
        "dioc",
        "DIOC-2010",
        {"stocks.csv": STOCK, "dioc.mapping.json": a_mapping("ATT_STOCK", STOCK_CODES)},
        f"MIG_ATT:DIOC.OVERQUAL.FRA.{PLACE}._Z._Z._Z:2009",
        computed=True,
    ),
    Kept(
        "oecd",
        "OECD-2010",
        {"rates.csv": LEAVERS, "rates.mapping.json": a_mapping("EMR", LEAVERS_CODES)},
        f"MIG_EMR:OECD.EMR_OECD_NATIVE.GUY.{PLACE}:2009",
        computed=True,
    ),
    Kept(
        "cdh",
        "CDH-2009",
        {"survey.csv": SURVEY, "cdh.mapping.json": a_mapping("CDH", SURVEY_CODES)},
        f"CDH:CDH.CDH_MOB.PRT.{PLACE}._Z._Z._Z:2009",
        computed=True,
    ),
)


def executed(line: str, folder: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """Execute a line as a person would, in the folder where the files are."""
    python, *arguments = shlex.split(line)
    assert python == "python"
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), **more}
    return subprocess.run(
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def printed(line: str, folder: Path, **more: str) -> str:
    """Give what a line prints; the service's own commands are called, which is quicker than a process."""
    words = shlex.split(line)
    if words[:3] != ["python", "-m", "services.indicators"]:
        done = executed(line, folder, **more)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()
    commands = typer.Typer()
    commands.command("reread")(reread)
    commands.command("recount")(recount_cell)
    with chdir(folder):
        result = CliRunner().invoke(commands, words[3:], env=more, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    # The runner takes over standard output, where the log of the request just answered may still arrive.
    return result.output.strip().splitlines()[-1]


@pytest.mark.parametrize("kept", KEPT, ids=lambda it: it.cell.split(".")[1])
async def test_a_loaded_figure_is_made_again(parts: LoadContainer, tmp_path: Path, kept: Kept) -> None:
    for name, content in kept.files.items():
        (tmp_path / name).write_text(content)
    order = Order(kept.source, kept.release, tuple(tmp_path / name for name in kept.files))
    loaded = await parts.load(order, unheard)
    assert loaded.load.accepted, loaded.report
    store = StoredObservations(parts.engine, Contents(parts.engine, tmp_path / "mapped"))
    routes = observation_routes(
        Sources(store, nothing_released), PostgresLoads(parts.engine), by_header, "1.2.3"
    )
    app = create_app(title="indicators", version="1", routers=[routes], health=Health())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://x") as client:
        answer = (await client.get(f"/v1/observations/{kept.cell}:explain")).json()
    value = answer["observation"]["OBS_VALUE"]
    assert float(printed(answer["recompute"], tmp_path)) == value
    assert (answer["recomputed"] is not None) is kept.computed
    assert {it["name"] for it in answer["origin"]["files"]} == set(kept.files)
    assert (answer["origin"]["load"], answer["code_version"]) == (str(loaded.load.id), "1.2.3")
    if kept.computed:
        assert answer["recomputed"]["value"] == value
        assert {it["vintage"] for it in answer["recomputed"]["inputs"]} == {kept.release}


def test_other_files_do_not_pass_for_those_that_were_loaded(tmp_path: Path) -> None:
    (tmp_path / "data.csv").write_text(EXPORT)
    line = f"python -m services.indicators reread uis-export {KEPT[0].cell} data.csv --sha256 0123"
    done = executed(line, tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "another_file" in done.stderr


async def test_released_counts_are_protected_again(database: Database, tmp_path: Path) -> None:
    async with authority(database) as office:
        await office.project(many(120))
        assert (await office.release("QR_STATUS")).status_code == 201
        asked = {"dataflow": "QR_DEC", "indicator": "QR_STATUS"}
        table: dict[str, Any] = (await office.client.get("/v1/observations", params=asked)).json()
        names = table["dimensions"][:-1]
        shown = [it for it in table["observations"] if it["OBS_VALUE"]][:1]
        hidden = [it for it in table["observations"] if it["OBS_VALUE"] is None][:1]
        assert len(shown) == len(hidden) == 1
        for row in (*shown, *hidden):
            key = ".".join(row[name] for name in names)
            cell = f"QR_DEC:{key}:{row['TIME_PERIOD']}@{row['VINTAGE']}"
            answer = (await office.client.get(f"/v1/observations/{cell}:explain")).json()
            assert answer["id"] == cell
            assert answer["origin"]["release"] == row["VINTAGE"]
            url = database.urls["indicators"].app
            settings = {"SYMBOLON_DATABASE_URL": url, "SYMBOLON_NATS_URL": "nats://127.0.0.1:1"}
            again = await asyncio.to_thread(printed, answer["recompute"], tmp_path, **settings)
            assert again == ("hidden" if row["OBS_VALUE"] is None else repr(row["OBS_VALUE"]))
