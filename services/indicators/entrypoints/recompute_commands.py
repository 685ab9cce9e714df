"""``python -m services.indicators reread`` and ``recount``: a served number, made again.

``GET /v1/observations/{id}:explain`` writes these lines.
"""

import asyncio
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from services.indicators.adapters.sources.catalogue import SOURCES
from services.indicators.adapters.sources.files import fingerprints
from services.indicators.application.load import UnknownSource
from services.indicators.application.recount import recount
from services.indicators.container import WorkerContainer
from services.indicators.domain.integrity.finding import Severity
from services.indicators.domain.loading.reading import Request
from services.indicators.domain.observations.identity import ObservationId, UnknownObservation, parse_id
from services.indicators.domain.observations.selection import select
from services.indicators.settings import Settings
from shared.kernel.clock import SystemClock
from shared.kernel.errors import Conflict


class AnotherFile(Conflict):
    """A file is not the one that was loaded."""

    code = "another_file"
    title = "The file is not the one that was loaded"


Cell = Annotated[str, typer.Argument(help="DATAFLOW:KEY:YEAR@RELEASE, as :explain gives it")]


def reread(
    source: Annotated[str, typer.Argument(help="the source's id; `load sources` lists them")],
    cell: Cell,
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False)],
    sha256: Annotated[list[str] | None, typer.Option(help="what each file must be")] = None,
) -> None:
    """Read one published figure from its source files again. It needs no database."""
    name = parse_id(cell)
    if source not in SOURCES:
        raise UnknownSource(f"there is no source {source!r}; there are {', '.join(SOURCES)}")
    for file, wanted in zip(fingerprints(tuple(files)), sha256 or [], strict=False):
        if file.sha256 != wanted:
            raise AnotherFile(f"the SHA-256 of {file.name} is {file.sha256}, not {wanted}")
    request = Request(tuple(files), name.release or "", SystemClock().now())
    reading = SOURCES[source].read(request, lambda _: None)
    rows = select(reading.table, name.query()).to_pylist() if reading.table is not None else []
    if not rows:
        reasons = "; ".join(it.detail for it in reading.findings if it.severity is Severity.REFUSAL)
        raise UnknownObservation(f"the files hold no {name}{reasons and ': '}{reasons}")
    typer.echo(repr(rows[-1]["OBS_VALUE"]))


def recount_cell(tenant: str, cell: Cell) -> None:
    """Protect one released count again, from the counts and record keys that are kept here."""
    value = asyncio.run(_recounted(tenant, parse_id(cell)))
    typer.echo("hidden" if value is None else repr(float(value)))


async def _recounted(tenant: str, name: ObservationId) -> int | None:
    parts = WorkerContainer(Settings())
    try:
        async with parts.open_cases(tenant) as work:
            return recount(await work.releases.get(UUID(name.release)), name)
    finally:
        await parts.close()
