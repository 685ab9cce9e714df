"""`symbolon verify`: what can be said about a digital credential."""

from pathlib import Path
from typing import Annotated

import typer

from symbolon.cli.writing import AsJson, show
from symbolon.client import Client
from symbolon.verification import evidence_from, request

ALTERED = 3

Given = Annotated[
    list[str] | None,
    typer.Option(
        "--evidence",
        help="KIND:FILE; KIND is controller_document, status_list, trusted_list, certificate, "
        "revocation or jwk_set; "
        "KIND=ADDRESS:FILE where the file does not name itself",
    ),
]


def verify(
    file: Annotated[Path, typer.Argument(help="the credential, as it was received")],
    evidence: Given = None,
    at: Annotated[
        str | None, typer.Option(help="the time to ask about, with its zone: 2026-06-01T00:00:00Z")
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Say what can be said about a credential, check by check; nothing is fetched.

    Ends with 3 where the credential was altered since it was signed, else with 0: read the checks.

    Example: symbolon verify badge.json --evidence status_list:list.json
    """
    asked = request(file.read_bytes(), [evidence_from(it) for it in evidence or ()], at=at)
    with Client() as symbolon:
        answer = symbolon.verify(asked)
    show(answer, as_json=as_json)
    if answer["standing"]["authenticity"] == "altered":
        raise typer.Exit(ALTERED)
