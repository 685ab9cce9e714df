"""What the header of a message says."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Head:
    """`agency`, `flow` and `version` name the dataflow."""

    id: str
    prepared: datetime
    agency: str
    flow: str
    version: str

    @property
    def urn(self) -> str:
        """Name the dataflow."""
        return f"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow={self.agency}:{self.flow}({self.version})"
