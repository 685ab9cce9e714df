"""Keeps the programs of one machine running, and ends them in the opposite order of their start."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any

from deploy.local.console import Console
from deploy.local.state.home import Home
from deploy.local.supervision.child import Child
from deploy.local.supervision.output import OutputPipe
from deploy.local.supervision.program import Program
from deploy.local.supervision.roster import Roster
from deploy.local.supervision.spawn import spawn
from deploy.local.trouble import Trouble


class Supervisor:
    """Starts programs group by group. `hurry`, once set, shortens every ending."""

    def __init__(self, home: Home, console: Console, *, hurry: asyncio.Event) -> None:
        self.home = home
        self.console = console
        self._roster = Roster(home, on_trouble=console.trouble)
        self._groups: list[list[Child]] = []
        self._hurry = hurry

    async def start(self, *programs: tuple[str, Program]) -> None:
        """Start programs side by side and wait until all are ready; each comes with the words of its step.

        Raises Trouble when one does not come up.
        """
        group = [self._child(program) for _, program in programs]
        self._groups.append(group)
        await together(
            *(self._started(text, child) for (text, _), child in zip(programs, group, strict=True))
        )

    async def run_once(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> None:
        """Run a program to its end. Raises Trouble with its last lines when it fails."""
        lines: list[str] = []
        output = await OutputPipe.open(lines.append)
        try:
            process = await spawn(command, output=output.writing_end, environment=environment)
        finally:
            output.handed_over()
        try:
            code = await process.wait()
        except asyncio.CancelledError:
            process.terminate()
            await process.wait()
            raise
        finally:
            await output.drained()
        if code != 0:
            last = "".join(f"\n    {line}" for line in lines[-12:])
            raise Trouble(self.home.shortage() or f"{name} failed with code {code}. Its last lines:{last}")

    async def watch(self) -> None:
        """Wait for ever. Raises what a keeper raises; a keeper that ends while we serve is a defect."""
        keepers = [child.keeping for group in self._groups for child in group if child.keeping is not None]
        done, _ = await asyncio.wait(keepers, return_when=asyncio.FIRST_COMPLETED)
        for keeper in done:
            await keeper
        raise RuntimeError("a child was left alone")

    async def stop(self) -> None:
        """End every program, the last group first, the members of a group side by side."""
        for group in reversed(self._groups):
            await asyncio.gather(*(child.stop(self._hurry) for child in group))
        self._groups.clear()

    def _child(self, program: Program) -> Child:
        return Child(program, self.console, roster=self._roster, explain=self.home.shortage)

    async def _started(self, text: str, child: Child) -> None:
        with self.console.step(text):
            await child.start()


async def together(*works: Coroutine[Any, Any, None]) -> None:
    """Do works side by side; the first one that fails ends the others, and its error is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            for work in works:
                group.create_task(work)
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None
