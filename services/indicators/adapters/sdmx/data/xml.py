"""SDMX-ML structure-specific data, 2.1 and 3.0."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from services.indicators.adapters.sdmx.data.frame import Frame, State
from services.indicators.adapters.sdmx.data.head import Head
from services.indicators.adapters.sdmx.data.ready import ReadyRows
from services.indicators.adapters.sdmx.data.text import Text, at_ends, at_starts, joined, raw, spread
from services.indicators.domain.observations.found import Found
from services.indicators.domain.observations.structures import TIME

_SCHEMAS = "http://www.sdmx.org/resources/sdmxml/schemas/"
_END = "</Series>"
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}
)


def write_xml(states: Sequence[State], head: Head, *, version: str, flat: bool = False) -> Iterator[bytes]:
    """Write a message in SDMX-ML `version` (2.1 or 3.0). `flat`: observations outside series."""
    at_observation = "AllDimensions" if flat else states[0].frame.at
    yield _opening(head, version, at_observation).encode()
    for frame, known in states:
        yield _data_set(head, version, known).encode()
        yield from _flat(frame) if flat else _series(frame)
        yield b"</mes:DataSet>"
    yield b"</mes:StructureSpecificData>"


class ReadyXml:
    """The texts of one load: `series` and `figures` have one row for each series and each distinct figure."""

    def __init__(self, series: Frame, figures: Frame, *, version: str) -> None:
        named = [(name, _named(name)) for name in series.dimensions]
        keys = [f"{_END}<Series", *series.key_texts(series.starts, named), ">"]
        every = slice(0, len(figures.table))
        self._version = version
        self._rows = ReadyRows.of(
            joined(keys, len(series.table)),
            joined(["<Obs", *_observation(figures, every), "/>"], every.stop),
            opening="",
            in_every_row=False,
        )
        self.nbytes = self._rows.nbytes

    def message(self, found: Found, head: Head, known: datetime | None) -> Iterator[bytes | memoryview]:
        """Write a message of some rows."""
        yield (_opening(head, self._version, TIME) + _data_set(head, self._version, known)).encode()
        # Each series ends the one before it: the first has none to end.
        left_out = len(_END)
        for piece in self._rows.write(found):
            yield piece[left_out:]
            left_out = 0
        yield f"{_END}</mes:DataSet></mes:StructureSpecificData>".encode()


@lru_cache(4096)
def escaped(text: str) -> str:
    """Write a text as the content of an attribute; what XML cannot hold becomes U+FFFD."""
    return _FORBIDDEN.sub("\ufffd", text).translate(_ESCAPES)


def _series(frame: Frame) -> Iterator[bytes]:
    for rows, starts in frame.pieces():
        keys = ["<Series", *frame.key_texts(starts, [(name, _named(name)) for name in frame.dimensions])]
        if not frame.values:
            ends = frame.attributes_of(starts, rows, _attributes(frame.attributes))
            yield raw(joined([*keys, ends, "/>"], len(starts)))
            continue
        opened = joined([*keys, ">"], len(starts))
        texts = [at_starts(opened, starts, rows), "<Obs", *_observation(frame, rows), "/>"]
        yield raw(joined([*texts, at_ends("</Series>", starts, rows)], rows.stop - rows.start))


def _flat(frame: Frame) -> Iterator[bytes]:
    for rows, starts in frame.pieces():
        keys = ["<Obs", *frame.key_texts(starts, [(name, _named(name)) for name in frame.dimensions])]
        texts = [spread(joined(keys, len(starts)), starts, rows), *_observation(frame, rows), "/>"]
        yield raw(joined(texts, rows.stop - rows.start))


def _observation(frame: Frame, rows: slice) -> list[Text]:
    texts: list[Text] = [f' {frame.at}="', frame.at_text(rows, lambda code: escaped(code or "")), '"']
    if frame.values:
        texts += [frame.where_known(rows, ' OBS_VALUE="'), frame.numbers(rows), frame.where_known(rows, '"')]
    return [*texts, frame.attribute_text(rows, _attributes(frame.attributes))]


def _named(name: str) -> Callable[[str | None], str]:
    return lambda code: f' {name}="{escaped(code or "")}"'


def _attributes(names: tuple[str, ...]) -> Callable[[tuple[str | None, ...]], str]:
    def written(values: tuple[str | None, ...]) -> str:
        pairs = zip(names, values, strict=True)
        return "".join(f' {name}="{escaped(value)}"' for name, value in pairs if value is not None)

    return written


@lru_cache(16)
def _opening(head: Head, version: str, at_observation: str) -> str:
    schemas = _SCHEMAS + ("v2_1" if version == "2.1" else "v3_0")
    if version == "2.1":
        usage = f'<Ref agencyID="{head.agency}" id="{head.flow}" version="{head.version}" class="Dataflow"/>'
    else:
        usage = head.urn
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<mes:StructureSpecificData xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xmlns:mes="{schemas}/message" xmlns:ss="{schemas}/data/structurespecific" '
        f'xmlns:com="{schemas}/common" xmlns:ns1="{head.urn}:ObsLevelDim:{at_observation}">'
        f"<mes:Header><mes:ID>{head.id}</mes:ID><mes:Test>false</mes:Test>"
        f'<mes:Prepared>{head.prepared:%Y-%m-%dT%H:%M:%SZ}</mes:Prepared><mes:Sender id="{head.agency}"/>'
        f'<mes:Structure structureID="{head.flow}" namespace="{head.urn}:ObsLevelDim:{at_observation}" '
        f'dimensionAtObservation="{at_observation}"><com:StructureUsage>{usage}</com:StructureUsage>'
        "</mes:Structure></mes:Header>"
    )


def _data_set(head: Head, version: str, known: datetime | None) -> str:
    scope = ' ss:dataScope="Dataflow"' if version == "2.1" else ""
    since = f' ss:validFromDate="{known:%Y-%m-%dT%H:%M:%SZ}"' if known is not None else ""
    place = f'ss:structureRef="{head.flow}" xsi:type="ns1:DataSetType"'
    return f'<mes:DataSet {place}{scope}{since} ss:action="Information">'
