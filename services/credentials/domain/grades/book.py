"""The grade scales and tables that the product ships, by their ids."""

from collections.abc import Iterable, Mapping

from services.credentials.domain.grades.distribution import DistributionTable
from services.credentials.domain.grades.outcome import Caution
from services.credentials.domain.grades.scale import GradeScale
from services.credentials.domain.grades.thresholds import ThresholdTable
from shared.kernel.errors import Invalid, Violation

PROVISIONAL = Caution(
    "provisional", "the scale or table is not confirmed at its source: check its best and its passing grade"
)


def unknown(pointer: str, kind: str, name: str) -> Invalid:
    """Say which scale or table a request named that does not exist, and where."""
    return Invalid(Violation(pointer, f"unknown_{kind}", f"there is no {kind.replace('_', ' ')} {name!r}"))


class GradeBook:
    """Scales, tables of thresholds and tables of distributions, each found by its id."""

    def __init__(
        self,
        scales: Iterable[GradeScale],
        thresholds: Iterable[ThresholdTable],
        distributions: Iterable[DistributionTable],
        *,
        provisional: frozenset[str] = frozenset(),
        reference_data: str,
    ) -> None:
        self.scales: Mapping[str, GradeScale] = {it.id: it for it in scales}
        self.thresholds: Mapping[str, ThresholdTable] = {it.name: it for it in thresholds}
        self.distributions: Mapping[str, DistributionTable] = {it.name: it for it in distributions}
        self._provisional = provisional
        self.reference_data = reference_data

    def cautions(self, *named: object) -> tuple[Caution, ...]:
        """Say what is to be known of the scales and tables named; what is no name is the caller's own."""
        doubtful = any(isinstance(it, str) and it in self._provisional for it in named)
        return (PROVISIONAL,) if doubtful else ()

    def scale(self, scale_id: str, *, pointer: str = "/scale") -> GradeScale:
        """Give a scale; `pointer` says where the caller named it. Raises Invalid."""
        if scale_id not in self.scales:
            raise unknown(pointer, "grade_scale", scale_id)
        return self.scales[scale_id]

    def threshold_table(self, name: str, *, pointer: str = "/table") -> ThresholdTable:
        """Give a table of thresholds. Raises Invalid."""
        if name not in self.thresholds:
            raise unknown(pointer, "threshold_table", name)
        return self.thresholds[name]

    def distribution(self, name: str, *, pointer: str) -> DistributionTable:
        """Give a table of distributions. Raises Invalid."""
        if name not in self.distributions:
            raise unknown(pointer, "distribution_table", name)
        return self.distributions[name]
