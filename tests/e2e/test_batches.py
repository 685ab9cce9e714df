"""Batches through the gateway: large ones as jobs that outlive the process, small ones at once."""

import asyncio
import io
import json
import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.support.hostile_table import ROWS, table
from tests.support.machine import Running
from tests.support.waiting import until

BATCH = "/v1/equivalences:batch"
CSV, NDJSON, PARQUET = "text/csv", "application/x-ndjson", "application/vnd.apache.parquet"
NAMES = {
    "FRA": ("Licence", "Master", "Doctorat"),
    "EST": ("Bakalaureusekraad", "Magistrikraad"),
    "DEU": ("Bachelor", "Diplom"),
    "IND": ("Bachelor of Arts", "no such degree"),
}


def checks(rows: int, *, seed: int = 1) -> list[dict[str, str]]:
    """So many checks, a few of them at fault, always the same."""
    dice = random.Random(seed)

    def one(number: int) -> dict[str, str]:
        country = dice.choice(list(NAMES))
        awarded = date(1995, 1, 1) + timedelta(days=dice.randrange(10_000))
        return {
            "key": f"applicant-{number}",
            "award_country": country if number % 97 else "XX",
            "qualification": dice.choice(NAMES[country]),
            "award_date": awarded.isoformat(),
            "host_country": dice.choice(("NOR", "NLD", "ITA")),
            "purpose": dice.choice(("work", "further study")),
            "institution": f"University {dice.randrange(40)}",
        }

    return [one(number) for number in range(rows)]


def as_csv(rows: list[dict[str, str]]) -> bytes:
    return "\n".join((",".join(rows[0]), *(",".join(row.values()) for row in rows))).encode()


def as_ndjson(rows: list[dict[str, str]]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()


def as_parquet(rows: list[dict[str, str]]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(rows), sink)
    return sink.getvalue()


async def send(
    platform: Running, body: bytes, media_type: str = CSV, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    sent = {"X-API-Key": platform.key, "Content-Type": media_type}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    async with platform.client.post(platform.url + BATCH, data=io.BytesIO(body), headers=sent) as answer:
        names = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status, names, await answer.read()


async def results(platform: Running, location: str, media_type: str = NDJSON, query: str = "") -> bytes:
    headers = {"X-API-Key": platform.key, "Accept": media_type}
    async with platform.client.get(platform.url + location + "/results" + query, headers=headers) as answer:
        body = await answer.read()
        assert answer.status == 200, body
        assert answer.content_type == media_type
        return body


async def ended(platform: Running, location: str) -> dict[str, Any]:
    job: dict[str, Any] = {}

    async def over() -> bool:
        nonlocal job
        status, found = await platform.ask("GET", location)
        job = found if status == 200 else {}
        return job.get("state") in {"done", "failed", "cancelled"}

    await until(over, seconds=90)
    return job


def lines(body: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in body.splitlines()]


@pytest.fixture(scope="module", autouse=True)
async def answers(platform: Running) -> None:
    """Wait until the law has arrived, so that checks are answered."""

    async def answered() -> bool:
        return (await single(platform, checks(2)[1]))[0] == 200

    await until(answered, seconds=60)


async def single(platform: Running, check: dict[str, str]) -> tuple[int, Any]:
    body = {name: value for name, value in check.items() if name != "key"}
    return await platform.ask("POST", "/v1/equivalences:check", body=body)


async def test_a_small_batch_is_answered_at_once_with_what_each_check_gives_alone(platform: Running) -> None:
    rows = checks(100)
    status, _, body = await send(platform, as_csv(rows), Accept=NDJSON)
    assert status == 200
    found = lines(body)
    assert [line["key"] for line in found] == [row["key"] for row in rows]
    for row, line in list(zip(rows, found, strict=True))[:20]:
        status, alone = await single(platform, row)
        assert line.get("answer", {}) == (alone if status == 200 else {})
        if status == 422:
            assert line["errors"] == alone["errors"]


@pytest.mark.parametrize(
    ("media_type", "write"),
    [(CSV, as_csv), (NDJSON, as_ndjson), (PARQUET, as_parquet)],
    ids=["CSV", "NDJSON", "Parquet"],
)
async def test_three_formats_in_give_one_answer(
    platform: Running, media_type: str, write: Callable[[list[dict[str, str]]], bytes]
) -> None:
    rows = checks(50)
    _, _, expected = await send(platform, as_csv(rows), Accept=NDJSON)
    status, _, body = await send(platform, write(rows), media_type, Accept=NDJSON)
    assert (status, body) == (200, expected)


async def test_a_large_batch_is_a_job_and_gives_its_rows_in_three_formats(platform: Running) -> None:
    rows = checks(21_000)
    key = str(uuid4())
    status, headers, body = await send(platform, as_csv(rows), Idempotency_Key=key)
    assert (status, json.loads(body)["total"]) == (202, 21_000)
    location = headers["location"]
    assert (await ended(platform, location))["done"] == 21_000
    found = lines(await results(platform, location))
    assert [line["key"] for line in found] == [row["key"] for row in rows]
    assert [line["row"] for line in found if "errors" in line] == [
        n + 1 for n in range(21_000) if n % 97 == 0
    ]
    assert lines(await results(platform, location, query="?after=20500")) == found[20_500:]
    text = (await results(platform, location, CSV)).decode().splitlines()
    assert len(text) == 21_001
    parquet = pq.read_table(pa.BufferReader(await results(platform, location, PARQUET)))
    assert parquet.column("key").to_pylist() == [row["key"] for row in rows]

    status, headers, body = await send(platform, as_csv(rows), Idempotency_Key=key)
    assert (status, headers["location"], headers["idempotency-replayed"]) == (202, location, "true")
    status, _, body = await send(platform, as_csv(rows[1:]), Idempotency_Key=key)
    assert (status, json.loads(body)["code"]) == (409, "idempotency_key_reused")


async def test_the_hostile_table_is_answered_row_by_row(platform: Running) -> None:
    status, _, body = await send(platform, table(), Accept=NDJSON)
    assert status == 200
    found = lines(body)
    assert len(found) == 2 * len(ROWS)
    for row, line in zip(ROWS, found[::2], strict=True):
        assert {(it["pointer"], it["code"]) for it in line.get("errors", [])} == row.faults, row.name


async def test_a_cancelled_batch_stops_and_cannot_be_had_as_done(platform: Running) -> None:
    rows = checks(2_000, seed=2)
    _, headers, _ = await send(platform, as_csv(rows), Idempotency_Key=str(uuid4()))
    status, job = await platform.ask("POST", headers["location"] + ":cancel")
    assert (status, job["state"]) in {(200, "cancelled"), (409, None)} or job["code"] == "job_has_ended"


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        (as_csv(checks(1_001)), {}, 400, "idempotency_key_required"),
        (b"colour\nred\n", {}, 422, "not_a_table"),
        (b"", {}, 422, "not_a_table"),
        (as_csv(checks(2)), {"Accept": "application/xml"}, 406, "not_acceptable"),
        (b"PAR1 no", {"Content-Type": PARQUET}, 422, "not_a_table"),
        (as_csv(checks(2)), {"Content-Type": "application/json"}, 415, "unsupported_media_type"),
        (as_csv(checks(2)), {"Content-Encoding": "gzip"}, 415, "unsupported_content_encoding"),
    ],
    ids=["no key", "no column", "empty", "xml wanted", "no parquet", "JSON sent", "compressed"],
)
async def test_what_cannot_be_taken_as_a_whole(
    platform: Running, body: bytes, headers: dict[str, str], status: int, code: str
) -> None:
    sent = {"X-API-Key": platform.key, "Content-Type": CSV} | headers
    async with platform.client.post(platform.url + BATCH, data=io.BytesIO(body), headers=sent) as answer:
        problem = await answer.json()
        assert (answer.status, problem["code"]) == (status, code), problem


@pytest.mark.slow
async def test_killed_in_the_middle_it_finishes_with_no_row_lost_or_doubled(platform: Running) -> None:
    rows = checks(30_000, seed=3)
    _, headers, _ = await send(platform, as_csv(rows), Idempotency_Key=str(uuid4()))
    location = headers["location"]

    async def begun() -> bool:
        _, job = await platform.ask("GET", location)
        return bool(job) and job["done"] > 0

    await until(begun, seconds=60)
    platform.kill("credentials")
    job = await ended(platform, location)
    assert (job["state"], job["done"], job["total"]) == ("done", 30_000, 30_000)
    found = lines(await results(platform, location))
    assert [line["key"] for line in found] == [row["key"] for row in rows]
    undisturbed = lines((await send(platform, as_csv(rows[:500]), Accept=NDJSON))[2])
    assert found[:500] == undisturbed


async def test_an_upload_that_breaks_off_leaves_nothing_and_its_key_free(platform: Running) -> None:
    key, body = str(uuid4()), as_csv(checks(8_000, seed=4))
    head = (
        f"POST {BATCH} HTTP/1.1\r\nHost: x\r\nX-API-Key: {platform.key}\r\nContent-Type: {CSV}\r\n"
        f"Idempotency-Key: {key}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    _, writer = await asyncio.open_connection("127.0.0.1", platform.port)
    writer.write(head.encode() + body[: len(body) - 5_000])
    await writer.drain()
    await asyncio.sleep(0.5)
    writer.transport.abort()
    status, answered, _ = await send(platform, body, Idempotency_Key=key)
    assert status == 202
    assert "idempotency-replayed" not in answered
    assert (await ended(platform, answered["location"]))["done"] == 8_000
