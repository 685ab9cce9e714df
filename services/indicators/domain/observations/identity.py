"""The name of one observation: its dataflow, its key, its year and its release, in one line of text.

``MIG_MOB:UIS.MSEP.TUN.W00.IN.L5T8._T.T.PT:2022@UIS-2026-02``; without ``@`` the version known last.
"""

import re
from dataclasses import dataclass

from services.indicators.domain.observations.source import Query
from services.indicators.domain.observations.structures import structure
from shared.kernel.errors import NotFound

_FORM = re.compile(r"(?P<flow>\w+):(?P<key>[\w.-]+):(?P<year>\d{4})(?:@(?P<release>[\w.-]+))?")


class UnknownObservation(NotFound):
    """No observation has this id."""

    code = "unknown_observation"
    title = "Unknown observation"


@dataclass(frozen=True, slots=True)
class ObservationId:
    """The parts of the name. `key` has one code for each dimension of the dataflow, in its order."""

    dataflow: str
    key: tuple[str, ...]
    year: int
    release: str | None = None

    def __str__(self) -> str:
        at = f"@{self.release}" if self.release else ""
        return f"{self.dataflow}:{'.'.join(self.key)}:{self.year}{at}"

    def query(self) -> Query:
        """Ask for this observation."""
        names = structure(self.dataflow).dimensions
        keys = {name: frozenset({code}) for name, code in zip(names, self.key, strict=True)}
        vintages = frozenset({self.release}) if self.release else frozenset()
        return Query(self.dataflow, keys, start=self.year, end=self.year, vintages=vintages)


def parse_id(text: str) -> ObservationId:
    """Read a name. Raises UnknownObservation where it has another form, UnknownDataflow."""
    found = _FORM.fullmatch(text)
    if found is None:
        raise UnknownObservation(f"{text!r} is not DATAFLOW:KEY:YEAR or DATAFLOW:KEY:YEAR@RELEASE")
    key = tuple(found["key"].split("."))
    wanted = structure(found["flow"]).dimensions
    if len(key) != len(wanted):
        raise UnknownObservation(f"the key of {found['flow']} has the parts {'.'.join(wanted)}")
    return ObservationId(found["flow"], key, int(found["year"]), found["release"])
