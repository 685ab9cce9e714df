"""`symbolon legal-basis`."""

from typing import Annotated

import typer

from symbolon.call import given
from symbolon.cli.writing import AsJson, show
from symbolon.client import Client


def legal_basis(  # noqa: PLR0913, PLR0917 - the facts of the case
    award_country: Annotated[str, typer.Argument(help="ISO 3166-1 alpha-3", metavar="FROM")],
    recognition_country: Annotated[str, typer.Argument(help="country that is asked", metavar="TO")],
    decision_date: Annotated[str, typer.Argument(help="day whose law counts", metavar="DATE")],
    qualification_type: Annotated[
        str, typer.Option("--type", help="access, degree, partial, joint_degree, professional")
    ] = "degree",
    purpose: Annotated[str | None, typer.Option(help="what it is for, in your words")] = None,
    award_date: Annotated[str | None, typer.Option(help="day of the award")] = None,
    holder_status: Annotated[str | None, typer.Option(help="refugee, stateless, ...")] = None,
    documents: Annotated[str | None, typer.Option(help="full, partial, none")] = None,
    known_at: Annotated[str | None, typer.Option(help="use only what was known on this day")] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say which law governs a case between two countries on a day, and what it obliges.

    Example: symbolon legal-basis DEU NOR 2005-06-01
    """
    facts = {
        "award_country": award_country,
        "recognition_country": recognition_country,
        "decision_date": decision_date,
        "qualification_type": qualification_type,
        "purpose": purpose,
        "award_date": award_date,
        "holder_status": holder_status,
        "documents": documents,
        "known_at": known_at,
    }
    with Client() as symbolon:
        show(symbolon.legal_basis(given(facts)), as_json=as_json)
