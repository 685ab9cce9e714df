"""The generated descriptions of the API under `docs/api`: written by `make api`, compared by tests."""

import asyncio
import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from shared.contracts import asyncapi
from tests.support.machine import ROOT, Running, machine
from tests.support.waiting import until

FOLDER = ROOT / "docs" / "api"
OPENAPI = FOLDER / "openapi.json"
ASYNCAPI = FOLDER / "asyncapi.json"


def text(document: Any) -> str:
    """Write a document the one way it is kept."""
    return json.dumps(document, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


async def openapi(running: Running) -> str:
    """Give the gateway's merged document, once every service has told its part."""
    document: Any = None

    async def whole() -> bool:
        nonlocal document
        status, document = await running.ask("GET", "/openapi.json")
        return status == 200 and "x-symbolon-missing" not in document

    await until(whole)
    return text(document)


async def write() -> None:
    """Write both documents anew."""
    with TemporaryDirectory() as folder:
        async with machine(Path(folder) / "home") as running:
            OPENAPI.write_text(await openapi(running))
    ASYNCAPI.write_text(text(asyncapi.document()))


if __name__ == "__main__":
    asyncio.run(write())
