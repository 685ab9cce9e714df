"""Ready-made institutions and facts; a test changes the one thing that it is about."""

from dataclasses import replace
from datetime import date
from typing import Any

from services.credentials.domain.register.facts import Decision, Scope, Standing, StatusFact
from services.credentials.domain.register.identifiers import Scheme, identifier
from services.credentials.domain.register.institution import (
    Institution,
    Name,
    NameKind,
    Provenance,
    Record,
    Seat,
)
from shared.kernel.intervals import Interval

KNOWN = date(2026, 1, 1)
TODAY = date(2026, 11, 24)
TIRANA_ROR = identifier(Scheme.ROR, "https://ror.org/03g9v2404")
GAZETTE = Provenance("national", "https://example.org/gazette/1", 0.95, KNOWN)


def record(*names: str, country: str = "ALB", city: str = "Tirana", **changes: Any) -> Record:
    texts = names or ("University of Tirana", "Universiteti i Tiranës")
    made = tuple(
        Name(text, NameKind.OFFICIAL if not number else NameKind.LABEL) for number, text in enumerate(texts)
    )
    given = {"key": texts[0], "provenance": GAZETTE, "names": made, "seats": (Seat(country, city),)}
    return Record(**{**given, **changes})


TIRANA_RECORD = record(identifiers=(TIRANA_ROR,), established=1957)
TIRANA = Institution(str(TIRANA_ROR), (TIRANA_RECORD,))

ACCREDITED = StatusFact(
    key="accreditation 1",
    about=(TIRANA_ROR,),
    authority="Accreditation Board",
    scope=Scope.INSTITUTION,
    standing=Standing.OFFICIAL,
    decision=Decision.GRANTED,
    valid=Interval(date(2017, 5, 1), date(2022, 5, 1)),
    provenance=GAZETTE,
)


def fact(**changes: Any) -> StatusFact:
    return replace(ACCREDITED, **changes)
