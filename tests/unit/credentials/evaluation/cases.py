"""Ready-made parts of cases; a test changes the one thing that it is about."""

from datetime import date

from services.credentials.domain.evaluation.facts import (
    Application,
    Assessment,
    Award,
    Difference,
    Documents,
    Purpose,
    QualificationType,
    Remainder,
)

TIRANA_BACHELOR = Award(
    country="ALB",
    institution="Universiteti i Tiranës",
    title="Bachelor në Ekonomi",
    qualification_type=QualificationType.DEGREE,
    date=date(2009, 6, 30),
    documents=Documents.FULL,
    level="bachelor",
    verified_with_issuer=True,
)

BEFORE_NORWAY = Application(
    award=TIRANA_BACHELOR,
    recognition_country="NOR",
    purpose=Purpose.FURTHER_STUDY,
    legal_date=date(2010, 3, 1),
    known_at=date(2010, 3, 1),
    assessment=Assessment(closed=True),
)


def difference(
    *, grave: bool = True, shown: bool = True, leaves: Remainder = Remainder.NOTHING
) -> Difference:
    return Difference(
        aspect="learning outcomes",
        grave=grave,
        shown_by_authority=shown,
        evidence="comparison of the two curricula" if shown else "",
        leaves=leaves,
    )
