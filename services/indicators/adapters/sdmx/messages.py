"""SDMX messages from tables and codes, in every form that the interface offers."""

from collections import OrderedDict
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from services.indicators.adapters.sdmx import structures
from services.indicators.adapters.sdmx.artefacts import Artefacts, by_kind
from services.indicators.adapters.sdmx.availability import describe
from services.indicators.adapters.sdmx.data.csv import ReadyCsv, write_csv
from services.indicators.adapters.sdmx.data.csv_cells import PLAIN, Cells, CsvOptions
from services.indicators.adapters.sdmx.data.frame import AT_A_TIME, Frame, State, together
from services.indicators.adapters.sdmx.data.head import Head
from services.indicators.adapters.sdmx.data.json import write_json
from services.indicators.adapters.sdmx.data.json_ready import ReadyJson
from services.indicators.adapters.sdmx.data.ready import Make, Ready
from services.indicators.adapters.sdmx.data.xml import ReadyXml, write_xml
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.structures import TIME, structure
from services.indicators.domain.sdmx.available import Available
from services.indicators.domain.sdmx.structure_query import StructureQuery
from services.indicators.domain.sdmx.vocabulary import AGENCY, VERSION, name_of
from shared.kernel.clock import Clock

Codes = Mapping[str, frozenset[str]]

Piece: TypeAlias = bytes | memoryview
Body: TypeAlias = "Piece | Iterator[Piece]"
"""A message as a whole, or in pieces."""

KINDS = frozenset(by_kind(Artefacts({})))
"""The resource names of structure queries, without `structure` and `organisationscheme`."""


MOST_KEPT_BYTES = 64 * 1024 * 1024
"""What the written messages that are kept for the next who asks may take."""
MOST_STRUCTURES = 64
"""So many structure messages are kept."""
MOST_NAMES = 10_000
"""So many names of messages that were asked for once are remembered."""


FLAT = "AllDimensions"
"""Stands for a dimension at the observations, where these have all."""


@dataclass(frozen=True, slots=True)
class DataForm:
    """How data are to be written.

    `form` is xml-2.1, xml-3.0, json-2.0, csv-1.0 or csv-2.0. `attributes` names those wanted (None: all).
    `values` False leaves the observations out and writes the keys of the series. `at` is the dimension at the
    observations, or `AllDimensions`: they stand outside series. `sorted` says that rows come in an order of
    their own, not in that of their keys.
    """

    form: str
    attributes: frozenset[str] | None = None
    values: bool = True
    at: str = TIME
    sorted: bool = False
    csv: CsvOptions = PLAIN

    @property
    def flat(self) -> bool:
        """Say whether observations stand outside series."""
        return self.at == FLAT

    @property
    def plain(self) -> bool:
        """Say whether it is what most ask for."""
        everything = self.attributes is None and self.values
        return everything and self.at == TIME and not self.sorted and self.csv == PLAIN


class SdmxMessages:
    """Writes messages. Structure messages of one state are kept, for they are asked for again and again."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._content = ""
        self._artefacts = Artefacts({})
        self._written: OrderedDict[tuple[StructureQuery, str], bytes] = OrderedDict()
        self._ready = Ready()
        self._asked: OrderedDict[Hashable, None] = OrderedDict()
        self._kept: OrderedDict[Hashable, Piece] = OrderedDict()
        self._kept_bytes = 0

    def kept(self, name: Hashable) -> Piece | None:
        """Give a message that `keep` holds under this name."""
        held = self._kept.get(name)
        if held is not None:
            self._kept.move_to_end(name)
        return held

    def keep(self, name: Hashable, message: Piece) -> None:
        """Hold a message that is asked for again; those not asked for longest give way.

        The first time its name alone is held: what is asked for once would only push useful memory out.
        """
        if name not in self._asked:
            self._asked[name] = None
            if len(self._asked) > MOST_NAMES:
                self._asked.popitem(last=False)
            return
        if name in self._kept or len(message) > MOST_KEPT_BYTES // 8:
            return
        self._kept[name] = message
        self._kept_bytes += len(message)
        while self._kept_bytes > MOST_KEPT_BYTES:
            _, gone = self._kept.popitem(last=False)
            self._kept_bytes -= len(gone)

    def data(self, dataflow: str, found: pa.Table | Found, wanted: DataForm, *, history: bool) -> Body:
        """Write data; a large message comes in pieces. With history each state of knowledge is a data set."""
        pieces = self._from_ready(dataflow, found, wanted, history=history)
        if pieces is None:
            table = found.table() if isinstance(found, Found) else found
            pieces = self._from_columns(dataflow, table, wanted, history=history)
        if len(found) > AT_A_TIME:
            return pieces
        first, *others = pieces
        return b"".join([first, *others]) if others else first

    def _from_ready(
        self, dataflow: str, found: pa.Table | Found, wanted: DataForm, *, history: bool
    ) -> Iterator[Piece] | None:
        """Write rows of one load, which became known at one moment, from texts that stand ready."""
        if not (isinstance(found, Found) and wanted.plain):
            return None
        of = structure(dataflow)
        kind, _, version = wanted.form.partition("-")
        makes: dict[str, Make] = {
            "csv": partial(ReadyCsv, cells=Cells(of, version)),
            "json": partial(ReadyJson, name_of=name_of),
            "xml": partial(ReadyXml, version=version),
        }
        ready = self._ready.of(found.load, of, wanted.form, makes[kind])
        known = found.load.updated if history else None
        return None if ready is None else ready.message(found, self._head(dataflow), known)

    def _from_columns(
        self, dataflow: str, table: pa.Table, wanted: DataForm, *, history: bool
    ) -> Iterator[bytes]:
        of = structure(dataflow)
        attributes = tuple(it for it in of.attributes if wanted.attributes is None or it in wanted.attributes)
        kind, _, version = wanted.form.partition("-")
        # Rows of CSV stand each for itself, unless there is one for each series.
        in_series = not wanted.values if kind == "csv" else not wanted.flat
        at = wanted.at if in_series and not wanted.flat else TIME
        grouped = in_series and (at != TIME or wanted.sorted)
        states = [
            State(
                Frame(of, together(of, rows, at) if grouped else rows, attributes, wanted.values, at),
                rows["UPDATED"][0].as_py() if history else None,
            )
            for rows in (_states(table) if history else [table])
        ]
        if kind == "csv":
            return write_csv([it.frame for it in states], Cells(of, version, wanted.csv, wanted.at))
        head = self._head(dataflow)
        if kind == "json":
            return write_json(states, head, name_of, flat=wanted.flat)
        return write_xml(states, head, version=version, flat=wanted.flat)

    def _head(self, dataflow: str) -> Head:
        # A message is exact to the second; within it, what is written of the head is kept.
        now = self._clock.now().replace(microsecond=0)
        return Head(f"{dataflow}-{now:%Y%m%d%H%M%S}", now, AGENCY, dataflow, VERSION)

    def structures(self, query: StructureQuery, form: str, *, codes: Codes, content: str) -> bytes:
        """Write a structure message. Raises UnknownArtefact."""
        if content != self._content:
            self._content, self._written = content, OrderedDict()
            self._artefacts = Artefacts({name: sorted(held) for name, held in codes.items()})
        key = (query, form)
        if key not in self._written:
            found = structures.find(self._artefacts, query)
            name = sha256(f"{query}{content}".encode()).hexdigest()[:16]
            self._written[key] = structures.write(found, form, f"S{name}")
            if len(self._written) > MOST_STRUCTURES:
                self._written.popitem(last=False)
        self._written.move_to_end(key)
        return self._written[key]

    def availability(self, dataflow: str, found: Available, form: str, references: frozenset[str]) -> bytes:
        """Write which codes have data, with the counts, and the artefacts of the kinds in `references`."""
        codes = {name: sorted(held) for name, held in found.codes.items()}
        described = describe(Artefacts(codes), dataflow, found, references)
        return structures.write(described, form, f"A{sha256(str(codes).encode()).hexdigest()[:16]}")


def _states(table: pa.Table) -> list[pa.Table]:
    """Take versions apart by the moment from which they were known, the oldest first; there are some."""
    moments = table["UPDATED"].cast(pa.int64()).to_numpy()
    return [table.filter(pa.array(moments == it)) for it in np.unique(moments)]
