"""Starts programs that cannot outlive the one who started them."""

import asyncio
import ctypes
import os
import signal
from collections.abc import Callable, Mapping, Sequence

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True)


async def spawn(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    death_signal: signal.Signals = signal.SIGTERM,
    before_exec: Callable[[], None] | None = None,
) -> asyncio.subprocess.Process:
    """Start `command` in a session of its own, its output as one pipe.

    A session of its own: Ctrl-C in the terminal reaches only the supervisor. When the supervisor dies,
    even by SIGKILL, the kernel sends `death_signal` to the child (Linux).
    """
    parent = os.getpid()

    def prepare() -> None:
        if before_exec is not None:
            before_exec()
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(death_signal))
        if os.getppid() != parent:  # died between fork and prctl
            os._exit(1)

    return await asyncio.create_subprocess_exec(
        *command,
        env=dict(environment) if environment is not None else None,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=prepare,
    )
