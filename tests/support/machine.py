"""The whole platform as a newcomer starts it, on a folder and ports of its own."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
import asyncpg

from deploy.local.database import DATABASE, driver_url
from deploy.local.servers.postgres import Postgres
from tests.support.servers import free_port

ROOT = Path(__file__).parents[2]
SAMPLE: dict[str, Any] = json.loads((ROOT / "deploy/local/sample_dossier.json").read_text())
START_SECONDS = 240
ONE_OF_EACH = (
    "/v1/instruments?limit=1",
    "/v1/qualification-systems?limit=1",
    "/v1/statistics/evaluations?group_by=outcome",
)
"""One question to each service."""
A_CHECK = {
    "award_country": "FRA",
    "qualification": "Licence",
    "award_date": "2015-07-01",
    "host_country": "NOR",
    "purpose": "further study",
}
"""A question that takes a release of the rules, and leaves nothing."""


@dataclass
class Running:
    """A platform that is up, and one client of it."""

    home: Path
    port: int
    key: str
    client: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def ask(
        self, method: str, path: str, *, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Ask through the gateway; give status and JSON. A broken connection is status 0."""
        sent = {"X-API-Key": self.key, **(headers or {})}
        try:
            async with self.client.request(method, self.url + path, json=body, headers=sent) as answer:
                return answer.status, await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, json.JSONDecodeError):
            return 0, None

    async def evaluate(
        self, body: dict[str, Any] | None = None, *, key: str | None = None
    ) -> tuple[int, Any]:
        headers = {"Idempotency-Key": key or str(uuid4())}
        return await self.ask("POST", "/v1/evaluations", body=body or SAMPLE, headers=headers)

    def read_key(self) -> bool:
        """Read the development key; false while it is not written yet."""
        file = self.home / "api-key"
        self.key = file.read_text().strip() if file.exists() else ""
        return bool(self.key)

    async def serves(self) -> bool:
        """Say whether every service answers, and the one that decides holds a release of the rules."""
        answers = [(await self.ask("GET", path))[0] for path in ONE_OF_EACH]
        answers.append((await self.ask("POST", "/v1/equivalences:check", body=A_CHECK))[0])
        return all(it == 200 for it in answers)

    def process(self, name: str) -> int | None:
        """The number of a program's process at this moment; None between its end and its next start."""
        entry = json.loads((self.home / "processes.json").read_text()).get(name)
        return entry and int(entry["process"])

    async def stored_evaluations(self) -> int:
        """Count the evaluations in PostgreSQL itself: the truth."""
        async with self.administrator() as connection:
            return int(await connection.fetchval("SELECT count(*) FROM credentials.evaluations"))

    @asynccontextmanager
    async def administrator(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection to PostgreSQL as its superuser, who sees every tenant's rows."""
        port = json.loads((self.home / "ports.json").read_text())["postgres"]
        password = json.loads((self.home / "secrets.json").read_text())["postgres"]
        server = Postgres(self.home / "postgres", port, password)
        connection = await asyncpg.connect(driver_url(server.url(), database=DATABASE))
        try:
            yield connection
        finally:
            await connection.close()

    @property
    def log(self) -> Path:
        """What all programs have printed."""
        return self.home.with_name(f"{self.home.name}.log")

    def kill(self, name: str) -> int:
        return self.send(name, signal.SIGKILL)

    def send(self, name: str, how: signal.Signals) -> int:
        number = self.process(name)
        assert number is not None, f"{name} is not running"
        os.kill(number, how)
        return number


@asynccontextmanager
async def machine(home: Path) -> AsyncIterator[Running]:
    """Start on `home`, wait until it serves, and end it in order afterwards."""
    port = free_port()
    log = home.with_name(f"{home.name}.log").open("wb")
    environment = {**os.environ, "SYMBOLON_HOME": str(home), "SYMBOLON_PORT": str(port)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "deploy.local", "run", cwd=ROOT, env=environment, stdout=log, stderr=log
    )
    try:
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as client:
            running = Running(home, port, "", client)
            for _ in range(START_SECONDS * 10):
                if process.returncode is not None:
                    raise RuntimeError(_last_words(log.name))
                if running.read_key() and await running.serves():
                    break
                await asyncio.sleep(0.1)
            else:
                raise TimeoutError(_last_words(log.name))
            yield running
    finally:
        if process.returncode is None:
            process.terminate()
            await asyncio.wait_for(process.wait(), 60)
        log.close()


def _last_words(log: str) -> str:
    return Path(log).read_text()[-4000:]
