"""The grade scales and tables that the product ships, by their ids."""

from collections.abc import Iterable, Mapping

from services.credentials.domain.grades.distribution import DistributionTable
from services.credentials.domain.grades.scale import GradeScale
from services.credentials.domain.grades.thresholds import ThresholdTable
from shared.kernel.errors import NotFound


class UnknownScale(NotFound):
    """No grade scale or table has this id."""

    code = "unknown_grade_scale"
    title = "No such grade scale or table"


class GradeBook:
    """Scales, tables of thresholds and tables of distributions, each found by its id."""

    def __init__(
        self,
        scales: Iterable[GradeScale],
        thresholds: Iterable[ThresholdTable],
        distributions: Iterable[DistributionTable],
        *,
        reference_data: str,
    ) -> None:
        self.scales: Mapping[str, GradeScale] = {it.id: it for it in scales}
        self.thresholds: Mapping[str, ThresholdTable] = {it.name: it for it in thresholds}
        self.distributions: Mapping[str, DistributionTable] = {it.name: it for it in distributions}
        self.reference_data = reference_data

    def scale(self, scale_id: str) -> GradeScale:
        """Give a scale. Raises UnknownScale."""
        if scale_id not in self.scales:
            raise UnknownScale(f"there is no grade scale {scale_id!r}", pointer="/scale")
        return self.scales[scale_id]

    def threshold_table(self, name: str) -> ThresholdTable:
        """Give a table of thresholds. Raises UnknownScale."""
        if name not in self.thresholds:
            raise UnknownScale(f"there is no table of thresholds {name!r}", pointer="/table")
        return self.thresholds[name]

    def distribution(self, name: str, *, pointer: str) -> DistributionTable:
        """Give a table of distributions; `pointer` says where the caller named it. Raises UnknownScale."""
        if name not in self.distributions:
            raise UnknownScale(f"there is no table of distributions {name!r}", pointer=pointer)
        return self.distributions[name]
