"""A load carried out in a process of its own, behind the others.

Millions of lines, and checks over as many cells, take seconds of one interpreter; in a thread of the api they
would keep its queries waiting. The process is told what to load and where the database is through its
standard input, tells how far it is, one number a line, and at last what came of it. It ends when that input
does: nobody waits for it any more.
"""

import asyncio
import pickle
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from services.indicators.application.load import Loaded, Order
from services.indicators.domain.loading.reading import Progress
from services.indicators.settings import Settings
from shared.kernel.errors import DomainError, Unavailable

Loader = Callable[[Order, Progress], Awaitable[Loaded]]
"""Loads a release. Raises UnknownSource, Invalid, ReleaseIsLoaded, OSError."""

RESULT = b"=\n"
"""The line after which the result follows."""


class ProcessLost(RuntimeError):
    """The process ended without a result: it was killed, or met an error, which it has logged."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a load was not carried out; `passing` trouble is worth another try."""

    code: str
    title: str
    detail: str
    passing: bool = False

    def error(self) -> DomainError:
        """Give the error that was met there."""
        error: DomainError = type("NotLoaded", (DomainError,), {"code": self.code, "title": self.title})(
            self.detail
        )
        return error


def read_only(held: dict[str, Any]) -> MappingProxyType[str, Any]:
    """Make the evidence of a finding again."""
    return MappingProxyType(held)


def apart(settings: Settings) -> Loader:
    """Make the loader that works in a process of its own."""

    async def load(order: Order, progress: Progress) -> Loaded:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "services.indicators.entrypoints.jobs.carried_out"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        try:
            outcome = await _followed(process, pickle.dumps((settings, order)), progress)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
        if isinstance(outcome, Loaded):
            return outcome
        raise Unavailable(outcome.detail) if outcome.passing else outcome.error()

    return load


async def _followed(
    process: asyncio.subprocess.Process, asked: bytes, progress: Progress
) -> Loaded | Trouble:
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101 - both are pipes
    try:
        process.stdin.write(asked)
        await process.stdin.drain()
    except ConnectionError as error:
        raise ProcessLost("the loading process did not begin") from error
    while (line := await process.stdout.readline()) != RESULT:
        if not line:
            raise ProcessLost(f"the loading process ended with {await process.wait()}")
        progress(int(line))
    outcome: Loaded | Trouble = pickle.loads(await process.stdout.read())  # noqa: S301 - our own process wrote it
    return outcome
