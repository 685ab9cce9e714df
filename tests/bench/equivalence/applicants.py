"""A hundred thousand applicants as a large admissions office would send them; always the same."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from services.credentials.adapters.grading_files import read_grades
from services.credentials.adapters.qualification_files import read_systems
from services.credentials.domain.equivalence.values import Purpose

INSTITUTIONS = 30
"""Institutions of each country that applicants come from."""

FIRST_DAY, DAYS = date(2004, 1, 1), 8_000
COLUMNS = (
    *("key", "award_country", "qualification", "institution", "award_date", "grade"),
    *("host_country", "purpose"),
)


def applicants(count: int, *, seed: int = 20_261_124) -> Iterator[dict[str, str]]:
    """Yield checks from all recorded systems: every day of 22 years, 30 institutions each, five hosts."""
    dice = random.Random(seed)
    systems = read_systems(scales=frozenset(read_grades().scales)).all()
    names = {it.country: [one.english for one in it.qualifications] for it in systems}
    countries = sorted(names)
    hosts = ("NOR", "DEU", "FRA", "NLD", "AUS")
    for number in range(count):
        country = dice.choice(countries)
        host = dice.choice([it for it in hosts if it != country])
        awarded = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
        yield {
            "key": f"applicant-{number}",
            "award_country": country,
            "qualification": dice.choice(names[country]),
            "institution": f"University {dice.randrange(INSTITUTIONS)} of {country}",
            "award_date": awarded.isoformat(),
            "grade": f"{dice.uniform(10, 20):.1f}" if number % 4 == 0 else "",
            "host_country": host,
            "purpose": dice.choice(list(Purpose)).value,
        }


def as_csv(rows: list[dict[str, str]]) -> bytes:
    """Write the rows as a table; none of the texts needs quotes."""
    lines = (",".join(f'"{row[name]}"' for name in COLUMNS) for row in rows)
    return "\n".join((",".join(COLUMNS), *lines)).encode()
