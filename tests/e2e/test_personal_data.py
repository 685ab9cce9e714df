"""A name that is written wherever a client may write: no log, no event, no statistic holds it afterwards."""

import asyncio
import copy
import json
from secrets import token_hex
from typing import Any
from uuid import uuid4

from tests.support.machine import SAMPLE, Running
from tests.support.waiting import until

HEARD = """
    SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
    WHERE schemaname = 'indicators' OR tablename IN ('outbox', 'inbox', 'dead_letters')
"""
CSV = "key,institution,award_country,qualification,award_date,host_country,purpose\n"


async def _send(platform: Running, method: str, path: str, body: bytes | None = None, **headers: str) -> int:
    sent = {"X-API-Key": platform.key, "Content-Type": "application/json", "Idempotency-Key": str(uuid4())}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    async with platform.client.request(method, platform.url + path, data=body, headers=sent) as answer:
        await answer.read()
        return answer.status


def _dossier(**award: Any) -> bytes:
    sample = copy.deepcopy(SAMPLE)
    sample["award"] |= award
    return json.dumps(sample).encode()


async def _write_everywhere(platform: Running, name: str) -> list[int]:
    text, evaluations = name.encode(), "/v1/evaluations"
    named = {"Idempotency_Key": name}
    row = f"{name},{name},FRA,Licence,2015-07-01,NOR,work\n".encode()
    job = {"Content_Type": "text/csv", "Prefer": "respond-async"}
    return [
        await _send(platform, "POST", evaluations, _dossier(institution=name, title=name), **named),
        await _send(platform, "POST", evaluations, _dossier(country=name)),
        await _send(platform, "POST", evaluations, _dossier(**{name: "a member"})),
        await _send(platform, "POST", evaluations, _dossier(date=name)),
        await _send(platform, "POST", evaluations, b'{"' + text + b'": 1, "' + text + b'": 2}'),
        await _send(platform, "POST", evaluations, text),
        await _send(platform, "GET", f"{evaluations}/{name}"),
        await _send(platform, "GET", f"/v1/nothing/{name}"),
        await _send(platform, "GET", f"/v1/institutions?name={name}"),
        await _send(platform, "GET", f"/v1/institutions?{name}=1"),
        await _send(platform, "GET", f"/sdmx/2.1/data/{name}"),
        await _send(platform, "GET", "/v1/instruments", X_API_Key=name),
        await _send(platform, "GET", "/v1/instruments", Cookie=name, User_Agent=name, Traceparent=name),
        await _send(platform, "POST", "/v1/applications", json.dumps({"holder": name}).encode()),
        await _send(platform, "POST", "/v1/equivalences:batch", CSV.encode() + row, **job),
        await _send(platform, "POST", "/v1/equivalences:batch", CSV.encode() + b'"' + text, **job),
        await _send(platform, "POST", "/v1/institutions:reconcile", json.dumps({"q": name}).encode()),
        await _send(platform, "POST", "/v1/loads", text, Content_Type="application/octet-stream"),
    ]


async def test_a_name_stays_where_it_was_sent_to(platform: Running) -> None:
    name = f"Ingunn-{token_hex(8)}"
    statuses = await _write_everywhere(platform, name)
    assert {201, 202} <= set(statuses)
    assert all(it < 500 for it in statuses), statuses
    async with platform.administrator() as connection:
        kept = "SELECT count(*) FROM credentials.evaluations AS it WHERE it::text LIKE '%' || $1 || '%'"
        assert await connection.fetchval(kept, name) == 1, "the test has to find it where it belongs"

        async def told() -> bool:
            return not await connection.fetchval(
                "SELECT count(*) FROM credentials.outbox WHERE published_at IS NULL"
            )

        await until(told)
        await asyncio.sleep(1.0)
        encoded = f"{name}|{name.encode().hex()}"
        for table in await connection.fetch(HEARD):
            found = f"SELECT count(*) FROM {table['name']} AS it WHERE it::text ~ $1"  # noqa: S608 - from the catalogue
            assert await connection.fetchval(found, encoded) == 0, table["name"]
    assert name not in platform.log.read_text()
    for file in (platform.home / "nats").rglob("*"):
        assert not file.is_file() or name.encode() not in file.read_bytes(), file
