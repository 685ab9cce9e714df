"""``python -m deploy.local run | demo``: what `make run` and `make demo` carry out."""

import asyncio
import os
import sys

from deploy.local.console import Console
from deploy.local.machine import Machine
from deploy.local.settings import Settings
from deploy.local.state.home import Home
from deploy.local.supervision.ending import Ending
from deploy.local.trouble import Trouble, trouble_with_file

COMMANDS = ("run", "demo")
INTERRUPTED = 130


def main() -> int:
    """Carry out the command; give the exit code."""
    command = sys.argv[1] if len(sys.argv) == 2 else ""
    if command not in COMMANDS:
        sys.stderr.write(f"usage: python -m deploy.local {'|'.join(COMMANDS)}\n")
        return 2
    return asyncio.run(run(command))


async def run(command: str) -> int:
    """Claim the folder and hold it for one session. Trouble becomes a message and the exit code 1."""
    ending = Ending()
    ending.listen()
    console = Console(
        sys.stdout.fileno(),
        colour=sys.stdout.isatty() and "NO_COLOR" not in os.environ,
        on_closed=ending.ask_from_thread,
    )
    try:
        settings = Settings.read(os.environ)
        home = Home(settings.home)
        with home.claimed():
            console.heading(f"Symbolon in {home.folder}")
            machine = Machine(settings, home, console, hurry=ending.hurry)
            return await session(command, machine, ending, console)
    except Trouble as error:
        console.trouble(f"Symbolon stops: {error}")
    except OSError as error:
        console.trouble(f"Symbolon stops: {trouble_with_file(error)}")
    finally:
        console.close()
    return 1


async def session(command: str, machine: Machine, ending: Ending, console: Console) -> int:
    """Work until the work is done or an end is asked for, then end every program in order."""
    work = asyncio.create_task(machine.demonstrate() if command == "demo" else machine.serve())
    asked = asyncio.create_task(ending.asked.wait())
    try:
        await asyncio.wait({work, asked}, return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            await work
            return 0
        return 0 if machine.serving else INTERRUPTED
    finally:
        asked.cancel()
        work.cancel()
        await asyncio.wait({work})
        with console.step("everything ended in order"):
            await machine.stop()


sys.exit(main())
