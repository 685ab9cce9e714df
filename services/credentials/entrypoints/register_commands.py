"""The operator's commands for the institution register: load a published file, list what was loaded."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from services.credentials.application.load_register import load_register as load_entries
from services.credentials.container import RegisterContainer
from services.credentials.domain.register.loading import LoadReport
from services.credentials.domain.register.sources.outcome import Release
from services.credentials.settings import Settings


def load_register(  # noqa: PLR0913, PLR0917 - each is an argument of the command
    kind: Annotated[str, typer.Argument(help="what the file is, such as ror or deqar-csv")],
    file: Annotated[Path, typer.Argument()],
    release: Annotated[str, typer.Option(help="the name of this state of the register")] = "",
    address: Annotated[str, typer.Option(help="where the file can be had, for the provenance")] = "",
    known_from: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day from which it is known here")
    ] = None,
    findings: Annotated[int, typer.Option(help="how many findings to print")] = 20,
) -> None:
    """Load a file of a register; twice changes nothing."""
    known = (known_from or datetime.now(UTC)).date()
    named = Release(release or file.name, address or file.name, known)

    async def carry_out(container: RegisterContainer) -> str:
        if kind not in container.readers:
            raise typer.BadParameter(f"{kind!r} is none of {', '.join(sorted(container.readers))}")
        register, read = container.readers[kind]
        report = await load_entries(container.store, register, named, read(file, named))
        return as_text(report, findings)

    typer.echo(_carried_out(carry_out))


def register_loads() -> None:
    """List what was loaded, the newest first."""

    async def carry_out(container: RegisterContainer) -> str:
        return "\n".join([_line(row) for row in await container.store.loads()])

    listed = _carried_out(carry_out)
    if listed:
        typer.echo(listed)


def _carried_out(step: Callable[[RegisterContainer], Awaitable[str]]) -> str:
    async def carry_out() -> str:
        container = RegisterContainer(Settings())
        try:
            return await step(container)
        finally:
            await container.engine.dispose()

    return asyncio.run(carry_out())


def as_text(report: LoadReport, most: int) -> str:
    """Write a report for a person: the counts, then why entries were refused or changed."""
    counts = (
        f"{report.register} {report.release.name}: {report.entries} entries; {report.added} added, "
        f"{report.changed} changed, {report.unchanged} as before, {report.retracted} taken back, "
        f"{report.repeated} repeated, {report.refused} refused"
    )
    lines = [counts, *(f"  {code}: {count}" for code, count in report.by_code.most_common())]
    lines += [
        f"  {it.place}: {'refused' if it.refused else 'noted'}: {it.code}: {it.detail}"
        for it in report.findings[:most]
    ]
    return "\n".join(lines)


def _line(row: dict[str, Any]) -> str:
    counts = ", ".join(f"{row[it]} {it}" for it in ("added", "changed", "retracted", "refused"))
    return "\t".join(
        (
            f"{row['loaded_at']:%Y-%m-%d %H:%M}",
            row["register"],
            row["release"],
            str(row["known_from"]),
            counts,
        )
    )
