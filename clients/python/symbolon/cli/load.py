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
SHOWN = 12
"""Findings of each kind that are printed; the report holds the others."""
_SEVERITIES = ("refusal", "warning", "note")


class LoadEnded(SymbolonError):
    """The release was not loaded."""


def load(  # noqa: PLR0913, PLR0917 - each is an argument of the command
    source: Annotated[
        str, typer.Argument(help="what the file is, such as uis-export; GET /v1/loads lists all")
    ],
    files: Annotated[
        list[Path],
        typer.Argument(
            help="the file as it was published, or several of one release", exists=True, dir_okay=False
        ),
    ],
    release: Annotated[str, typer.Option(help="its name: AGENCY-..., for example UIS-2026-02")],
    published: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="the day of it")] = None,
    companion: Annotated[
        list[str] | None, typer.Option(help="a loaded release of the same vintage; may be repeated")
    ] = None,
    report: Annotated[Path | None, typer.Option(help="write the signed report there")] = None,
) -> None:
    """Load a release: all of it, or nothing and the reasons.

    Example: symbolon load uis-export data.csv --release UIS-2026-02
    Several files are sent together: symbolon load oecd flows.csv flows.mapping.json --release OECD-2026
    """
    day = published.date() if published else None
    with Client() as symbolon:
        job = symbolon.start_load(
            *files, source=source, release=release, published=day, companions=companion or ()
        )
        job = _ended(symbolon, job)
        result: dict[str, Any] = job["result"]
        signed = symbolon.load_report(result["load"])
    if report is not None:
        report.write_text(json.dumps(signed, ensure_ascii=False))
    typer.echo("\n".join(told(signed["report"])))
    if not result["accepted"]:
        raise LoadEnded(f"{release} is refused, nothing was loaded; its report: {result['report']}")
    state = "observations loaded" if result["new"] else "observations; it was loaded before, from these files"
    typer.echo(f"{release}: {result['observations']:,} {state}; its report: {result['report']}")


def _ended(symbolon: Client, job: dict[str, Any]) -> dict[str, Any]:
    """Wait for the end of a load, and tell each time that it came further. Raises LoadEnded."""
    told_last = -1
    while job["state"] not in FINAL:
        time.sleep(POLL_SECONDS)
        job = symbolon.load_job(job["id"])
        if job["done"] != told_last:
            told_last = job["done"]
            typer.echo(f"  {job['done']:,} observations read", err=True)
    if job["state"] != "done":
        failure = job.get("failure") or {}
        raise LoadEnded(f"the load is {job['state']}: {failure.get('detail', 'no reason was given')}")
    return job


def told(report: dict[str, Any]) -> list[str]:
    """Tell what was checked and found: how often, and of all but notes where, the first of each kind."""
    findings, counts = report["findings"], report["counts"]
    lines = [f"  holds in {it['passed']:,} of {it['places']:,}: {it['states']}" for it in report["rules"]]
    for code, count in sorted(counts.items(), key=lambda it: _weight(findings, it[0])):
        held = [it for it in findings if it["code"] == code]
        worst = min((it["severity"] for it in held), key=_SEVERITIES.index, default="note")
        lines.append(f"  {worst}: {code}, {count:,} times")
        if worst != "note":
            lines += [f"    {_place(it['where'])}{it['detail']}" for it in held[:SHOWN]]
            if count > SHOWN:
                lines.append(f"    ... and {count - SHOWN:,} more in the report")
    return lines


def _weight(findings: list[dict[str, Any]], code: str) -> int:
    return min((_SEVERITIES.index(it["severity"]) for it in findings if it["code"] == code), default=2)


def _place(where: dict[str, Any]) -> str:
    return f"line {where['line']}: " if "line" in where else ""
