"""What a host country awards at the level of a foreign qualification, and why this is its counterpart.

The comparison is of levels and of places in the system: it is where an assessment begins and never, by
itself, a ground of refusal. Length alone decides nothing (Recommendation on Criteria and Procedures, 2010).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from services.credentials.domain.qualifications.levels import Levels, Standing
from services.credentials.domain.qualifications.model import Kind, Profile, Qualification, System
from shared.kernel.evidence import TrustMark
from shared.kernel.intervals import UNBOUNDED


class Comparability(StrEnum):
    """What came of the comparison."""

    COMPARABLE = "comparable"
    NO_COUNTERPART = "no_counterpart"
    """the host awards nothing of this kind; credit towards its next degree is the usual way"""
    LEVEL_UNKNOWN = "level_unknown"
    """no ISCED 2011 mapping of the qualification is recorded"""
    HOST_UNKNOWN = "host_unknown"
    """the host's system is not recorded"""


class Closeness(StrEnum):
    """How near a counterpart is; later members are further away."""

    SAME_KIND = "same_kind"
    SAME_LEVEL = "same_level"
    """the same level reached by another structure, as one tier against two"""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why, with a stable code."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A qualification of the host at the same level."""

    qualification: Qualification
    closeness: Closeness
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The counterparts in the host, nearest first, with the levels on the day of the award."""

    outcome: Comparability
    host: str
    levels: Levels
    counterparts: tuple[Counterpart, ...]
    reasons: tuple[Reason, ...]
    mark: TrustMark

    @property
    def nearest(self) -> Qualification | None:
        """Give the nearest counterpart."""
        return self.counterparts[0].qualification if self.counterparts else None


_STRUCTURES = {
    Kind.ACCESS: (Kind.ACCESS,),
    Kind.SHORT_CYCLE: (Kind.SHORT_CYCLE,),
    Kind.FIRST: (Kind.FIRST, Kind.SECOND, Kind.LONG_ONE_TIER),
    Kind.SECOND: (Kind.SECOND, Kind.LONG_ONE_TIER, Kind.FIRST),
    Kind.LONG_ONE_TIER: (Kind.LONG_ONE_TIER, Kind.SECOND, Kind.FIRST),
    Kind.THIRD: (Kind.THIRD,),
}
"""Where the counterpart of a kind may be sought: tiers differ between systems, levels do not."""


def compare(
    home: System, qualification: Qualification, host: System, *, awarded: date, on: date
) -> Comparison:
    """Compare a qualification with the host's system as it is on `on`."""
    levels = home.levels(qualification, awarded)
    reasons = _levels_in_words(levels)
    if qualification.isced is None:
        reasons.append(Reason("level_unknown", f"no ISCED 2011 level of {qualification.id} is recorded"))
        return Comparison(
            Comparability.LEVEL_UNKNOWN, host.country, levels, (), tuple(reasons), qualification.mark
        )
    kinds = _STRUCTURES[qualification.kind]
    found = sorted(
        (
            it
            for it in host.qualifications
            if it.kind in kinds and _same_level(it, qualification) and it.awarded.contains(on) is not False
        ),
        key=lambda it: _distance(qualification, it),
    )
    if not found:
        reasons.append(_nothing(qualification, host, on))
        mark = TrustMark.weakest(qualification.mark, host.evidence.mark)
        return Comparison(Comparability.NO_COUNTERPART, host.country, levels, (), tuple(reasons), mark)
    counterparts = tuple(_counterpart(qualification, it) for it in found)
    reasons.append(
        Reason(
            "counterpart_at_level",
            f"{host.country} awards {found[0].english} at the same level",
        )
    )
    return Comparison(
        Comparability.COMPARABLE,
        host.country,
        levels,
        counterparts,
        tuple(reasons),
        TrustMark.weakest(qualification.mark, found[0].mark),
    )


def no_system(levels: Levels, qualification: Qualification, host: str) -> Comparison:
    """Say that the host's system is not recorded."""
    reasons = (*_levels_in_words(levels), Reason("host_unknown", f"the system of {host} is not recorded"))
    return Comparison(Comparability.HOST_UNKNOWN, host, levels, (), reasons, qualification.mark)


def _same_level(host: Qualification, award: Qualification) -> bool:
    # Access qualifications stand at ISCED 3 or 4 by the length of schooling; their function is the same.
    return award.kind is Kind.ACCESS or host.isced == award.isced


def _distance(award: Qualification, host: Qualification) -> tuple[int, ...]:
    """Order counterparts: still awarded, of any field, kind, the rights that it gives, profile, length."""
    return (
        host.awarded.end is not UNBOUNDED,
        _is_of_other_fields(host, award),
        _STRUCTURES[award.kind].index(host.kind),
        _rights_apart(award, host),
        _orientation(host) is not _orientation(award),
        bool(host.length and award.length and not host.length.overlaps(award.length)),
    )


def _is_of_other_fields(host: Qualification, award: Qualification) -> bool:
    """Say whether the host's is bound to fields of study among which the award's need not be."""
    return bool(host.fields) and not (award.fields and award.fields <= host.fields)


def _rights_apart(award: Qualification, host: Qualification) -> int:
    """Count the rights at home in which the two differ; rights not recorded are no nearer than one apart."""
    if award.gives is None:
        return 0
    return 1 if host.gives is None else len(award.gives ^ host.gives)


def _orientation(qualification: Qualification) -> Profile:
    """Take a qualification for academic where its system does not call it professional."""
    return qualification.profile or Profile.ACADEMIC


def _counterpart(award: Qualification, host: Qualification) -> Counterpart:
    reasons = []
    if host.kind is award.kind:
        closeness = Closeness.SAME_KIND
        reasons.append(Reason("same_kind", f"both are {_WORDS[award.kind]}"))
    else:
        closeness = Closeness.SAME_LEVEL
        reasons.append(
            Reason(
                "other_structure",
                f"{_WORDS[award.kind]} against {_WORDS[host.kind]}: the same level by another structure",
            )
        )
    if host.length and award.length and not host.length.overlaps(award.length):
        reasons.append(
            Reason(
                "length_differs", f"{award.length} against {host.length} years; length alone decides nothing"
            )
        )
    if host.fields:
        reasons.append(Reason("field_bound", f"it is awarded only in: {', '.join(sorted(host.fields))}"))
    if award.gives is not None and host.gives and award.gives < host.gives:
        fewer = ", ".join(sorted(host.gives - award.gives))
        reasons.append(Reason("fewer_rights_at_home", f"at home it does not open: {fewer}"))
    if award.limits:
        reasons.append(Reason("limited_at_home", award.limits))
    return Counterpart(host, closeness, tuple(reasons))


_WORDS = {
    Kind.ACCESS: "qualifications that open higher education",
    Kind.SHORT_CYCLE: "short-cycle qualifications",
    Kind.FIRST: "first-cycle degrees",
    Kind.SECOND: "second-cycle degrees",
    Kind.THIRD: "third-cycle degrees",
    Kind.LONG_ONE_TIER: "one-tier degrees",
}


def _nothing(award: Qualification, host: System, on: date) -> Reason:
    text = f"no {_WORDS[award.kind]} of this level are recorded for {host.country} on {on}"
    return Reason("no_counterpart", text)


def _levels_in_words(levels: Levels) -> list[Reason]:
    reasons = []
    if levels.isced is not None:
        reasons.append(Reason("isced_level", f"ISCED 2011 level {levels.isced}"))
    if levels.eqf.standing is Standing.HOLDS:
        reasons.append(Reason("eqf_level", f"EQF level {levels.eqf.value} on the day of the award"))
    elif levels.eqf.standing is Standing.NOT_YET:
        reasons.append(Reason("eqf_not_yet", "on the day of the award there was no EQF to refer to"))
    elif levels.eqf.standing is Standing.UNKNOWN:
        reasons.append(Reason("eqf_unknown", "it is not known whether an EQF level held on that day"))
    return reasons
