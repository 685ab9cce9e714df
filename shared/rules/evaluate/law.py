"""What the parameters say on one day: the constants with which the conditions of a release are compiled."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from shared.rules.documents.parameter import Members, Parameter, Value
from shared.rules.documents.rule import Supposition


@dataclass(frozen=True, slots=True)
class Law:
    """The parameters read on one day. Within a segment between days of change it stays the same."""

    parameters: Mapping[str, Parameter]
    members: Mapping[str, Members]
    values: Mapping[str, Value | None]
    day: date

    @classmethod
    def on(cls, day: date, parameters: Iterable[Parameter]) -> "Law":
        """Read every parameter on `day`."""
        found = {it.id: it for it in parameters}
        return cls(
            found,
            {key: it.members(day) for key, it in found.items() if it.type is None},
            {key: it.value(day) for key, it in found.items() if it.type is not None},
            day,
        )

    def supposing(self, suppositions: Iterable[Supposition]) -> "Law":
        """Take more States to belong, for certain, than are on record."""
        members = dict(self.members)
        for it in suppositions:
            held = members[it.parameter]
            members[it.parameter] = Members(held.known | set(it.members), held.unknown - set(it.members))
        return replace(self, members=members)

    def says(self, parameter: str) -> Members | Value | None:
        """Give what a parameter says on the day; None where nothing is known of it."""
        return self.members[parameter] if parameter in self.members else self.values.get(parameter)
