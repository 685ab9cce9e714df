"""Which countries a group had on which day. Groups change: a membership is a dated fact with a source."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from shared.kernel.errors import NotFound
from shared.kernel.intervals import Interval


class UnknownGroup(NotFound):
    """No group has this scheme and name."""

    code = "unknown_group"
    title = "Unknown group of countries"


@dataclass(frozen=True, slots=True)
class Membership:
    """One country in one group, for the days of `valid`."""

    scheme: str
    group: str
    member: str
    valid: Interval
    source: str


@dataclass(frozen=True, slots=True)
class Members:
    """The countries of a group on a day; `uncertain` are those whose dates do not decide it."""

    certain: frozenset[str]
    uncertain: frozenset[str]


@dataclass(frozen=True, slots=True)
class Groupings:
    """All memberships of all schemes."""

    memberships: tuple[Membership, ...]

    def groups(self, scheme: str) -> tuple[str, ...]:
        """List the groups of a scheme, in the order in which they first appear."""
        return tuple(dict.fromkeys(it.group for it in self.memberships if it.scheme == scheme))

    def ever_members(self, scheme: str, group: str) -> frozenset[str]:
        """Give every country that a group ever had. Raises UnknownGroup."""
        return frozenset(it.member for it in self._of(scheme, group))

    def members(self, scheme: str, group: str, day: date) -> Members:
        """Give the countries of a group on a day. Raises UnknownGroup."""
        held = self._of(scheme, group)
        inside = {it.member for it in held if it.valid.contains(day) is True}
        perhaps = {it.member for it in held if it.valid.contains(day) is None}
        return Members(frozenset(inside), frozenset(perhaps - inside))

    def _of(self, scheme: str, group: str) -> list[Membership]:
        held = [it for it in self.memberships if (it.scheme, it.group) == (scheme, group)]
        if not held:
            known = ", ".join(self.groups(scheme)) or "none: it is no scheme of ours"
            raise UnknownGroup(f"there is no group {group!r} in {scheme}; there are {known}")
        return held

    def members_in_year(self, scheme: str, group: str, year: int) -> Members:
        """Give the countries of a group for a reference year: those of its last day."""
        return self.members(scheme, group, date(year, 12, 31))


def groupings(memberships: Iterable[Membership]) -> Groupings:
    """Collect memberships. Raises ValueError on an exact duplicate."""
    held = tuple(memberships)
    if len(set(held)) != len(held):
        raise ValueError("the same membership is stated twice")
    return Groupings(held)
