"""`symbolon institutions find` and `symbolon status`."""

from typing import Annotated

import typer

from symbolon.cli.writing import AsJson, show
from symbolon.client import Client

institutions = typer.Typer(help="Who is meant, by name.", no_args_is_help=True)


@institutions.callback()
def _group() -> None:
    """Keep `find` a command of its own, although it is the only one."""


@institutions.command()
def find(
    text: Annotated[str, typer.Argument(help="the name as the document has it, in any script")],
    country: Annotated[str | None, typer.Option(help="ISO 3166-1 alpha-3")] = None,
    city: Annotated[str | None, typer.Option(help="seat")] = None,
    on: Annotated[str | None, typer.Option(help="a day on which it must have existed")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Find the institution that a text means, with the evidence of each candidate's score.

    Example: symbolon institutions find "Universiteti i Tiranës" --country ALB
    """
    with Client() as symbolon:
        query = {"text": text, "country": country, "city": city, "on": on}
        show(symbolon.reconcile([query]), as_json=as_json)


def status(
    institution: Annotated[str, typer.Argument(help="identifier, as `institutions find` gives it")],
    on: Annotated[str, typer.Argument(help="the day that counts: usually that of the award", metavar="DATE")],
    known: Annotated[str | None, typer.Option(help="use only what was known on this day")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say whether an institution was recognised on a day, with the sources and their disagreements."""
    with Client() as symbolon:
        show(symbolon.institution_status(institution, on=on, known=known), as_json=as_json)
