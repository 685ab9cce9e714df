"""Every source that can be loaded, by its id: what its files are, and how they are read."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from types import MappingProxyType

from pydantic import TypeAdapter

from services.indicators.adapters.sources import eurostat
from services.indicators.adapters.sources.files import ends, said, side_file, unpacked
from services.indicators.adapters.sources.reference import FOLDER, published_figures
from services.indicators.adapters.sources.stata import emigration_rates
from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.loading.archive import opened
from services.indicators.domain.loading.decode import Unreadable, text_lines
from services.indicators.domain.loading.outcome import Parsed
from services.indicators.domain.loading.publishers import (
    iab,
    mapped,
    owid,
    top_lists,
    uis_bulk,
    uis_export,
    uis_json,
    world_bank,
    world_bank_zip,
)
from services.indicators.domain.loading.publishers.mapped import ColumnMapping, TableMapping
from services.indicators.domain.loading.reading import Progress, Reader, Reading, Request, Source, read_parsed
from services.indicators.domain.observations.table import tabulate

_MAPPING = TypeAdapter(TableMapping)
MAPPING_SUFFIX = ".mapping.json"


def _each(parse: Callable[[Path, Request], Iterable[Parsed]]) -> Callable[[Request, Progress], Reading]:
    """Read file after file; with several, each finding says which one it is about."""

    def read(request: Request, progress: Progress) -> Reading:
        def parsed() -> Iterator[Parsed]:
            for file in request.files:
                yield from _named(parse(file, request), file if len(request.files) > 1 else None)

        return read_parsed(parsed(), progress)

    return read


def _named(parsed: Iterable[Parsed], file: Path | None) -> Iterator[Parsed]:
    for it in parsed:
        if file is not None and isinstance(it, Finding):
            yield Finding(it.code, it.severity, f"{file.name}: {it.detail}", it.where, it.evidence)
        else:
            yield it


def _refused(code: str, detail: str) -> Finding:
    return Finding(code, Severity.REFUSAL, detail)


def _uis_export(file: Path, request: Request) -> Iterator[Parsed]:
    if file.suffix.lower() != ".zip":
        parse = _uis_form(file.name)
        yield from parse(unpacked(file), release=request.release, known_at=request.known_at)
        return
    with file.open("rb") as packed, opened(packed) as archive:
        data = [*archive.called("data.csv"), *archive.called("data.json")]
        if len(data) != 1:
            detail = f"the archive has {len(data)} members data.csv or data.json; one is due"
            raise Unreadable(_refused("missing_member", detail))
        parse = _uis_form(data[0])
        yield from parse(archive.pieces(data[0]), release=request.release, known_at=request.known_at)


def _uis_form(name: str) -> Callable[..., Iterator[Parsed]]:
    return uis_json.parse if name.lower().removesuffix(".gz").endswith(".json") else uis_export.parse


def _uis_bulk(file: Path, request: Request) -> Iterator[Parsed]:
    with file.open("rb") as packed:
        yield from uis_bulk.parse(packed, release=request.release, known_at=request.known_at)


def _owid(file: Path, request: Request) -> Iterable[Parsed]:
    header = next(text_lines(unpacked(file)), "")
    title = next((it for it in owid.TITLES if it in header), None)
    if title is None:
        return [_refused("wrong_columns", f"no column is called {' or '.join(owid.TITLES)}")]
    return owid.parse(unpacked(file), title=title, release=request.release, known_at=request.known_at)


def _world_bank(file: Path, request: Request) -> Iterator[Parsed]:
    if file.suffix.lower() == ".zip":
        with file.open("rb") as packed:
            yield from world_bank_zip.parse(packed, release=request.release, known_at=request.known_at)
    else:
        yield from world_bank.parse(unpacked(file), release=request.release, known_at=request.known_at)


def _top_lists(request: Request, progress: Progress) -> Reading:
    try:
        firsts = {file: next(text_lines(unpacked(file)), "") for file in request.files}
        tables = [file for file, first in firsts.items() if "country_code" in first]
        lists = tuple(file for file in firsts if file not in tables)
        if len(tables) != 1 or not lists:
            detail = f"give the lists and one table of names, not {len(tables)}: names are never guessed"
            return Reading(None, (_refused("no_names", detail),))
        codes, faults = top_lists.names(unpacked(tables[0]))
    except Unreadable as fault:
        return Reading(None, (fault.finding,))
    if faults:
        return Reading(None, faults)

    def parse(file: Path, it: Request) -> Iterable[Parsed]:
        form = top_lists.form_of(firsts[file])
        return top_lists.parse(unpacked(file), codes, form, release=it.release, known_at=it.known_at)

    return _each(parse)(Request(lists, request.release, request.known_at), progress)


def _iab(file: Path, request: Request) -> Iterable[Parsed]:
    return iab.parse(emigration_rates(file), release=request.release, known_at=request.known_at)


def _mapped(request: Request, progress: Progress) -> Reading:
    sides = [file for file in request.files if file.name.endswith(MAPPING_SUFFIX)]
    tables = tuple(file for file in request.files if file not in sides)
    if len(sides) != 1 or not tables:
        fault = _refused(
            "no_mapping", f"give one *{MAPPING_SUFFIX} beside the tables: codes are never guessed"
        )
        return Reading(None, (fault,))
    try:
        mapping = _mapping(side_file(sides[0]))
    except ValueError as fault:
        return Reading(None, (_refused("bad_mapping", f"{sides[0].name}: {said(fault)}"),))
    read = _each(
        lambda file, it: mapped.parse(unpacked(file), mapping, release=it.release, known_at=it.known_at)
    )
    return read(Request(tables, request.release, request.known_at), progress)


def _mapping(text: bytes) -> TableMapping:
    """Read a mapping; a misspelt name must not be passed over. Raises ValueError."""
    mapping = _MAPPING.validate_json(text)
    given = json.loads(text)
    read = [(given, TableMapping), *((it, ColumnMapping) for it in given["columns"].values())]
    strange = {name for it, kind in read for name in set(it) - {each.name for each in fields(kind)}}
    if strange:
        raise ValueError(f"there is no {', '.join(sorted(strange))} in a mapping")
    return mapping


def _reference(request: Request, progress: Progress) -> Reading:
    figures = (it.observation(request.known_at) for it in published_figures())
    table = tabulate(it for it in figures if it is not None)
    progress(len(table))
    return Reading(table, ())


REFERENCE = Source("reference", "Published figures that ship with the platform", "", "none", _reference)
REFERENCE_FILE = FOLDER / "figures.csv"


def _to_the_end(read: Reader) -> Reader:
    """Note a text whose last line does not end: it may be cut short, and its last figure with it.

    UIS's own exports end so, therefore it is no more than a note. Archives have checksums that tell.
    """

    def reading(request: Request, progress: Progress) -> Reading:
        found = read(request, progress)
        if found.table is None:
            return found
        cut = [file for file in request.files if file.suffix.lower() in _TEXTS and not ends(file)]
        detail = "the last line does not end: the file may be cut short"
        told = (Finding("unfinished_line", Severity.NOTE, f"{it.name}: {detail}") for it in cut)
        return Reading(found.table, (*found.findings, *told))

    return reading


_TEXTS = frozenset({".csv", ".tsv", ".txt"})


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        it.id: replace(it, read=_to_the_end(it.read))
        for it in (
            Source(
                "uis-export",
                "UIS Data API, export or answer",
                "UIS",
                "data.csv, data.json (.gz too), or the zip of one",
                _each(_uis_export),
            ),
            Source("uis-bulk", "UIS bulk archive, OPRI", "UIS", "OPRI.zip", _each(_uis_bulk)),
            Source("owid", "Our World in Data, copies of UIS ratios", "OWID", "grapher CSV", _each(_owid)),
            Source(
                "eurostat-partners",
                "Eurostat educ_uoe_mobs02, mobile students by partner",
                "ESTAT",
                f"TSV, SDMX-CSV (.gz too) or Parquet; *{eurostat.CORRECTION_SUFFIX} for a person's decisions",
                eurostat.partners,
            ),
            Source(
                "eurostat-fields",
                "Eurostat educ_uoe_mobs01, mobile students by field",
                "ESTAT_MOBS01",
                "TSV, SDMX-CSV (.gz too) or Parquet",
                eurostat.fields,
            ),
            Source(
                "uis-top-lists",
                "Top lists of UIS flows, by 360info",
                "UIS360",
                "popular-*.csv and country-names.csv",
                _top_lists,
            ),
            Source("world-bank", "World Bank API", "WB", "JSON pages, or the zip of one", _each(_world_bank)),
            Source("iab", "IAB brain-drain data, emigration rates", "IAB", "the .dta file", _each(_iab)),
            Source("oecd", "OECD SDMX-CSV", "OECD", f"CSV and its *{MAPPING_SUFFIX}", _mapped),
            Source(
                "dioc", "OECD DIOC, attainment of migrants", "DIOC", f"CSV and its *{MAPPING_SUFFIX}", _mapped
            ),
            Source("cdh", "Careers of doctorate holders", "CDH", f"CSV and its *{MAPPING_SUFFIX}", _mapped),
            REFERENCE,
        )
    }
)
