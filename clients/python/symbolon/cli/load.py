"""`symbolon load`: a release of published figures onto the platform, whole or not at all."""

import json
import time
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from symbolon.batches import FINAL
from symbolon.client import Client
from symbolon.errors import SymbolonError

POLL_SECONDS = 0.5


class LoadEnded(SymbolonError):
    """The release was not loaded."""


def load(  # noqa: PLR0913, PLR0917 - each is an argument of the command
    source: Annotated[
        str, typer.Argument(help="what the file is, such as uis-export; GET /v1/loads lists all")
    ],
    file: Annotated[Path, typer.Argument(help="the file as it was published", exists=True, dir_okay=False)],
    release: Annotated[str, typer.Option(help="its name: AGENCY-..., for example UIS-2026-02")],
    published: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day of it")] = None,
    companion: Annotated[
        list[str] | None, typer.Option(help="a loaded release of the same vintage; may be repeated")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="write the signed report there")] = None,
) -> None:
    """Load a release: all of it, or nothing and the reasons.

    Example: symbolon load uis-export data.csv --release UIS-2026-02
    """
    day = published.date() if published else None
    with Client() as symbolon:
        job = symbolon.start_load(
            file, source=source, release=release, published=day, companions=companion or ()
        )
        while job["state"] not in FINAL:
            time.sleep(POLL_SECONDS)
            job = symbolon.load_job(job["id"])
            typer.echo(f"  {job['done']:,} observations read", err=True)
        if job["state"] != "done":
            failure = job.get("failure") or {}
            raise LoadEnded(f"the load is {job['state']}: {failure.get('detail', 'no reason was given')}")
        result: dict[str, Any] = job["result"]
        if report is not None:
            report.write_text(json.dumps(symbolon.load_report(result["load"]), ensure_ascii=False))
    for code, count in result["findings"].items():
        typer.echo(f"  {code}: {count:,}")
    if not result["accepted"]:
        raise LoadEnded(f"{release} is refused, nothing was loaded; its report: {result['report']}")
    state = "observations loaded" if result["new"] else "observations; it was loaded before, from these files"
    typer.echo(f"{release}: {result['observations']:,} {state}; its report: {result['report']}")
