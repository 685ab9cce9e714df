"""One program kept running: started, watched, started again when it ends, ended when asked."""

import asyncio
import signal
import subprocess
from collections import deque
from collections.abc import Callable
from contextlib import suppress

from deploy.local.console import Console
from deploy.local.supervision.output import OutputPipe
from deploy.local.supervision.program import Program
from deploy.local.supervision.roster import Roster
from deploy.local.supervision.spawn import spawn
from deploy.local.trouble import Trouble, trouble_with_file

START_ATTEMPTS = 3
START_SECONDS = 60.0
POLL_SECONDS = 0.03
FIRST_WAIT_SECONDS = 0.2
LONGEST_WAIT_SECONDS = 15.0
STEADY_SECONDS = 20.0
"""A child that ran this long has recovered: its next restart waits the shortest time again."""


class Child:
    """Keeps `program` running from `start` to `stop`.

    `explain` is asked after a crash whether the machine itself is the reason, such as a full disk.
    """

    def __init__(
        self, program: Program, console: Console, *, roster: Roster, explain: Callable[[], str | None]
    ) -> None:
        self.program = program
        self._console = console
        self._roster = roster
        self._explain = explain
        self._failures = 0
        self._last_lines: deque[str] = deque(maxlen=12)
        self._process: asyncio.subprocess.Process | None = None
        self._came_up = asyncio.Event()
        self._stopping = asyncio.Event()
        self.keeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start it and wait until it is ready. Raises Trouble when it does not come up."""
        self.keeping = asyncio.create_task(self._keep())
        up = asyncio.create_task(self._came_up.wait())
        try:
            done, _ = await asyncio.wait(
                {self.keeping, up}, timeout=START_SECONDS, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            up.cancel()
        if self.keeping in done:
            await self.keeping  # it gave up, and says why
        elif not done:
            raise Trouble(self._report(f"was not ready after {START_SECONDS:.0f} s"))

    async def stop(self, hurry: asyncio.Event) -> None:
        """End it with the program's signals, each given its time; `hurry` skips the first one's."""
        if self.keeping is None:
            return
        self._stopping.set()
        impatient = asyncio.create_task(hurry.wait())
        for how, patience in self.program.stopping:
            self._signal(how)
            waiting = {self.keeping} if how is not self.program.stopping[0][0] else {self.keeping, impatient}
            await asyncio.wait(waiting, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            if self.keeping.done():
                break
            self._console.log(self.program.name, f"did not end on {how.name}")
        impatient.cancel()
        await asyncio.gather(self.keeping, return_exceptions=True)  # told already, by `start` or `watch`

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            began = loop.time()
            try:
                ending = await self._run()
            except subprocess.SubprocessError as error:
                ending = f"cannot be started: {error}"
            except OSError as error:
                ending = str(trouble_with_file(error))
            if self._stopping.is_set():
                return
            self._failures = 1 if loop.time() - began > STEADY_SECONDS else self._failures + 1
            if not self._came_up.is_set() and self._failures >= START_ATTEMPTS:
                raise Trouble(self._explain() or self._report(ending))
            await self._pause(ending)

    async def _run(self) -> str:
        """Run it once, to its end; say how it ended."""
        self.program.before_start()
        output = await OutputPipe.open(self._hear)
        try:
            process = await spawn(
                self.program.command,
                output=output.writing_end,
                environment=self.program.environment,
                death_signal=self.program.death_signal,
                before_exec=self.program.before_exec,
            )
        finally:
            output.handed_over()
        self._process = process
        self._roster.add(self.program.name, process.pid)
        if self._stopping.is_set():  # asked to end while it was being started
            self._signal(self.program.stopping[0][0])
        watching = asyncio.create_task(self._watch(process.pid))
        code = await process.wait()
        watching.cancel()
        await output.drained()
        self._roster.remove(self.program.name)
        return f"killed by {signal.Signals(-code).name}" if code < 0 else f"ended with code {code}"

    async def _watch(self, process: int) -> None:
        while not await self.program.ready(process):  # noqa: ASYNC110 - another process tells no event
            await asyncio.sleep(POLL_SECONDS)
        if self._came_up.is_set():
            self._console.log(self.program.name, "ready again")
        self._came_up.set()

    async def _pause(self, ending: str) -> None:
        wait = min(FIRST_WAIT_SECONDS * 2 ** (self._failures - 1), LONGEST_WAIT_SECONDS)
        self._console.log(self.program.name, f"{ending}; starting it again in {wait:.1f} s")
        reason = self._explain()
        if reason is not None:
            self._console.trouble(reason)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), wait)

    def _hear(self, line: str) -> None:
        self._last_lines.append(line)
        if not any(mark in line for mark in self.program.quiet):
            self._console.log(self.program.name, line)

    def _signal(self, how: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            if self._process is not None:
                self._process.send_signal(how)

    def _report(self, ending: str) -> str:
        lines = "".join(f"\n    {line}" for line in self._last_lines)
        return f"{self.program.name} does not start: {ending}" + (
            f". Its last lines:{lines}" if lines else ""
        )
