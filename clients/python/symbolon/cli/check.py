"""`symbolon check`."""

from typing import Annotated, Any

import typer

from symbolon import call
from symbolon.cli.writing import AsJson, show
from symbolon.client import Client

Country = Annotated[str, typer.Argument(help="country of the award, ISO 3166-1 alpha-3", metavar="FROM")]
Text = Annotated[str, typer.Argument(help="the qualification, in the words of the diploma")]
Day = Annotated[str, typer.Argument(help="day of the award, as 2009-06-30", metavar="DATE")]
Host = Annotated[str, typer.Argument(help="country that is asked", metavar="TO")]


def check(  # noqa: PLR0913, PLR0917 - the members of the question
    award_country: Country,
    qualification: Text,
    award_date: Day,
    host_country: Host,
    purpose: Annotated[str, typer.Option(help="what it is for")] = "further study",
    institution: Annotated[str | None, typer.Option(help="name or identifier")] = None,
    grade: Annotated[str | None, typer.Option(help="the final grade")] = None,
    grade_scale: Annotated[str | None, typer.Option(help="the scale of the grade")] = None,
    legal_date: Annotated[str | None, typer.Option(help="day whose law counts; today")] = None,
    known_at: Annotated[str | None, typer.Option(help="use only what was known on this day")] = None,
    holder_status: Annotated[str | None, typer.Option(help="refugee, stateless, ...")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Ask what a qualification is worth in another country.

    Example: symbolon check ALB "Bachelor" 2009-06-30 NOR --purpose "further study"
    """
    question: dict[str, Any] = {
        "award_country": award_country,
        "qualification": qualification,
        "award_date": award_date,
        "host_country": host_country,
        "purpose": purpose,
        "institution": institution,
        "grade": grade,
        "grade_scale": grade_scale,
        "legal_date": legal_date,
        "known_at": known_at,
        "holder_status": holder_status,
    }
    with Client() as symbolon:
        show(symbolon.send(call.Call("POST", "/v1/equivalences:check", question)), as_json=as_json)
