"""The operator's commands for the institution register: load a published file, list what was loaded."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from services.credentials.application.load_register import load_register
from services.credentials.container import RegisterContainer
from services.credentials.domain.register.loading import LoadReport
from services.credentials.domain.register.sources.outcome import Release
from services.credentials.settings import Settings
from shared.kernel.errors import DomainError

COMMANDS = ("load-register", "register-loads")


def _arguments(kinds: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m services.credentials")
    commands = parser.add_subparsers(dest="command", required=True)
    load = commands.add_parser(COMMANDS[0], help="load a file of a register; twice changes nothing")
    load.add_argument("kind", choices=kinds)
    load.add_argument("file", type=Path)
    load.add_argument("--release", help="the name of this state of the register; the file's name if left out")
    load.add_argument("--address", help="where the file can be had, for the provenance")
    load.add_argument(
        "--known-from", type=date.fromisoformat, help="the day from which it is known here; today if left out"
    )
    load.add_argument("--findings", type=int, default=20, help="how many findings to print")
    commands.add_parser(COMMANDS[1], help="what was loaded, the newest first")
    return parser


async def main(arguments: Sequence[str]) -> int:
    """Carry out one command; give the exit code: 0, 1 where it failed, 2 for a wrong call."""
    container = RegisterContainer(Settings())
    try:
        chosen = _arguments(sorted(container.readers)).parse_args(arguments)
        if chosen.command == COMMANDS[0]:
            print(await _load(container, chosen))  # noqa: T201 - the report is the output
        else:
            for row in await container.store.loads():
                print(_line(row))  # noqa: T201
    except SystemExit as ending:
        return int(ending.code or 0)
    except DomainError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return 1
    finally:
        await container.engine.dispose()
    return 0


async def _load(container: RegisterContainer, chosen: argparse.Namespace) -> str:
    release = Release(
        chosen.release or chosen.file.name,
        chosen.address or chosen.file.name,
        chosen.known_from or datetime.now(UTC).date(),
    )
    register, read = container.readers[chosen.kind]
    report = await load_register(container.store, register, release, read(chosen.file, release))
    return as_text(report, chosen.findings)


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


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
