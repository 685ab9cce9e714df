"""Eurostat's mobility tables: text or Parquet, and what a person decided about a code that was lost."""

from pathlib import Path

from pydantic import TypeAdapter

from services.indicators.adapters.cubes.parquet import read_columns
from services.indicators.adapters.sources.files import said, side_file, unpacked
from services.indicators.adapters.sources.reference import country_groups
from services.indicators.domain.cube.columns import Columns, Correction
from services.indicators.domain.integrity.finding import Finding, Severity, refuses
from services.indicators.domain.loading.decode import Unreadable
from services.indicators.domain.loading.eurostat import eurostat_table, eurostat_text
from services.indicators.domain.loading.eurostat.text_columns import gather
from services.indicators.domain.loading.reading import Progress, Reading, Request

CORRECTION_SUFFIX = ".correction.json"
_CORRECTION = TypeAdapter(Correction)


def partners(request: Request, progress: Progress) -> Reading:
    """Read educ_uoe_mobs02."""
    sides = [file for file in request.files if file.name.endswith(CORRECTION_SUFFIX)]
    try:
        corrections = tuple(_correction(file) for file in sides)
    except ValueError as fault:
        return Reading(None, (_refused("bad_correction", said(fault)),))
    tables = [file for file in request.files if file not in sides]
    columns, findings = _columns(tables, eurostat_text.PARTNERS, progress)
    if columns is None or refuses(findings):
        return Reading(None, findings)
    table, more = eurostat_table.partner_table(
        columns,
        country_groups(),
        release=request.release,
        known_at=request.known_at,
        corrections=corrections,
    )
    return Reading(table, (*findings, *more))


def _correction(file: Path) -> Correction:
    correction = _CORRECTION.validate_json(side_file(file))
    if correction.column not in eurostat_text.PARTNERS:
        raise ValueError(f"{file.name}: {correction.column!r} is none of {', '.join(eurostat_text.PARTNERS)}")
    return correction


def fields(request: Request, progress: Progress) -> Reading:
    """Read educ_uoe_mobs01."""
    columns, findings = _columns(list(request.files), eurostat_text.FIELDS, progress)
    if columns is None or refuses(findings):
        return Reading(None, findings)
    table, more = eurostat_table.field_table(columns, release=request.release, known_at=request.known_at)
    return Reading(table, (*findings, *more))


def _columns(
    files: list[Path], dimensions: tuple[str, ...], progress: Progress
) -> tuple[Columns | None, tuple[Finding, ...]]:
    if len(files) != 1:
        return None, (_refused("one_file", f"the table comes in one file, not in {len(files)}"),)
    name = files[0].name.lower().removesuffix(".gz")
    findings: tuple[Finding, ...] = ()
    try:
        if name.endswith(".parquet"):
            columns = read_columns(files[0], dimensions)
        else:
            parse = eurostat_text.parse_tsv if name.endswith(".tsv") else eurostat_text.parse_sdmx_csv
            columns, findings = gather(parse(unpacked(files[0]), dimensions), dimensions, progress)
    except Unreadable as fault:
        return None, (fault.finding,)
    if not len(columns.values) and not refuses(findings):
        findings = (*findings, _refused("nothing_found", "the file holds no figure"))
    progress(len(columns.values))
    return columns, findings


def _refused(code: str, detail: str) -> Finding:
    return Finding(code, Severity.REFUSAL, detail)
