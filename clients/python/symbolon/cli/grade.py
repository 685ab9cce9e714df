"""`symbolon grade`."""

from typing import Annotated

import typer

from symbolon.call import given
from symbolon.cli.writing import AsJson, show
from symbolon.client import Client


def grade(  # noqa: PLR0913, PLR0917 - the members of the question
    grade: Annotated[str, typer.Argument(help="as the transcript has it, for example 14,5")],
    method: Annotated[
        str, typer.Option(help="modified_bavarian, thresholds, distribution")
    ] = "modified_bavarian",
    scale: Annotated[str | None, typer.Option(help="scale of the grade, for example fra.university")] = None,
    rounding: Annotated[
        str | None, typer.Option(help="rounding: cologne/1, passau/1 or two_decimals/1")
    ] = None,
    table: Annotated[str | None, typer.Option(help="table of thresholds")] = None,
    source_table: Annotated[str | None, typer.Option(help="distribution of the grades given there")] = None,
    target_table: Annotated[str | None, typer.Option(help="distribution of the grades given here")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Convert a grade, by a named method and policy, or hear why the method does not fit.

    Example: symbolon grade 14,5 --scale fra.university --rounding cologne/1
    """
    request = {
        "method": method,
        "grade": grade,
        "scale": scale,
        "rounding": rounding,
        "table": table,
        "source_table": source_table,
        "target_table": target_table,
    }
    if method == "modified_bavarian" and rounding is None:
        raise typer.BadParameter("name one: cologne/1, passau/1 or two_decimals/1", param_hint="--rounding")
    with Client() as symbolon:
        show(symbolon.convert_grade(given(request)), as_json=as_json)
