"""``python -m services.indicators load``: a release from files; without arguments, what ships here.

Shows progress, then the outcome: how many observations, which findings, and where the signed report is.
"""

import asyncio
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from services.indicators.adapters.sources.catalogue import REFERENCE, REFERENCE_FILE, SOURCES
from services.indicators.adapters.sources.files import fingerprints
from services.indicators.application.load import Loaded, Order
from services.indicators.domain.integrity.finding import Finding, Severity, by_code
from services.indicators.domain.loading.reading import Source
from services.indicators.load_container import LoadContainer
from services.indicators.settings import Settings

SHOWN = 12
"""Findings of each kind that are printed; the report holds the others."""

REFUSED = 3


def load(  # noqa: PLR0913, PLR0917 - each is an argument of the command
    source: Annotated[str, typer.Argument(help="the source's id; `sources` lists them")] = "",
    files: Annotated[list[Path] | None, typer.Argument(exists=True, dir_okay=False)] = None,
    release: Annotated[str, typer.Option(help="the release's id, AGENCY-..., for example UIS-2026-02")] = "",
    published: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day of it")] = None,
    companion: Annotated[
        list[str] | None, typer.Option(help="a loaded release of the same vintage; may be repeated")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="write the signed report there")] = None,
) -> None:
    """Load a release: all of it, or nothing and the reasons."""
    if source in {"", "sources"}:
        if source:
            typer.echo("\n".join(_described(it) for it in SOURCES.values()))
            return
        order = shipped()
    else:
        day = published.date() if published is not None else None
        order = Order(source, release, tuple(files or ()), day, frozenset(companion or ()))
    raise typer.Exit(asyncio.run(_run(order, report)))


def shipped() -> Order:
    """Order what ships here, as a release named by its content: what ships later is another release."""
    (file,) = fingerprints((REFERENCE_FILE,))
    return Order(REFERENCE.id, f"reference-{file.sha256[:12]}", (REFERENCE_FILE,))


async def _run(order: Order, report: Path | None) -> int:
    parts = LoadContainer(Settings())
    try:
        loaded = await parts.load(order, _Progress())
        signed = await parts.loads.report(loaded.load.id)
    except OSError as error:
        typer.echo(str(error), err=True)
        return 1
    finally:
        await parts.engine.dispose()
    if report is not None:
        await asyncio.to_thread(report.write_bytes, signed.document())
    typer.echo(_told(loaded))
    return 0 if loaded.load.accepted else REFUSED


def _described(it: Source) -> str:
    return f"{it.id:<20}{it.title}\n{'':<20}releases {it.agency or 'reference'}-...; files: {it.files}"


class _Progress:
    """Writes one line that grows, twice a second at most."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()

    def __call__(self, observations: int) -> None:
        now = time.monotonic()
        if now - self._last >= 0.5:
            self._last = now
            typer.echo(f"  {observations:,} observations read, {now - self._began:.1f} s", err=True)


def _told(loaded: Loaded) -> str:
    load = loaded.load
    if loaded.report is None:
        return f"{load.release} is loaded already, from these files ({load.id}); nothing was changed"
    lines = [
        f"{load.release}: {load.observations:,} observations loaded ({load.id})"
        if load.accepted
        else f"{load.release} is refused; nothing was loaded ({load.id})"
    ]
    lines += [f"  holds in {it.passed:,} of {it.places:,}: {it.states}" for it in loaded.report.rules]
    lines += _listed(loaded.report.findings)
    lines.append(f"  the signed report: GET /v1/loads/{load.id}/report")
    return "\n".join(lines)


def _listed(findings: tuple[Finding, ...]) -> list[str]:
    lines = []
    for code, count in by_code(findings).items():
        held = [it for it in findings if it.code == code]
        worst = max(held, key=lambda it: list(Severity).index(it.severity)).severity
        lines.append(f"  {worst}: {code}, {count:,} times")
        if worst is not Severity.NOTE:
            lines += [f"    {it.where} {it.detail}" for it in held[:SHOWN]]
    return lines
