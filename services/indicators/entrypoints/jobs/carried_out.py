"""The process in which a load is carried out; `apart` starts it and says what is asked."""

import asyncio
import copyreg
import os
import pickle
import sys
import threading
import time
from types import MappingProxyType
from typing import Any

from services.indicators.application.load import Loaded, Order
from services.indicators.entrypoints.jobs.apart import RESULT, Trouble, read_only
from services.indicators.load_container import LoadContainer
from services.indicators.settings import Settings
from shared.jobs.worker import TRANSIENT
from shared.kernel.errors import DomainError

BEHIND = 10
"""How far the priority of this process is below that of queries (nice)."""

EVERY = 0.2
"""Seconds between two numbers of progress, at least."""


class _Progress:
    """Writes a number a line."""

    def __init__(self) -> None:
        self._told = time.monotonic()

    def __call__(self, observations: int) -> None:
        if time.monotonic() - self._told >= EVERY:
            self._told = time.monotonic()
            sys.stdout.write(f"{observations}\n")
            sys.stdout.flush()


async def _load(settings: Settings, order: Order) -> Loaded | Trouble:
    parts = LoadContainer(settings)
    try:
        return await parts.load(order, _Progress())
    except TRANSIENT as error:
        return Trouble("unavailable", type(error).__name__, type(error).__name__, passing=True)
    except DomainError as error:
        return Trouble(error.code, error.title, error.detail)
    finally:
        await parts.engine.dispose()


def _end_with(standard_input: Any) -> None:
    standard_input.read()
    os._exit(1)


def main() -> None:
    """Do what standard input asks, and end when it ends."""
    os.nice(BEHIND)
    settings, order = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own process wrote it
    threading.Thread(target=_end_with, args=(sys.stdin.buffer,), daemon=True).start()
    # Evidence of findings is read-only, which pickle does not know by itself.
    copyreg.pickle(MappingProxyType, lambda it: (read_only, (dict(it),)))
    outcome = asyncio.run(_load(settings, order))
    sys.stdout.flush()
    sys.stdout.buffer.write(RESULT + pickle.dumps(outcome))
    sys.stdout.flush()


if __name__ == "__main__":
    main()
