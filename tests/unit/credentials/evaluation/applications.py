"""Random applications that reach into every corner of the law."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from random import Random

from services.credentials.domain.evaluation.circumstances import (
    BoundThen,
    Circumstances,
    Profession,
    Statement,
)
from services.credentials.domain.evaluation.facts import (
    Application,
    Assessment,
    Award,
    Difference,
    Documents,
    FraudFinding,
    HolderStatus,
    Purpose,
    QualificationType,
    Remainder,
)

PAIRS = (
    *(("ALB", "NOR"), ("GBR", "GRC"), ("EST", "BEL"), ("PER", "URY"), ("AUS", "JPN"), ("JPN", "FRA")),
    *(("COL", "MEX"), ("BIH", "HRV"), ("EGY", "JOR"), ("CAN", "FRA"), ("LSO", "NGA"), ("CHN", "LKA")),
    *(("TGO", "MUS"), ("SYR", "NOR"), ("MCO", "NOR"), ("SUN", "NOR"), ("BGR", "NLD"), ("SMR", "FRA")),
)
DAYS = tuple(date(year, 9, 15) for year in (1995, 2003, 2007, 2010, 2019, 2021, 2023, 2025))
MAYBE = (None, True, False)
EARLIER = ("studies_begun", "recognition_granted")


def applications(count: int, seed: int = 20261124) -> Iterator[Application]:
    chance = Random(seed)
    for _ in range(count):
        award, host = chance.choice(PAIRS)
        abroad = chance.choice((None, None, host, "USA"))
        purpose = chance.choice([*Purpose])
        practises = purpose is Purpose.PRACTISE_A_PROFESSION
        yield Application(
            award=Award(
                country=award,
                institution="an institution",
                title="a title",
                qualification_type=chance.choice([*QualificationType]),
                date=date(1990, 6, 30),
                documents=chance.choice([Documents.FULL, *Documents]),
                verified_with_issuer=chance.choice((True, *MAYBE)),
                institution_recognised_at_award=chance.choice((True, *MAYBE)),
                retroactive_recognition_confirmed=chance.choice(MAYBE),
                institution_sector=chance.choice((None, "governmental", "private")),
                quality_assured=chance.choice(MAYBE),
                mode=chance.choice((None, "campus", "online", "blended")),
                provider_country=award if abroad else None,
                delivery_country=abroad,
                programme_listed_by_provider_country=chance.choice(MAYBE),
                joint_partners=chance.choice(((), (), ("FRA", "JPN"))),
            ),
            recognition_country=host,
            purpose=purpose,
            legal_date=chance.choice(DAYS),
            known_at=None,
            holder_status=chance.choice([None, None, *HolderStatus]),
            competent_decider=chance.choice((None, "state", "institution")),
            decision_overdue=chance.choice((True, False)),
            assessment=Assessment(
                closed=chance.choice((True, False)),
                differences=tuple(_differences(chance)),
                fraud=chance.choice((None, None, None, FraudFinding("the issuer denies the award"))),
            ),
            profession=chance.choice((None, *Profession)) if practises else None,
            circumstances=circumstances(chance),
        )


def circumstances(chance: Random) -> Circumstances:
    stated = {
        it.name: chance.choice((None, None, Statement(True, "a reply"), Statement(False, "a reply")))
        for it in fields(Circumstances)
        if it.name not in EARLIER
    }
    earlier = {it: chance.choice((None, BoundThen(("lrc_1997", "eur_1979"), "a file"))) for it in EARLIER}
    return Circumstances(**stated, **earlier)  # type: ignore[arg-type]


def _differences(chance: Random) -> Iterator[Difference]:
    for _ in range(chance.choice((0, 0, 1, 2))):
        yield Difference(
            "workload",
            chance.choice((True, False)),
            chance.choice((True, False)),
            chance.choice(("a comparison", "")),
            chance.choice([*Remainder]),
        )
