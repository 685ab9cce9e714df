"""The reviewed reference data: one YAML file for each instrument, read, checked and named by its content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from services.conventions.adapters.reference_instruments import read_instrument
from services.conventions.adapters.reference_rows import read_parties, read_provisions
from services.conventions.domain.instruments.book import Edition
from services.conventions.domain.instruments.model import Instrument, PartyFact, Provision
from shared.kernel.canonical import Json, sha256
from shared.reference.fields import required_day
from shared.reference.located_yaml import ReferenceDataFault, read_yaml

DIRECTORY = Path(__file__).parents[1] / "reference"


@dataclass(frozen=True, slots=True)
class ReferenceData:
    """Everything the files say; `as_of` is the day to which it was compiled, `content` names it by hash."""

    as_of: date
    content: str
    instruments: tuple[Instrument, ...]
    parties: tuple[PartyFact, ...]
    provisions: tuple[Provision, ...]

    def edition(self) -> Edition:
        """Index the data for the resolver."""
        return Edition(
            self.instruments,
            self.parties,
            self.provisions,
            known_from=self.as_of,
            reference_data=self.content,
        )


def read_reference_data(directory: Path = DIRECTORY) -> ReferenceData:
    """Read every file of the reference data. Raises ReferenceDataFault with file, line and field."""
    edition = read_yaml(directory / "edition.yaml")
    edition.only("as_of", "note")
    files = sorted((directory / "instruments").glob("*.yaml"))
    instruments: list[Instrument] = []
    parties: list[PartyFact] = []
    provisions: list[Provision] = []
    content: dict[str, Json] = {"edition": edition.plain()}
    for path in files:
        root = read_yaml(path)
        root.only("sources", "instrument", "reading", "parties", "provisions")
        sources = root.required("sources")
        instrument = read_instrument(root.required("instrument"), root.required("reading"), sources)
        if instrument.id != path.stem:
            raise root.required("instrument").required("id").fault(f"the file is called {path.name}")
        instruments.append(instrument)
        parties += read_parties(root.get("parties"), instrument.id, sources)
        provisions += read_provisions(root.get("provisions"), instrument.id, sources)
        content[instrument.id] = root.plain()
    _check_references(instruments)
    return ReferenceData(
        as_of=required_day(edition.required("as_of")),
        content=sha256(content),
        instruments=tuple(instruments),
        parties=tuple(parties),
        provisions=tuple(provisions),
    )


def _check_references(instruments: Sequence[Instrument]) -> None:
    """Refuse names of instruments or texts that no file describes."""
    known = {it.id for it in instruments}
    for instrument in instruments:
        texts = {it.id for it in instrument.subsidiary}
        named = {it.displaced for it in instrument.supersedes}
        named |= {instrument.addressees.instrument} if instrument.addressees else set()
        named |= {instrument.accompanies} if instrument.accompanies else set()
        missing = sorted(named - known) + sorted({text for _, text in instrument.guidance} - texts)
        if missing:
            raise ReferenceDataFault(f"{instrument.id}.yaml: refers to unknown {', '.join(missing)}")
