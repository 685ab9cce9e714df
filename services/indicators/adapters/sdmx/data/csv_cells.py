"""What the cells of SDMX-CSV say: codes, their names, keys, and periods, as the media type asks for them.

Source: field guides of sdmx-twg/sdmx-csv, "Optional parameters". Of names there are English ones.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from services.indicators.adapters.sdmx.data.frame import Written
from services.indicators.domain.observations.structures import TIME, Structure
from services.indicators.domain.sdmx.vocabulary import AGENCY, CODELISTS, VERSION, name_of


@dataclass(frozen=True, slots=True)
class CsvOptions:
    """The optional parameters of the media type: `labels` id, name or both; `keys` none, series, obs or both.

    `normalized` writes the first day of a year for the year, as the guide's example does where all figures
    are of one frequency. With names as `labels`, each name has a column of its own.
    """

    labels: str = "id"
    keys: str = "none"
    normalized: bool = False


PLAIN = CsvOptions()


@dataclass(frozen=True, slots=True)
class Cells:
    """Writes the cells of one dataflow. `at` is the dimension at the observations, for the keys of series."""

    structure: Structure
    version: str
    options: CsvOptions = PLAIN
    at: str = TIME

    def beginning(self) -> str:
        """Write what every row begins with."""
        named = self._labelled(f"{AGENCY}:{self.structure.id}({VERSION})", self.structure.name)
        return f"dataflow,{named},I" if self.version == "2.0" else named

    def header(self, components: tuple[str, ...]) -> str:
        """Write the first row, above `components`."""
        labels, keys = self.options.labels, self.options.keys
        head = ["DATAFLOW"]
        if self.version == "2.0":
            head = ["STRUCTURE", "STRUCTURE_ID", *(["STRUCTURE_NAME"] if labels == "name" else []), "ACTION"]
        head += ["SERIES_KEY"] if keys in {"series", "both"} else []
        head += ["OBS_KEY"] if keys in {"obs", "both"} else []
        return ",".join([*head, *(self._labelled(it, name_of("", it)) for it in components)]) + "\r\n"

    def of(self, component: str) -> Written:
        """Make what writes a code of a component, or its absence, behind a comma."""
        if component not in CODELISTS or component in self.structure.uncoded:
            after = self.unnamed
            return lambda code: f",{escaped(code or '')}{after}"
        return lambda code: "," + (self._labelled(code, name_of(component, code)) if code else self.unnamed)

    @property
    def unnamed(self) -> str:
        """Write what follows a value that has no name."""
        return "," if self.options.labels == "name" else ""

    def year(self, year: str | None) -> str:
        """Write a reference year."""
        return f"{year}-01-01" if self.options.normalized else year or ""

    def attributes(self, names: tuple[str, ...]) -> Callable[[tuple[str | None, ...]], str]:
        """Make what writes the attributes of an observation."""
        written = [self.of(name) for name in names]
        return lambda values: "".join(one(it) for one, it in zip(written, values, strict=True))

    @property
    def key_columns(self) -> list[tuple[str, ...]]:
        """Name the dimensions of each key that has a column."""
        every = (*self.structure.dimensions, TIME)
        series = () if self.at == "AllDimensions" else tuple(it for it in every if it != self.at)
        return {"none": [], "series": [series], "obs": [every], "both": [series, every]}[self.options.keys]

    def _labelled(self, text: str, name: str) -> str:
        if self.options.labels == "id":
            return escaped(text)
        if self.options.labels == "both":
            return escaped(f"{text}: {name}")
        return f"{escaped(text)},{escaped(name)}"


@lru_cache(4096)
def escaped(text: str) -> str:
    """Quote a field where its content asks for it (RFC 4180)."""
    if any(sign in text for sign in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
