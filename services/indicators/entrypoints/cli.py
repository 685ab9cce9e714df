"""The operator's commands: the dead letters of this service, and the projection made again."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping

from services.indicators.application.casework import rebuild_cases
from services.indicators.application.rebuild import rebuild
from services.indicators.container import WorkerContainer
from services.indicators.settings import Settings
from shared.kernel.errors import DomainError

USAGE = """\
usage: python -m services.indicators.entrypoints.cli COMMAND
  rebuild TENANT            make the tenant's projection again from the archived events
  dead-letters list         what waits for a person, the oldest first
  dead-letters show ID      one message with its headers and body
  dead-letters replay ID    apply it again; it stays where that fails
  dead-letters discard ID REASON
"""


async def _rebuild(parts: WorkerContainer, tenant: str) -> str:
    evaluations = await rebuild(parts.open_work, tenant)
    events = await rebuild_cases(parts.open_cases, tenant)
    return f"{evaluations} evaluations and {events} events of cases projected anew for {tenant}"


async def _list(parts: WorkerContainer) -> str:
    letters = await parts.dead_letters.waiting()
    lines = [
        f"{it.id}\t{it.parked_at:%Y-%m-%d %H:%M}\t{it.subject}\t{it.deliveries} deliveries\t{it.reason}"
        for it in letters
    ]
    return "\n".join(lines) or "nothing waits"


async def _show(parts: WorkerContainer, number: str) -> str:
    letter = await parts.dead_letters.get(int(number))
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(letter.headers.items()))
    return f"{headers}\n\n{letter.body.decode(errors='replace')}"


async def _replay(parts: WorkerContainer, number: str) -> str:
    letter = await parts.dead_letters.get(int(number))
    await parts.consumers[letter.consumer].replay(letter)
    await parts.dead_letters.settle(int(number), "replayed")
    return f"{number} applied"


async def _discard(parts: WorkerContainer, number: str, reason: str) -> str:
    await parts.dead_letters.settle(int(number), f"discarded: {reason}")
    return f"{number} discarded"


COMMANDS: Mapping[tuple[str, ...], tuple[int, Callable[..., Awaitable[str]]]] = {
    ("rebuild",): (1, _rebuild),
    ("dead-letters", "list"): (0, _list),
    ("dead-letters", "show"): (1, _show),
    ("dead-letters", "replay"): (1, _replay),
    ("dead-letters", "discard"): (2, _discard),
}


async def main(arguments: list[str]) -> int:
    """Carry out one command; give the exit code."""
    for words, (count, command) in COMMANDS.items():
        rest = arguments[len(words) :]
        if tuple(arguments[: len(words)]) == words and len(rest) == count:
            parts = WorkerContainer(Settings())
            try:
                sys.stdout.write(await command(parts, *rest) + "\n")
            except (DomainError, ValueError) as error:
                sys.stderr.write(f"{error}\n")
                return 1
            finally:
                await parts.engine.dispose()
            return 0
    sys.stderr.write(USAGE)
    return 2


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
