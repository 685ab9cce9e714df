"""The dispersion family: how scattered the students of an origin are over hosts (or of a host over origins).

Shares are over known hosts only; students of unknown host are coverage, not a host. UNESCO's *Global
Education Digest 2009* prints a "mobility dispersion index" whose formula nobody here has read: the name
UIS_MDI stays reserved until a person binds it. QR_MDI_1 is our own default, 1 - HHI.
"""

from collections.abc import Callable

from services.indicators.domain.dispersion import concentration as measure
from services.indicators.domain.dispersion import entropy
from services.indicators.domain.dispersion.gini import gini
from services.indicators.domain.dispersion.small_counts import SMALL, herfindahl_unbiased
from services.indicators.domain.formulas.formula import Formula, Source, Unit, WorkedValue, vector, worked
from services.indicators.domain.formulas.operands import Input, Operands
from services.indicators.domain.formulas.quantity import Absence, Flag, Quantity, missing
from services.indicators.domain.formulas.registry import Reserved
from shared.kernel.errors import Invalid, Violation

UIS_MDI = Reserved(
    "UIS_MDI",
    "its definition is in the annex of the Global Education Digest 2009, which a person has to read first",
)
_STUDENTS = vector("students", "students by host; a host that is not known is null")
_PLACES = Input("places", "the number of admissible hosts")
_HIRSCHMAN = Source("Hirschman, American Economic Review 54 (1964) 761")
_SIMPSON = Source("Simpson, Nature 163 (1949) 688")
_SHANNON = Source("Shannon, Bell System Technical Journal 27 (1948) 379")

Measure = Callable[[tuple[float, ...]], float | None]


def _of_students(compute: Measure) -> Callable[[Operands], Quantity]:
    """Run a measure on the known counts; a single host and a small total are flagged."""

    def computed(given: Operands) -> Quantity:
        counts = given.counts("students")
        if sum(counts) == 0:
            return missing(Absence.NO_STUDENTS)
        flags = frozenset(
            flag
            for flag, applies in (
                (Flag.SINGLE_HOST, sum(count > 0 for count in counts) == 1),
                (Flag.SMALL_COUNT, sum(counts) < SMALL),
            )
            if applies
        )
        value = compute(counts)
        return missing(Absence.UNDEFINED, *flags) if value is None else Quantity(value, flags=flags)

    return computed


def _of_places(compute: Callable[[tuple[float, ...], int], float | None]) -> Callable[[Operands], Quantity]:
    def computed(given: Operands) -> Quantity:
        places = int(given.number("places"))
        observed = sum(count > 0 for count in given.counts("students"))
        if places < observed:
            fault = f"{observed} hosts have students, so {places} admissible hosts are too few"
            raise Invalid(Violation("/inputs/places", "too_few_places", fault))
        return _of_students(lambda counts: compute(counts, places))(given)

    return computed


def _normalised(counts: tuple[float, ...]) -> float:
    # With one host the scale has no length; by convention 0, and the flag SINGLE_HOST says so.
    value = measure.gini_simpson_normalised(counts)
    return 0.0 if value is None else value


def _formula(  # noqa: PLR0913 - a formula has this many parts
    identifier: str,
    name: str,
    text: str,
    compute: Callable[[Operands], Quantity],
    *checks: WorkedValue,
    unit: Unit = Unit.INDEX,
    source: Source = _HIRSCHMAN,
) -> Formula:
    needs_places = any("places" in it.inputs for it in checks)
    return Formula(
        id=identifier,
        version=1,
        name=name,
        definition="With s the share of each known host in the students of one origin: " + text + ".",
        text=text,
        unit=unit,
        inputs=(_STUDENTS, _PLACES) if needs_places else (_STUDENTS,),
        source=source,
        worked=checks,
        compute=compute,
    )


def _share_of(first: int) -> Formula:
    expected = {1: 0.5, 3: 0.9, 5: 1.0}[first]
    return _formula(
        f"C{first}",
        f"Share of the largest {first} hosts" if first > 1 else "Share of the largest host",
        f"C{first} = sum of the {first} largest s",
        _of_students(lambda counts: measure.top_share(counts, first)),
        worked(expected, students=(50, 25, 15, 10)),
    )


FORMULAS = (
    _formula(
        "HHI",
        "Herfindahl-Hirschman index",
        "HHI = sum of s squared",
        _of_students(measure.herfindahl),
        worked(0.5, students=(10, 10, None)),
        worked(1, students=(7, 0)),
        worked(None, Absence.NO_STUDENTS, students=(0, None)),
    ),
    _formula(
        "HHI_PCT",
        "Herfindahl-Hirschman index in points",
        "HHI_PCT = sum of (100 s) squared",
        _of_students(measure.herfindahl_in_points),
        worked(5000, students=(10, 10)),
    ),
    _formula(
        "QR_MDI_1",
        "Mobility dispersion, Gini-Simpson",
        "QR_MDI_1 = 1 - sum of s squared",
        _of_students(measure.gini_simpson),
        worked(0.5, students=(10, 10)),
        worked(0, students=(7,)),
        worked(None, Absence.NO_STUDENTS, students=()),
        source=_SIMPSON,
    ),
    _formula(
        "QR_MDI_1_NORM",
        "Mobility dispersion, normalised over the hosts with students",
        "(1 - HHI) / (1 - 1/n), n hosts with students; 0 with a single host, which is flagged",
        _of_students(_normalised),
        worked(1, students=(5, 5, 5)),
        worked(0, students=(7,)),
        source=_SIMPSON,
    ),
    _formula(
        "QR_MDI_1_NORM_N",
        "Mobility dispersion, normalised over the admissible hosts",
        "(1 - HHI) / (1 - 1/N), N admissible hosts",
        _of_places(measure.gini_simpson_normalised),
        worked(2 / 3, students=(10, 10), places=4),
        worked(None, Absence.UNDEFINED, students=(10,), places=1),
        source=_SIMPSON,
    ),
    _formula(
        "HHI_NORM_N",
        "Herfindahl-Hirschman index, normalised",
        "HHI* = (HHI - 1/N) / (1 - 1/N), N admissible hosts",
        _of_places(measure.herfindahl_normalised),
        worked(1 / 3, students=(10, 10), places=4),
    ),
    _formula(
        "HHI_UNBIASED",
        "Herfindahl-Hirschman index, unbiased for few students",
        "sum of F(F-1) / (n(n-1)), F students of a host, n of all",
        _of_students(herfindahl_unbiased),
        worked(1 / 3, students=(2, 2)),
        worked(None, Absence.UNDEFINED, students=(1,)),
        source=_SIMPSON,
    ),
    _formula(
        "EFF_HOSTS",
        "Effective number of hosts",
        "1 / HHI",
        _of_students(measure.effective_hosts),
        worked(2, students=(10, 10)),
        unit=Unit.PLACES,
    ),
    _formula(
        "SHANNON",
        "Shannon entropy",
        "H = - sum of s ln s",
        _of_students(entropy.shannon),
        worked(0.6931471805599453, students=(10, 10)),
        worked(0, students=(3,)),
        unit=Unit.NATS,
        source=_SHANNON,
    ),
    _formula(
        "EXP_SHANNON",
        "Effective number of hosts, by entropy",
        "exp(H)",
        _of_students(entropy.shannon_hosts),
        worked(2, students=(10, 10)),
        unit=Unit.PLACES,
        source=_SHANNON,
    ),
    _formula(
        "PIELOU",
        "Evenness over hosts",
        "H / ln n, n hosts with students",
        _of_students(entropy.pielou),
        worked(1, students=(5, 5, 5)),
        worked(None, Absence.UNDEFINED, students=(5,)),
        source=Source("Pielou, Journal of Theoretical Biology 13 (1966) 131"),
    ),
    _formula(
        "THEIL",
        "Theil index over the admissible hosts",
        "T = ln N - H, N admissible hosts",
        _of_places(entropy.theil),
        worked(0.6931471805599453, students=(10, 10), places=4),
        unit=Unit.NATS,
        source=Source("Theil, Economics and Information Theory (1967)"),
    ),
    _formula(
        "GINI",
        "Gini coefficient over the admissible hosts",
        "mean absolute difference of students between hosts over twice their mean",
        _of_places(gini),
        worked(0.5, students=(10, 10), places=4),
        worked(0, students=(5, 5), places=2),
        source=Source("Gini, Variabilità e mutabilità (1912)"),
    ),
    _share_of(1),
    _share_of(3),
    _share_of(5),
)
