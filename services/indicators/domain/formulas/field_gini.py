"""The Gini indices of a migration matrix as formulas, with the worked values of the literature."""

from collections.abc import Callable

from services.indicators.domain.dispersion import field_gini
from services.indicators.domain.formulas.formula import Formula, Source, Unit, WorkedValue, flows, worked
from services.indicators.domain.formulas.operands import Input, Operands, Shape
from services.indicators.domain.formulas.quantity import Absence, Quantity, missing
from shared.kernel.errors import Invalid, Violation

SOURCE = Source(
    "Plane and Mulligan, Demography 34 (1997) 251; Bell et al., Journal of the Royal Statistical Society A "
    "165 (2002) 435"
)
ORIGIN = "worked values of the R package migration.indices (inst/tests/test-gini.R), hypothetical matrices"
FIRST = ((0, 10, 10), (20, 0, 20), (30, 30, 0))
SECOND = ((0, 20, 20), (30, 0, 50), (20, 20, 0))
EMPTY = ((0, 0, 0),) * 3
_FLOWS = Input("flows", "students by origin (rows) and host (columns), the same places in both", Shape.MATRIX)


def _of_matrix(index: Callable[[field_gini.Matrix], float | None]) -> Callable[[Operands], Quantity]:
    def computed(given: Operands) -> Quantity:
        try:
            value = index(given.matrix("flows"))
        except ValueError as fault:
            raise Invalid(Violation("/inputs/flows", "bad_matrix", str(fault))) from fault
        return missing(Absence.NO_STUDENTS) if value is None else Quantity(value)

    return computed


def _formula(
    identifier: str,
    name: str,
    text: str,
    index: Callable[[field_gini.Matrix], float | None],
    published: tuple[float, float],
) -> Formula:
    return Formula(
        id=identifier,
        version=1,
        name=name,
        definition="How unevenly the flows of a closed system of places are spread. 0 is even. " + text + ".",
        text=text,
        unit=Unit.INDEX,
        inputs=(_FLOWS,),
        source=SOURCE,
        worked=(
            WorkedValue({"flows": FIRST}, published[0], ORIGIN, tolerance=5e-7),
            WorkedValue({"flows": SECOND}, published[1], ORIGIN, tolerance=5e-7),
            WorkedValue({"flows": EMPTY}, None, "by hand: nobody moved", Absence.NO_STUDENTS),
        ),
        compute=_of_matrix(index),
    )


def _of_one_place(given: Operands) -> Quantity:
    students = given.counts("students")
    if len(students) < len(given.vector("students")):
        return missing(Absence.INPUT_MISSING)
    try:
        index = field_gini.one_field(students)
    except ValueError as fault:
        raise Invalid(Violation("/inputs/students", "too_few_places", str(fault))) from fault
    return missing(Absence.NO_STUDENTS) if index is None else Quantity(index)


_FIELD = Formula(
    id="GINI_FIELD",
    version=1,
    name="Field Gini index of one place",
    definition=(
        "How unevenly the students of one origin are spread over all other places (out-migration field), or "
        "those of one host over all other origins (in-migration field). Places without students count."
    ),
    text="sum over pairs of |F - F'| / (2 (n-2) sum of F), n places with the place itself",
    unit=Unit.INDEX,
    inputs=(flows("students", "students by each other place, 0 where there are none"),),
    source=SOURCE,
    worked=(
        *(
            WorkedValue({"students": students}, expected, ORIGIN, tolerance=5e-7)
            for students, expected in (
                ((10, 10), 0),
                ((30, 50), 0.25),
                ((20, 30), 0.2),
                ((10, 30), 0.5),
                ((10, 20), 0.333333),
                ((20, 50), 0.428571),
            )
        ),
        worked(None, Absence.NO_STUDENTS, students=(0, 0)),
        worked(None, Absence.INPUT_MISSING, students=(4, None)),
    ),
    compute=_of_one_place,
)

FORMULAS = (
    _FIELD,
    _formula(
        "GINI_TOTAL",
        "Total flows Gini index",
        "sum over all pairs of flows of |F - F'| / (2 n (n-1) sum of F), uncorrected",
        field_gini.total,
        (0.222222, 0.1875),
    ),
    _formula(
        "GINI_FIELD_MEAN",
        "Migration-weighted mean of the field Gini indices",
        "mean of the weighted out-field and in-field indices, each divided by the number of places",
        field_gini.weighted_mean,
        (0.061111, 0.036607),
    ),
)
