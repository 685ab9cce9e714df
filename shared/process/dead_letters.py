"""The operator's commands for the dead letters of a service: read them, apply them again, discard them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import typer

from shared.contracts.cloudevents import NotAnEvent
from shared.messaging.consumer import Consumer
from shared.messaging.deadletters import DeadLetters


class Letterbox(Protocol):
    """What a service's worker keeps of messages that it could not apply, and who applies them, by name."""

    @property
    def dead_letters(self) -> DeadLetters:
        """The letters."""

    @property
    def consumers(self) -> Mapping[str, Consumer]:
        """The consumers, by their durable name."""

    async def close(self) -> None:
        """Close what is open."""


def dead_letter_commands(open_box: Callable[[], Letterbox]) -> typer.Typer:
    """Make the commands; `open_box` reads the settings and opens the database."""
    commands = typer.Typer(no_args_is_help=True, help="Messages that could not be applied: a person decides.")

    @commands.command("list")
    def waiting() -> None:
        """List what waits, the oldest first."""
        typer.echo(_carried_out(open_box, _list))

    @commands.command()
    def show(number: int) -> None:
        """Print one message with its headers and body."""
        typer.echo(_carried_out(open_box, lambda box: _show(box, number)))

    @commands.command()
    def replay(number: int) -> None:
        """Apply one again; it stays where that fails."""
        typer.echo(_carried_out(open_box, lambda box: _replay(box, number)))

    @commands.command()
    def discard(number: int, reason: str) -> None:
        """Put one aside for good, and keep the reason."""
        typer.echo(_carried_out(open_box, lambda box: _discard(box, number, reason)))

    return commands


def _carried_out(open_box: Callable[[], Letterbox], step: Callable[[Letterbox], Awaitable[str]]) -> str:
    async def carry_out() -> str:
        box = open_box()
        try:
            return await step(box)
        finally:
            await box.close()

    try:
        return asyncio.run(carry_out())
    except NotAnEvent as error:
        typer.echo(f"it stays: {error}", err=True)
        raise typer.Exit(1) from None


async def _list(box: Letterbox) -> str:
    lines = [
        f"{it.id}\t{it.parked_at:%Y-%m-%d %H:%M}\t{it.subject}\t{it.deliveries} deliveries\t{it.reason}"
        for it in await box.dead_letters.waiting()
    ]
    return "\n".join(lines) or "nothing waits"


async def _show(box: Letterbox, number: int) -> str:
    letter = await box.dead_letters.get(number)
    headers = "\n".join(f"{name}: {value}" for name, value in sorted(letter.headers.items()))
    return f"{headers}\n\n{letter.body.decode(errors='replace')}"


async def _replay(box: Letterbox, number: int) -> str:
    letter = await box.dead_letters.get(number)
    await box.consumers[letter.consumer].replay(letter)
    await box.dead_letters.settle(number, "replayed")
    return f"{number} applied"


async def _discard(box: Letterbox, number: int, reason: str) -> str:
    await box.dead_letters.settle(number, f"discarded: {reason}")
    return f"{number} discarded"
