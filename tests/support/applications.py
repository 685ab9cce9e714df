"""Applications at random: many States, kinds and stages, with things missing."""

import dataclasses
from datetime import date
from random import Random

from services.credentials.domain.evaluation.facts import (
    Application,
    Assessment,
    Documents,
    HolderStatus,
    Purpose,
    QualificationType,
)
from tests.unit.credentials.evaluation.applications import circumstances
from tests.unit.credentials.evaluation.cases import BEFORE_NORWAY, TIRANA_BACHELOR, difference

STATES = ("ALB", "FRA", "DEU", "JPN", "KEN", "ARG", "USA", "UKR", "ITA", "EST", "BEL", "NLD", "LTU")


def applications(random: Random, count: int) -> list[Application]:
    made = [_application(random) for _ in range(count)]
    apart = Random(count)  # drawn apart, so that a further circumstance leaves the cases as they are
    return [dataclasses.replace(it, circumstances=circumstances(apart)) for it in made]


def _application(random: Random) -> Application:
    award_state, host = random.sample(STATES, 2)
    award = dataclasses.replace(
        TIRANA_BACHELOR,
        country=award_state,
        qualification_type=random.choice(list(QualificationType)),
        documents=random.choice(list(Documents)),
        verified_with_issuer=random.choice([True, None]),
        institution_recognised_at_award=random.choice([True, False, None]),
    )
    differences = tuple(difference(grave=random.random() < 0.5) for _ in range(random.choice([0, 0, 1])))
    return dataclasses.replace(
        BEFORE_NORWAY,
        award=award,
        recognition_country=host,
        purpose=random.choice(list(Purpose)),
        legal_date=date(random.randint(2010, 2026), 3, 1),
        known_at=None,
        holder_status=random.choice([None, *HolderStatus]),
        assessment=Assessment(closed=random.random() < 0.6, differences=differences),
    )
