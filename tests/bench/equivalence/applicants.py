"""A hundred thousand applicants as a large admissions office would send them; always the same.

Made to repeat as little as real ones do: every day of 22 years, diplomas in the original language or in
English and often with a field of study, institutions of the register and others, some of them misspelt,
grades to the hundredth, a legal date of its own for every tenth.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from services.credentials.adapters.grading_files import read_grades
from services.credentials.adapters.qualification_files import read_systems
from services.credentials.adapters.register.reference import read_reference, reference_release
from services.credentials.domain.equivalence.values import Purpose
from services.credentials.domain.register.institution import Record

FIRST_DAY, DAYS = date(2004, 1, 1), 8_000
LAST_LEGAL_DAY, LEGAL_DAYS = date(2026, 11, 1), 700
HOSTS = ("NOR", "DEU", "FRA", "NLD", "AUS")
INSTITUTIONS = 60
"""Institutions of each country that applicants come from, the register's own among them."""

FIELDS_OF_STUDY = (
    *("law", "medicine", "nursing", "physics", "history", "economics", "mathematics", "chemistry", "music"),
    *("computer science", "civil engineering", "mechanical engineering", "business administration"),
    *("psychology", "sociology", "philosophy", "education", "agriculture", "architecture", "biology"),
)
COLUMNS = (
    *("key", "award_country", "qualification", "institution", "award_date", "grade"),
    *("host_country", "purpose", "legal_date"),
)


def applicants(count: int, *, seed: int = 20_261_124) -> Iterator[dict[str, str]]:
    """Yield checks from all recorded systems for five hosts."""
    dice = random.Random(seed)
    names, institutions = _diplomas(), _institutions()
    countries = sorted(names)
    for number in range(count):
        country = dice.choice(countries)
        awarded = FIRST_DAY + timedelta(days=dice.randrange(DAYS))
        legal = LAST_LEGAL_DAY - timedelta(days=dice.randrange(LEGAL_DAYS))
        yield {
            "key": f"applicant-{number}",
            "award_country": country,
            "qualification": _with_field(dice.choice(names[country]), dice),
            "institution": dice.choice(institutions[country]),
            "award_date": min(awarded, legal).isoformat(),
            "grade": f"{dice.uniform(10, 20):.2f}" if number % 3 == 0 else "",
            "host_country": dice.choice([it for it in HOSTS if it != country]),
            "purpose": dice.choice(list(Purpose)).value,
            "legal_date": legal.isoformat() if number % 10 == 0 else "",
        }


def distinct(rows: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """Count what repeats and what does not: whole questions, and the texts that have to be found."""
    counted = {
        "questions": COLUMNS[1:],
        "texts of institutions": ("institution", "award_country"),
        "texts of qualifications": ("qualification", "award_country"),
        "days of award": ("award_date",),
    }
    return {what: len({tuple(row[it] for it in names) for row in rows}) for what, names in counted.items()}


def as_csv(rows: list[dict[str, str]]) -> bytes:
    """Write the rows as a table, every cell in quotes."""
    lines = (",".join('"{}"'.format(row[name].replace('"', '""')) for name in COLUMNS) for row in rows)
    return "\n".join((",".join(COLUMNS), *lines)).encode()


def _diplomas() -> dict[str, list[str]]:
    systems = read_systems(scales=frozenset(read_grades().scales)).all()
    return {
        it.country: sorted({name for one in it.qualifications for name in one.every_name()}) for it in systems
    }


def _institutions() -> dict[str, list[str]]:
    """Give the texts of each country: names of the register, others, and each third of them with a slip."""
    dice = random.Random(1)
    known: dict[str, list[str]] = {}
    for entry in read_reference(reference_release()):
        if isinstance(entry, Record):
            for seat in entry.seats:
                known.setdefault(seat.country, []).extend(it.text for it in entry.names)
    texts = {}
    for country in _diplomas():
        others = (
            f"{kind} {number} of {country}"
            for number in range(INSTITUTIONS)
            for kind in ("University", "Institute")
        )
        names = [*known.get(country, ()), *others][:INSTITUTIONS]
        texts[country] = names + [_misspelt(it, dice) for it in names[::3]]
    return texts


def _with_field(name: str, dice: random.Random) -> str:
    return f"{name}, {dice.choice(FIELDS_OF_STUDY)}" if dice.random() < 0.4 else name


def _misspelt(name: str, dice: random.Random) -> str:
    place = dice.randrange(len(name))
    return name[:place] + name[place + 1 :]
