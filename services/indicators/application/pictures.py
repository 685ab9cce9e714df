"""Use case: draw what is kept. Each picture says whose figures it shows, of which vintage, how certain."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.indicators.application.flow_lists import Side, derive_from_flows
from services.indicators.domain.disclosure.axes import TOTAL
from services.indicators.domain.dispersion.concentration import NoStudents, gini_simpson
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.observations.observation import WORLD
from services.indicators.domain.observations.source import ObservationSource, Query
from services.indicators.domain.pictures.dispersion import DispersionPoint, comparable, dispersion_over_time
from services.indicators.domain.pictures.flow_map import Flow, World, flow_map
from services.indicators.domain.pictures.funnel import Group, funnel
from services.indicators.domain.pictures.language import Language
from services.indicators.domain.pictures.picture import NothingToShow, Picture, Provenance
from services.indicators.domain.pictures.sankey import Link, sankey
from services.indicators.domain.pictures.style import SERIES
from services.indicators.domain.pictures.survival import survival
from services.indicators.domain.recognition.cases import RECOGNISED, UNKNOWN, CaseDimension, Outcome
from services.indicators.domain.recognition.cubes import CUBES
from services.indicators.domain.recognition.released import StatisticalRelease
from services.indicators.domain.recognition.statistics import GroupStatistics
from shared.kernel.countries import is_country
from shared.kernel.errors import Conflict, NotFound

TRUNCATED = "QR_MDI_1_TOPK"


class NothingKept(NotFound):
    """No figures are kept for this picture."""

    code = "nothing_to_show"
    title = "There is nothing to show"


class NotThisTable(Conflict):
    """The released table has not the dimensions that the picture shows."""

    code = "not_this_table"
    title = "The picture needs another table"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which flows: into `host`, or out of `origin`, in one year; `data_source` where several publish them."""

    year: int
    host: str | None = None
    origin: str | None = None
    data_source: str | None = None


async def draw_flow_map(
    source: ObservationSource, world: World, wanted: Wanted, language: Language
) -> Picture:
    """Draw students between countries. Raises NothingKept."""
    keys = {}
    if wanted.host is not None:
        keys["REF_AREA"] = frozenset({wanted.host})
    if wanted.origin is not None:
        keys["COUNTERPART_AREA"] = frozenset({wanted.origin})
    rows, vintage = await _bilateral(source, keys, wanted.data_source, (wanted.year, wanted.year))
    flows = [Flow(row["COUNTERPART_AREA"], row["REF_AREA"], row["OBS_VALUE"]) for row in rows]
    try:
        return flow_map(flows, world, _observed(vintage, language), language, title=_title(wanted, language))
    except NothingToShow as nothing:
        raise NothingKept(str(nothing)) from None


def _title(wanted: Wanted, language: Language) -> str:
    ends = {"host": wanted.host, "origin": wanted.origin}
    named = {name: language.place(code) for name, code in ends.items() if code is not None}
    kind = {0: "", 1: f".{next(iter(named), '')}", 2: ".both"}[len(named)]
    return language.say(f"flow_map.title{kind}", year=wanted.year, **named)


def _observed(vintage: str, language: Language, *further: str) -> Provenance:
    uncertainty = " ".join((language.say("uncertainty.administrative"), *further))
    return Provenance(_source(vintage, language), vintage, uncertainty)


def _source(vintages: str, language: Language) -> str:
    """Name the agencies; a release id begins with the code of its agency."""
    codes = dict.fromkeys(it.partition("-")[0] for it in vintages.split(", "))
    names = [
        language.say(f"agency.{it}") if language.knows(f"agency.{it}") else language.verbatim(it)
        for it in codes
    ]
    return language.say("source.observations", agency=language.listed(names))


async def draw_dispersion(
    source: ObservationSource, origins: Sequence[str], data_source: str | None, language: Language
) -> Picture:
    """Draw 1 - HHI over time: from flows to all hosts, or, without them, from top lists with intervals."""
    wanted = {"COUNTERPART_AREA": frozenset(origins)}
    try:
        rows, vintage = await _bilateral(source, wanted, data_source, (None, None))
    except NothingKept:
        rows, vintage = [], ""
    points = _exact(rows)
    provenance = _observed(vintage, language, language.say("uncertainty.exact"))
    if {it.origin for it in points} < set(origins):  # top lists may hold those that are missing
        listed, lists = await _truncated(source, origins)
        if listed or not points:
            guaranteed = language.say("uncertainty.guaranteed")
            points, provenance = listed, Provenance(_source(lists, language), lists, guaranteed)
    points, few = comparable(points)
    without = [language.place(it) for it in origins if it not in {point.origin for point in points}]
    notes = []
    if without:
        notes.append(language.say("note.without", places=language.listed(without)))
    if few:
        notes.append(language.say("note.few_hosts", years=language.listed(_years(few, language))))
    provenance = replace(provenance, notes=tuple(notes))
    try:
        return dispersion_over_time(points, provenance, language)
    except NothingToShow:
        raise NothingKept(f"no dispersion of {', '.join(origins)} can be computed") from None


def draw_sankey(released: StatisticalRelease, language: Language) -> Picture:
    """Draw origins to outcomes from a released table. Raises NotThisTable, NothingKept."""
    counts, hidden = _by_origin_and_outcome(released)
    links = [Link(*key, value) for key, value in counts.items()]
    title = language.say("sankey.title", year=released.year)
    told = _told(released, hidden, language)
    try:
        return sankey(links, [it.value for it in Outcome], told, language, title=title)
    except NothingToShow as nothing:
        raise NothingKept(str(nothing)) from None


def draw_funnel(released: StatisticalRelease, language: Language) -> Picture:
    """Draw the recognition rates of origins from a released table. Raises NotThisTable, NothingKept.

    An origin with a hidden outcome is left out: its rate is not public.
    """
    counts, hidden = _by_origin_and_outcome(released)
    groups, left_out = [], set(hidden)
    for origin in dict.fromkeys(origin for origin, _ in counts):
        if origin not in left_out:
            recognised = sum(counts[origin, it.value] for it in RECOGNISED)
            groups.append(Group(origin, recognised, recognised + counts[origin, Outcome.REFUSAL.value]))
    try:
        return funnel(groups, _told(released, hidden, language), language)
    except NothingToShow as nothing:
        raise NothingKept(str(nothing)) from None


def draw_survival(
    groups: Sequence[GroupStatistics],
    dimensions: Sequence[CaseDimension],
    language: Language,
    *,
    as_of: str,
    deadline_days: int | None,
) -> Picture:
    """Draw the times to a decision of the largest groups. Raises NothingKept."""
    largest = sorted(groups, key=lambda it: (-it.opened, it.key))[: len(SERIES)]
    notes = [language.say("note.internal")]
    if len(groups) > len(largest):
        others = language.number(len(groups) - len(largest))
        notes.insert(0, language.say("note.largest_groups", groups=others))
    curves = {_group_name(dimensions, it.key, language): it.time_to_decision for it in largest}
    provenance = Provenance(
        language.say("source.authority"),
        as_of,
        language.say("uncertainty.survival"),
        tuple(notes),
    )
    try:
        return survival(curves, provenance, language, deadline_days=deadline_days)
    except NothingToShow as nothing:
        raise NothingKept(str(nothing)) from None


def _group_name(dimensions: Sequence[CaseDimension], key: Sequence[str], language: Language) -> str:
    named = [_code_name(dimension, code, language) for dimension, code in zip(dimensions, key, strict=True)]
    return " / ".join(named) or language.say("group.all")


def _code_name(dimension: CaseDimension, code: str, language: Language) -> str:
    if code == UNKNOWN:
        return language.say("group.unknown")
    if dimension in {CaseDimension.ORIGIN, CaseDimension.HOST}:
        return language.place(code)
    phrase = f"{dimension.value}.{code}"
    return language.say(phrase) if language.knows(phrase) else code


async def _bilateral(
    source: ObservationSource,
    keys: Mapping[str, frozenset[str]],
    data_source: str | None,
    years: tuple[int | None, int | None],
) -> tuple[list[dict[str, Any]], str]:
    """Give the flows between countries of the one release that holds most of them."""
    whole = {"INDICATOR": "IN", "EDU_LEVEL": "L5T8", "EDU_FIELD": "_T", "SEX": "T"}
    wanted = {**{name: frozenset({code}) for name, code in whole.items()}, **keys}
    if data_source is not None:
        wanted["DATA_SOURCE"] = frozenset({data_source})
    by_release: dict[str, list[dict[str, Any]]] = {}
    for row in (await source.select(Query("MIG_MOB", wanted, *years))).to_pylist():
        origin, host = row["COUNTERPART_AREA"], row["REF_AREA"]
        usable = row["OBS_VALUE"] is not None and row["OBS_STATUS"] != "M"
        if usable and origin not in {WORLD, host} and is_country(origin) and is_country(host):
            by_release.setdefault(row["VINTAGE"], []).append(row)
    if not by_release:
        raise NothingKept(
            "no flows between countries are kept for this: load a release of students by origin and host "
            "with `symbolon load` or `POST /v1/loads`"
        )
    vintage = max(by_release, key=lambda it: (len(by_release[it]), it))
    return by_release[vintage], vintage


def _years(points: Iterable[DispersionPoint], language: Language) -> list[str]:
    """Name some years of each origin: ``India (2000, 2006)``."""
    found: dict[str, list[str]] = {}
    for it in points:
        found.setdefault(language.place(it.origin), []).append(str(it.year))
    return [f"{place} ({language.listed(years)})" for place, years in found.items()]


async def _truncated(source: ObservationSource, origins: Sequence[str]) -> tuple[list[DispersionPoint], str]:
    """Give the intervals of kept top lists; those that are published as such where no list is kept."""
    of_origins = {"REF_AREA": frozenset(origins)}
    keys = {"INDICATOR": frozenset({TRUNCATED}), **of_origins}
    bounds: dict[tuple[str, int], tuple[float | None, float | None, str, float | None]] = {
        (row["REF_AREA"], row["TIME_PERIOD"]): (row["LOWER"], row["UPPER"], row["VINTAGE"], None)
        for row in (await source.select(Query("MIG_MOB", keys))).to_pylist()
    }
    formula = CATALOGUE.formula(TRUNCATED)
    for it in await derive_from_flows(source, formula, Query("MIG_MOB", of_origins), Side.ORIGIN):
        students = sum(each.value or 0 for each in it.inputs if each.observation is not None)
        bounds[it.area, it.year] = (it.quantity.lower, it.quantity.upper, it.inputs[0].vintage, students)
    points = [
        DispersionPoint(area, year, lower, upper, students)
        for (area, year), (lower, upper, _, students) in sorted(bounds.items())
        if lower is not None and upper is not None
    ]
    return points, ", ".join(sorted({vintage for _, _, vintage, _ in bounds.values()}))


def _exact(rows: Sequence[Mapping[str, Any]]) -> list[DispersionPoint]:
    counts: dict[tuple[str, int], list[float]] = {}
    for row in rows:
        counts.setdefault((row["COUNTERPART_AREA"], row["TIME_PERIOD"]), []).append(row["OBS_VALUE"])
    points = []
    for (origin, year), students in counts.items():
        try:
            value = gini_simpson(students)
        except NoStudents:
            continue
        points.append(DispersionPoint(origin, year, value, value, sum(students)))
    return points


def _by_origin_and_outcome(
    released: StatisticalRelease,
) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """Give the shown counts, and for each origin how many of its counts are hidden."""
    if released.table.dimensions != ("ORIGIN", "OUTCOME"):
        raise NotThisTable(f"{released.cube} is not by ORIGIN and OUTCOME; release {CUBES['QR_ORIGIN'].id}")
    counts, hidden = {}, dict[str, int]()
    for cell in released.table.cells():
        origin, outcome = cell.key
        if TOTAL in cell.key:
            continue
        if cell.value is None:
            hidden[origin] = hidden.get(origin, 0) + 1
        else:
            counts[origin, outcome] = cell.value
    return counts, hidden


def _told(released: StatisticalRelease, hidden: Mapping[str, int], language: Language) -> Provenance:
    notes = [language.say("note.protected")]
    if hidden:
        notes.append(language.say("note.hidden", cells=sum(hidden.values()), origins=len(hidden)))
    notes.append(language.say("note.names"))
    return Provenance(
        language.say("source.release", year=released.year, release=language.verbatim(str(released.id))),
        f"{released.public_from:%Y-%m-%d}",
        language.say("uncertainty.shown", error=released.table.error),
        tuple(notes),
    )
