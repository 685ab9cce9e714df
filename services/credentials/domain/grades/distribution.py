"""Conversion by distribution (ECTS Users' Guide 2009 and 2015, EGRACONS): the same rank, the same grade.

A table says how often each passing grade was given to a group of comparable students. A grade covers a
segment of the ranks from the best student to the last that passed. The converted grade is the one of the
other table that covers the middle of the segment; the band are all grades that the segment touches.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from services.credentials.domain.grades.outcome import (
    Band,
    Caution,
    Conversion,
    Converted,
    Method,
    RefusalCode,
    Refused,
)

POLICY = "middle_of_the_segment/1"
SUM_MAY_MISS = Decimal(1)
"""Tables print rounded percentages; their sum may miss 100 by one point."""
SMALL_SHARE = Decimal(1)

SUGGESTED = Caution("suggested", "a conversion by distribution is a suggestion; the grades are not the same")
WIDE = Caution("wide_band", "the grade covers ranks for which the other table has more than one grade")
OTHER_FIELDS = Caution(
    "other_fields", "the tables are of different fields of study; a rank is one among comparable students"
)
RARE = Caution("rare_grade", "fewer than one in a hundred has this grade; its rank is little certain")


class WrongTable(ValueError):
    """The table contradicts itself."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The ranks that a grade covers, from 0 (the best) to 100 (the last that passed)."""

    label: str
    start: Decimal
    end: Decimal

    @property
    def middle(self) -> Decimal:
        """Give the rank in the middle."""
        return (self.start + self.end) / 2

    def touches(self, other: "Segment") -> bool:
        """Say whether the two share some ranks."""
        return max(self.start, other.start) < min(self.end, other.end)


@dataclass(frozen=True, slots=True)
class DistributionTable:
    """Passing grades with their percentages, best first, and the labels that fail.

    Raises WrongTable where a share is negative, a label is given twice, or the sum is far from 100.
    """

    name: str
    shares: tuple[tuple[str, Decimal], ...]
    failing: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        labels = [label for label, _ in self.shares]
        if len(set(labels)) != len(labels):
            raise WrongTable(f"{self.name}: a label is given twice")
        if any(not share.is_finite() or share < 0 for _, share in self.shares):
            raise WrongTable(f"{self.name}: a share is not a percentage")
        if abs(sum((share for _, share in self.shares), Decimal(-100))) > SUM_MAY_MISS:
            raise WrongTable(f"{self.name}: the shares do not add up to 100")
        if unknown := self.failing - set(labels):
            raise WrongTable(f"{self.name}: no share is given for {', '.join(sorted(unknown))}")
        if not sum(share for label, share in self.shares if label not in self.failing):
            raise WrongTable(f"{self.name}: nobody passes")

    def segments(self) -> Iterator[Segment]:
        """Lay the passing grades side by side over the ranks from 0 to 100."""
        passing = [(label, share) for label, share in self.shares if label not in self.failing]
        total = sum((share for _, share in passing), Decimal(0))
        bounds = [Decimal(0)]
        for _, share in passing:
            bounds.append(bounds[-1] + share)
        for (label, _), (start, end) in zip(passing, pairwise(bounds), strict=True):
            yield Segment(label, start * 100 / total, end * 100 / total)


def convert(label: str, source: DistributionTable, target: DistributionTable) -> Conversion:
    """Convert a grade of `source` to one of `target`."""
    inputs = (("grade", label), ("source_table", source.name), ("target_table", target.name))
    if label in source.failing:
        text = "the grade does not pass; ranks are of those who passed"
        return Refused(Method.DISTRIBUTION, POLICY, inputs, RefusalCode.FAILING_GRADE, text)
    held = next((it for it in source.segments() if it.label == label), None)
    if held is None:
        text = "the table of the awarding side has no such grade"
        return Refused(Method.DISTRIBUTION, POLICY, inputs, RefusalCode.UNKNOWN_LABEL, text)
    if held.start == held.end:
        text = "nobody was given this grade, so it has no rank"
        return Refused(Method.DISTRIBUTION, POLICY, inputs, RefusalCode.NOBODY_HAS_IT, text)
    touched = [it for it in target.segments() if it.touches(held)]
    chosen = next(it for it in touched if it.start <= held.middle <= it.end)
    cautions = [SUGGESTED]
    cautions += [WIDE] if len(touched) > 1 else []
    cautions += [RARE] if held.end - held.start < SMALL_SHARE else []
    return Converted(
        Method.DISTRIBUTION,
        POLICY,
        (*inputs, ("ranks", f"{held.start:.2f}-{held.end:.2f}")),
        grade=chosen.label,
        band=Band(touched[0].label, touched[-1].label),
        cautions=tuple(cautions),
    )
