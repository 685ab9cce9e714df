"""Starts programs that cannot outlive the one who started them."""

import asyncio
import ctypes
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


async def spawn(
    command: Sequence[str],
    *,
    output: int,
    environment: Mapping[str, str] | None = None,
    death_signal: signal.Signals = signal.SIGKILL,
    before_exec: Callable[[], None] | None = None,
) -> asyncio.subprocess.Process:
    """Start `command` in a session of its own, with both its outputs on the descriptor `output`.

    A session of its own: Ctrl-C in the terminal reaches only the supervisor. When the supervisor dies,
    even by SIGKILL, the kernel sends `death_signal` to the child (Linux). The kernel watches the thread
    that started the child, so call this from the main thread. Raises OSError where `command` cannot run.
    """
    parent = os.getpid()

    def prepare() -> None:
        if before_exec is not None:
            before_exec()
        die_with_parent(parent, death_signal)

    return await asyncio.create_subprocess_exec(
        *command,
        env=dict(environment) if environment is not None else None,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        start_new_session=True,
        preexec_fn=prepare,
    )


def die_with_parent(parent: int, death_signal: signal.Signals) -> None:
    """Ask the kernel to send `death_signal` to this process when its parent dies (Linux only)."""
    if sys.platform != "linux":
        return
    _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal))
    if os.getppid() != parent:  # it died before the call
        os.kill(os.getpid(), death_signal)
