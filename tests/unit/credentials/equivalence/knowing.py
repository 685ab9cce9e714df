"""What the checks of these tests rest on: the real systems and the real law, and a register of three."""

from datetime import date
from functools import cache

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.adapters.rule_files import read_release
from services.credentials.adapters.grading_files import read_grades
from services.credentials.adapters.qualification_files import read_systems
from services.credentials.domain.equivalence.check import Knowledge
from services.credentials.domain.grades.book import GradeBook
from services.credentials.domain.qualifications.systems import Systems
from services.credentials.domain.register.facts import Decision
from services.credentials.domain.register.identifiers import Scheme, identifier
from services.credentials.domain.register.register import Register
from shared.kernel.intervals import Interval
from shared.rules.release import RuleSet
from tests.unit.credentials.register.cases import ACCREDITED, TIRANA_RECORD, fact, record

TODAY = date(2026, 11, 24)
MILL = identifier(Scheme.ROR, "https://ror.org/02mhbdp94")


@cache
def release() -> RuleSet:
    return read_release(read_reference_data())


@cache
def grades() -> GradeBook:
    return read_grades()


@cache
def systems() -> Systems:
    return read_systems(scales=frozenset(grades().scales))


def register() -> Register:
    """Tirana (recognised 2017 to 2022), one that was refused, and one of which nothing is decided."""
    closed = fact(
        key="refusal",
        about=(MILL,),
        decision=Decision.REFUSED,
        valid=Interval(date(2000, 1, 1), date(2026, 1, 1)),
    )
    records = [
        TIRANA_RECORD,
        record("Atlantic University of Paris", country="FRA", city="Paris", identifiers=(MILL,)),
        record("University of Bergen", country="NOR", city="Bergen"),
    ]
    return Register(records, [ACCREDITED, closed], "sha256:test")


def knowledge() -> Knowledge:
    """Fresh, so that nothing is remembered from an earlier test."""
    return Knowledge(systems(), register(), release(), grades())
