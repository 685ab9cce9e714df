"""``python -m services.indicators verify``: whether a report of a load is as it was signed. Works offline."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from services.indicators.adapters.signing import is_genuine, public_key
from shared.kernel.canonical import canonical_json

NOT_GENUINE = 3


def verify(
    report: Annotated[Path, typer.Argument(help="what GET /v1/loads/{id}/report gave", exists=True)],
    key: Annotated[
        Path | None, typer.Option(help="the public key that the operator publishes (PEM)", exists=True)
    ] = None,
) -> None:
    """Check the signature of a load's report. It needs no database and no network."""
    try:
        document = json.loads(report.read_bytes())
        signed, signature = document["report"], document["signature"]
        genuine = is_genuine(canonical_json(signed), signature)
        used = str(signature["key"]["x"])
        wanted = public_key(key.read_bytes()) if key is not None else used
    except (ValueError, KeyError, TypeError) as fault:
        typer.echo(f"{report.name} is no signed report, or the key none: {fault!r}", err=True)
        raise typer.Exit(1) from fault
    if not genuine:
        typer.echo(f"{report.name} is NOT as it was signed: do not rely on it", err=True)
        raise typer.Exit(NOT_GENUINE)
    if wanted != used:
        typer.echo(f"{report.name} was signed with another key, {used}", err=True)
        raise typer.Exit(NOT_GENUINE)
    typer.echo(_described(signed))
    typer.echo(
        f"genuine; signed with the key {used}" + ("" if key else ": compare it with the published one")
    )


def _described(report: dict[str, Any]) -> str:
    load = report["load"]
    taken = f"{load['observations']:,} observations" if load["accepted"] else "refused"
    files = ", ".join(f"{it['name']} (SHA-256 {it['sha256']})" for it in load["files"])
    return f"{load['source']} {load['release']}: {taken}; from {files}"
