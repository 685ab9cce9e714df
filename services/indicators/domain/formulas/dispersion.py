"""The dispersion family: how scattered the students of an origin are over hosts (or of a host over origins).

Shares are over known hosts only; students of unknown host are coverage, not a host. UNESCO's *Global
Education Digest 2009* prints a "mobility dispersion index" whose formula nobody here has read: the name
UIS_MDI stays reserved until a person binds it. QR_MDI_1 is our own default, 1 - HHI.
"""

from collections.abc import Callable
from math import fsum

from services.indicators.domain.dispersion import concentration as measure
from services.indicators.domain.dispersion import entropy
from services.indicators.domain.dispersion.gini import gini
from services.indicators.domain.dispersion.small_counts import (
    FEWEST,
    REPLICATES,
    SEED,
    SMALL,
    SampledConcentration,
    herfindahl_unbiased,
    multinomial_interval,
)
from services.indicators.domain.formulas.formula import (
    Compute,
    Formula,
    Source,
    Unit,
    WorkedValue,
    flows,
    unspecified,
    worked,
)
from services.indicators.domain.formulas.operands import Input, Operands, Read
from services.indicators.domain.formulas.quantity import Absence, Flag, Quantity, missing
from services.indicators.domain.formulas.registry import Reserved
from shared.kernel.errors import Invalid, Violation

UIS_MDI = Reserved(
    "UIS_MDI",
    "its definition is in the annex of the Global Education Digest 2009, which a person has to read first",
)
_STUDENTS = "students by host (or, of a host, by origin); a host that is not known is null"
_PLACES = Input("places", "the number of admissible hosts", whole=True, read=Read.PLACES)
_UNSPECIFIED = unspecified("students whose host is not specified: no host, but a lack of coverage")
_BOOTSTRAPPED = (
    f"; from {FEWEST} to {SMALL - 1} students with the 95 % interval of {REPLICATES:,} multinomial resamples"
)
_HIRSCHMAN = Source("Hirschman, American Economic Review 54 (1964) 761")
_SIMPSON = Source("Simpson, Nature 163 (1949) 688")
_SHANNON = Source("Shannon, Bell System Technical Journal 27 (1948) 379")

Counts = tuple[float, ...]
Measure = Callable[[Counts], float | None]
"""A measure of counts by host, or its estimate with an interval; None where it is not defined."""


def _of_students(compute: Callable[[Counts], float | SampledConcentration | None]) -> Compute:
    """Run a measure on the known counts; what a reader must know about them is flagged.

    Coverage is the share of the students whose host is known, where it is told how many are not.
    """

    def computed(given: Operands) -> Quantity:
        counts = given.counts("students")
        of_nowhere = given.number_or_none("unspecified")
        if not counts and (given.vector("students") or of_nowhere):
            return missing(Absence.INPUT_MISSING)
        students = fsum(counts)
        if students == 0:
            return missing(Absence.NO_STUDENTS)
        coverage = None if of_nowhere is None else students / (students + of_nowhere)
        flags = {
            Flag.SINGLE_HOST: sum(count > 0 for count in counts) == 1,
            Flag.SMALL_COUNT: students < SMALL,
            Flag.PARTIAL_COVERAGE: bool(of_nowhere) or len(counts) < len(given.vector("students")),
        }
        applying = frozenset(flag for flag, applies in flags.items() if applies)
        value = compute(counts)
        if value is None:
            return missing(Absence.UNDEFINED, *applying, coverage=coverage)
        if isinstance(value, SampledConcentration):
            return Quantity(value.estimate, None, value.lower, value.upper, applying, coverage)
        return Quantity(value, flags=applying, coverage=coverage)

    return computed


def _of_places(compute: Callable[[Counts, int], float | None]) -> Compute:
    def computed(given: Operands) -> Quantity:
        places = int(given.number("places"))
        observed = sum(count > 0 for count in given.counts("students"))
        if places < observed:
            fault = f"{observed} hosts have students, so {places} admissible hosts are too few"
            raise Invalid(Violation("/inputs/places", "too_few_places", fault))
        return _of_students(lambda counts: compute(counts, places))(given)

    return computed


def _normalised(counts: Counts) -> float:
    # With one host the scale has no length; by convention 0, and the flag SINGLE_HOST says so.
    value = measure.gini_simpson_normalised(counts)
    return 0.0 if value is None else value


def _unbiased(counts: Counts) -> float | SampledConcentration | None:
    students = fsum(counts)
    if FEWEST <= students < SMALL:
        return multinomial_interval(counts, seed=SEED)
    return herfindahl_unbiased(counts)


def _dispersion_unbiased(counts: Counts) -> float | SampledConcentration | None:
    found = _unbiased(counts)
    if isinstance(found, SampledConcentration):
        return SampledConcentration(1 - found.estimate, 1 - found.upper, 1 - found.lower, found.level)
    return None if found is None else 1 - found


def _formula(  # noqa: PLR0913 - a formula has this many parts
    identifier: str,
    name: str,
    text: str,
    compute: Compute,
    *checks: WorkedValue,
    unit: Unit = Unit.INDEX,
    source: Source = _HIRSCHMAN,
    whole: bool = False,
) -> Formula:
    students = flows("students", _STUDENTS, whole=whole)
    places = (_PLACES,) if any("places" in it.inputs for it in checks) else ()
    return Formula(
        id=identifier,
        version=1,
        name=name,
        definition="With s the share of each known host in the students of one origin: " + text + ".",
        text=text,
        unit=unit,
        inputs=(students, *places, _UNSPECIFIED),
        source=source,
        worked=checks,
        compute=compute,
    )


def _share_of(first: int) -> Formula:
    expected = {1: 0.5, 3: 0.9, 5: 1.0, 10: 1.0}[first]
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
        worked(None, Absence.INPUT_MISSING, students=(None, None)),
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
        "sum of F(F-1) / (n(n-1)), F students of a host, n of all" + _BOOTSTRAPPED,
        _of_students(_unbiased),
        worked(1 / 3, students=(2, 2)),
        worked(None, Absence.UNDEFINED, students=(1,)),
        WorkedValue(
            {"students": (30, 20, 10)},
            (30 * 29 + 20 * 19 + 10 * 9) / (60 * 59),
            f"value by hand; interval by numpy's PCG64, seed {SEED}",
            bounds=(0.3258004, 0.4540490),
            tolerance=5e-7,
        ),
        source=_SIMPSON,
        whole=True,
    ),
    _formula(
        "QR_MDI_1_UNBIASED",
        "Mobility dispersion, Gini-Simpson, unbiased for few students",
        "1 - HHI_UNBIASED" + _BOOTSTRAPPED,
        _of_students(_dispersion_unbiased),
        worked(2 / 3, students=(2, 2)),
        worked(None, Absence.UNDEFINED, students=(1,)),
        source=_SIMPSON,
        whole=True,
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
    _share_of(10),
)
