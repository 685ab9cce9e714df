"""In which order data are wanted: the parameter ``sort`` of SDMX-REST 2.x.

Components are joined by a plus, each with ``:asc`` (which may be left out) or ``:desc``. ``*`` stands for all
dimensions in the order of the structure, ``series_key`` for those that are not at the observations. Source:
sdmx-twg/sdmx-rest, doc/data.md.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shared.kernel.errors import Invalid, Violation

_DIRECTIONS = {"": False, "asc": False, "desc": True}


@dataclass(frozen=True, slots=True)
class By:
    """One component that data are sorted by. Codes and texts have their order as text, absent ones none."""

    component: str
    descending: bool = False


def parse_sort(
    text: str, dimensions: Sequence[str], series: Sequence[str], others: Collection[str]
) -> tuple[By, ...]:
    """Read the parameter; what is named again changes nothing. Raises Invalid on an unknown component.

    `dimensions` are all of the structure, with time; `series` those of the series key, none where
    observations stand outside series; `others` are measures and attributes.
    """
    found: dict[str, By] = {}
    # A plus in a query string arrives as a blank.
    for part in re.split(r"[+ ]", text):
        name, _, direction = part.partition(":")
        if direction not in _DIRECTIONS:
            raise _fault("bad_direction", f"{direction!r} is no direction; there are asc and desc")
        if name == "series_key" and not series:
            raise _fault("no_series", "there are no series where all dimensions are at the observations")
        named = {"*": dimensions, "series_key": series}.get(name, (name,))
        for component in named:
            if component not in dimensions and component not in others:
                known = ", ".join(["*", "series_key", *dimensions, *others])
                raise _fault("unknown_component", f"there is no component {component!r}; there are {known}")
            found.setdefault(component, By(component, _DIRECTIONS[direction]))
    return tuple(found.values())


def _fault(code: str, detail: str) -> Invalid:
    return Invalid(Violation("/sort", code, detail))
