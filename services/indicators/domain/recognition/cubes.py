"""The tables that may become public: declared beforehand, so that no one can query them down to a person.

Cases closed in a calendar year, by their last outcome. Whoever wants another table needs the role of the
statistician, and does not publish it; to publish it, declare it here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from services.indicators.domain.disclosure.axes import Axis, flat
from services.indicators.domain.disclosure.counts import Counts, Record, count_records
from services.indicators.domain.recognition.cases import UNKNOWN, Outcome, Profile
from shared.kernel.errors import NotFound

OUTCOMES = tuple(it.value for it in Outcome)
LEVELS = (*(f"L{level}" for level in range(3, 9)), UNKNOWN)
FIELDS = (*(f"F{field:02}" for field in range(11)), UNKNOWN)
SEXES = ("F", "M", "X", UNKNOWN)
AGES = ("Y_LT25", "Y25T34", "Y35T44", "Y45T54", "Y_GE55", UNKNOWN)
STATUSES = ("refugee", "refugee_like", "internally_displaced", "stateless", "none", UNKNOWN)
DOCUMENTS = ("full", "partial", "none", UNKNOWN)


class UnknownCube(NotFound):
    """No public table has this id."""

    code = "unknown_cube"
    title = "Unknown public table"


@dataclass(frozen=True, slots=True)
class ClosedCase:
    """One closed case: its profile, its last outcome, and its record key."""

    profile: Profile
    outcome: Outcome
    key: int


@dataclass(frozen=True, slots=True)
class Cube:
    """A public table: its id, what it shows, and its dimensions. Codes of ORIGIN are those that occur."""

    id: str
    name: str
    dimensions: tuple[str, ...]

    def counts(self, population: str, cases: Sequence[ClosedCase]) -> Counts:
        """Count cases into this table, with all margins."""
        axes = [_axis(dimension, cases) for dimension in self.dimensions]
        return count_records(population, axes, self._records(cases))

    def _records(self, cases: Iterable[ClosedCase]) -> Iterable[Record]:
        for case in cases:
            codes = tuple(_code(dimension, case) for dimension in self.dimensions)
            institution = case.profile.institution
            yield Record(codes, case.key, None if institution == UNKNOWN else institution)


_FIXED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "OUTCOME": OUTCOMES,
        "EDU_LEVEL": LEVELS,
        "EDU_FIELD": FIELDS,
        "SEX": SEXES,
        "AGE": AGES,
        "LEGAL_STATUS": STATUSES,
        "DOCUMENTS": DOCUMENTS,
    }
)


def _axis(dimension: str, cases: Iterable[ClosedCase]) -> Axis:
    if dimension in _FIXED:
        return flat(dimension, _FIXED[dimension])
    return flat(dimension, sorted({_code(dimension, case) for case in cases}))


def _code(dimension: str, case: ClosedCase) -> str:
    profile = case.profile
    codes = {
        "ORIGIN": profile.origin,
        "OUTCOME": case.outcome.value,
        "EDU_LEVEL": profile.level,
        "EDU_FIELD": profile.field,
        "SEX": profile.sex,
        "AGE": profile.age,
        "LEGAL_STATUS": profile.legal_status,
        "DOCUMENTS": profile.documents,
    }
    return codes[dimension]


CUBES: Mapping[str, Cube] = MappingProxyType(
    {
        it.id: it
        for it in (
            Cube("QR_ORIGIN", "Decisions by country of the qualification and outcome", ("ORIGIN", "OUTCOME")),
            Cube("QR_LEVEL_FIELD", "Decisions by level and field", ("EDU_LEVEL", "EDU_FIELD")),
            Cube("QR_SEX_AGE", "Decisions by sex, age and outcome", ("SEX", "AGE", "OUTCOME")),
            Cube("QR_STATUS", "Decisions by legal status and outcome", ("LEGAL_STATUS", "OUTCOME")),
            Cube(
                "QR_DOCUMENTS",
                "Decisions by documentary evidence and outcome",
                ("DOCUMENTS", "OUTCOME"),
            ),
        )
    }
)


def cube(identifier: str) -> Cube:
    """Find a public table. Raises UnknownCube."""
    try:
        return CUBES[identifier]
    except KeyError:
        known = ", ".join(CUBES)
        raise UnknownCube(f"there is no public table {identifier!r}; there are {known}") from None
