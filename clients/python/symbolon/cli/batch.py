"""`symbolon batch`: a file of checks in, a file of answers out."""

import time
from pathlib import Path
from typing import Annotated, Any

import typer

from symbolon import batches
from symbolon.client import Client
from symbolon.errors import SymbolonError

POLL_SECONDS = 0.5


class BatchEnded(SymbolonError):
    """The batch ended without its answers."""


def batch(
    file: Annotated[Path, typer.Argument(help="checks as .csv, .ndjson or .parquet", exists=True)],
    output: Annotated[Path, typer.Option("--output", "-o", help="answers; the suffix is the form")],
) -> None:
    """Check a whole file. Run it again after an interruption: the platform goes on where it was.

    Example: symbolon batch applicants.csv -o answers.parquet
    """
    form = batches.form_of(output)
    try:
        _carry_out(file, output, form)
    except KeyboardInterrupt:
        typer.echo("interrupted; the platform goes on. The same command fetches the answers.", err=True)
        raise


def _carry_out(file: Path, output: Path, form: batches.Form) -> None:
    with Client() as symbolon:
        job = _follow(symbolon, symbolon.start_batch(file))
        if job["state"] != "done":
            failure = job.get("failure") or {}
            raise BatchEnded(f"the batch is {job['state']}: {failure.get('detail', 'no reason was given')}")
        partial = output.with_name(output.name + ".part")
        with symbolon.results(job["id"], form) as pieces, partial.open("wb") as kept:
            for piece in pieces:
                kept.write(piece)
        partial.replace(output)
    typer.echo(f"{job['done']:,} answers in {output}", err=True)


def _follow(symbolon: Client, job: dict[str, Any]) -> dict[str, Any]:
    """Wait for the end of a job behind a progress bar, which hides where nobody watches."""
    with typer.progressbar(
        length=job["total"] or 1, label="checking", file=typer.get_text_stream("stderr")
    ) as bar:
        shown = 0
        while job["state"] not in batches.FINAL:
            time.sleep(POLL_SECONDS)
            job = symbolon.job(job["id"])
            bar.length = job["total"] or bar.length
            bar.update(job["done"] - shown)
            shown = job["done"]
    return job
