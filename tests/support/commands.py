"""Runs a service's command line as an operator does: in a process of its own."""

import asyncio
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str


async def run_command(service: str, arguments: Sequence[str], environment: Mapping[str, str]) -> Ran:
    """Run ``python -m services.<service>`` with nothing of Symbolon in its environment but `environment`."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("SYMBOLON_")}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"services.{service}",
        *arguments,
        env={**clean, **environment, "COLUMNS": "200", "TERM": "dumb"},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())
