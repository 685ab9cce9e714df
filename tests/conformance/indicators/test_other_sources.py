"""Other published files: read under their contracts, checked for the properties that they are known for."""

import csv
import io
from functools import cache

import pyarrow as pa
import pytest

from services.indicators.adapters.observations_memory import MemoryObservations
from services.indicators.adapters.sources.catalogue import SOURCES
from services.indicators.adapters.sources.reference import country_groups
from services.indicators.adapters.sources.stata import emigration_rates
from services.indicators.application.flow_lists import Side, derive_from_flows
from services.indicators.domain.aggregation.rules import AggregationRule, Method
from services.indicators.domain.formulas.catalogue import CATALOGUE
from services.indicators.domain.formulas.quantity import Absence, Quantity
from services.indicators.domain.geography.memberships import Membership
from services.indicators.domain.integrity.finding import Finding
from services.indicators.domain.integrity.panel import Panel
from services.indicators.domain.integrity.rulebook import SKILL_RANGE
from services.indicators.domain.loading.outcome import collect
from services.indicators.domain.loading.publishers import gem, iab, uis_bulk
from services.indicators.domain.loading.reading import Request
from services.indicators.domain.observations.codes import Sex
from services.indicators.domain.observations.source import Query
from tests.conformance.indicators.third_party import KNOWN_AT, third_party
from tests.support.loading import unheard


def test_iab_total_rates_lie_between_the_rates_by_skill() -> None:
    path = third_party("iab/iabbd_8010_v1_emigration.dta")
    outcome = collect(iab.parse(emigration_rates(path), release="IAB-2013", known_at=KNOWN_AT))
    assert (len(outcome.observations), outcome.findings) == (4 * 4116, ())
    values: dict[str, dict[tuple[str, int], float]] = {}
    for it in outcome.observations:
        key = (f"{it.series.ref_area}.{it.series.sex.value}", it.year)
        values.setdefault(it.series.indicator, {})[key] = it.value or 0.0
    checked = SKILL_RANGE.check(Panel(values, {}))
    assert (checked.places, checked.findings) == (4116, ())
    assert {it.series.sex for it in outcome.observations} == set(Sex)


@cache
def top_list_table() -> pa.Table:
    names = ("popular-destinations-by-origin.csv", "popular-origins-by-destination.csv", "country-names.csv")
    files = tuple(third_party(f"uis360/{name}") for name in names)
    reading = SOURCES["uis-top-lists"].read(Request(files, "UIS360-2022", KNOWN_AT), unheard)
    assert {it.code for it in reading.findings} == {"own_country"}
    assert reading.table is not None
    return reading.table


async def intervals(formula: str, side: Side, year: int | None = None) -> dict[tuple[str, int], Quantity]:
    source = MemoryObservations(top_list_table())
    found = await derive_from_flows(
        source, CATALOGUE.formula(formula), Query("MIG_MOB", start=year, end=year), side
    )
    return {(it.area, it.year): it.quantity for it in found}


async def test_top_ten_lists_give_the_published_dispersion_intervals() -> None:
    found = await intervals("QR_MDI_1_TOPK", Side.ORIGIN, 2017)
    published = {
        "CHN": (0.827, 0.829),
        "IND": (0.767, 0.768),
        "FRA": (0.891, 0.893),
        "TUN": (0.753, 0.754),
        "MAR": (0.641, 0.642),
        "SYR": (0.818, 0.819),
        "AFG": (0.711, 0.712),
        "VNM": (0.820, 0.821),
        "UZB": (0.617, 0.618),
        "BHS": (0.446, 0.446),
        "USA": (0.907, 0.914),
    }
    for country, (lower, upper) in published.items():
        bounds = found[country, 2017]
        assert (bounds.lower, bounds.upper) == pytest.approx((lower, upper), abs=1e-3), country


async def test_every_row_of_the_top_lists_is_kept_and_every_list_gives_an_interval() -> None:
    assert len(top_list_table()) == 50_699 + 19_467
    # 137 lists are of origins that are known by their continent only.
    for side, lists in ((Side.ORIGIN, 4_936 - 137), (Side.HOST, 1_817)):
        found = await intervals("HHI_TOPK", side)
        assert len(found) == lists
        for it in found.values():
            if it.absence is not Absence.NO_STUDENTS:  # only unknown origins are named
                assert it.lower is not None
                assert it.upper is not None
                assert 0 < it.lower <= it.upper <= 1


def test_namibia_survives_the_gem_country_table() -> None:
    text = third_party("gem/regions.csv").read_text(encoding="latin-1")
    memberships = list(gem.regions(io.StringIO(text)))
    assert not [it for it in memberships if isinstance(it, Finding)]
    assert "NAM" in {it.member for it in memberships if isinstance(it, Membership)}


def test_our_regions_agree_with_the_gem_country_table() -> None:
    text = third_party("gem/regions.csv").read_text(encoding="latin-1")
    ours = country_groups()
    differing = set()
    for it in gem.regions(io.StringIO(text)):
        if not isinstance(it, Membership) or it.scheme not in {"GEM SDG.region", "GEM SDG.subregion"}:
            continue
        group = it.group.replace("South-eastern", "South-Eastern")
        if it.member not in ours.members_in_year("SDG", group, 2020).certain:
            differing.add((it.member, group))
    # The GEM table departs from M49 in two places: Belize in South America, Suriname in the Caribbean.
    assert differing == {("BLZ", "South America"), ("SUR", "Caribbean")}


def test_the_gem_rules_say_how_mobility_is_aggregated() -> None:
    text = third_party("gem/indicators.csv").read_text(encoding="latin-1")
    parsed = list(gem.aggregation_rules(io.StringIO(text)))
    rules = {it.indicator: it for it in parsed if isinstance(it, AggregationRule)}
    assert not [it for it in parsed if isinstance(it, Finding)]
    assert rules["MSEP.5t8"].method is rules["MOR.5t8.40510"].method is Method.MEDIAN
    assert rules["IE.5t8.40510"].method is rules["OE.5t8.40510"].method is Method.SUM
    assert rules["MSEP.5t8"].coverage.shown_from == pytest.approx(0.33)


def _column(name: str, key: str, value: str) -> dict[str, str]:
    with third_party(name).open(encoding="utf-8-sig") as opened:
        return {row[key]: row[value] for row in csv.DictReader(opened)}


def test_every_origin_label_of_the_uis_bulk_archive_finds_its_country() -> None:
    labels = _column("uis/OPRI_LABEL.csv", "INDICATOR_ID", "INDICATOR_LABEL_EN")
    countries = _column("uis/country_names_m49.csv", "COUNTRY_NAME_EN", "COUNTRY_ID")
    origins, faults = uis_bulk.origin_indicators(labels, countries)
    assert faults == ()
    assert (origins["26614"], origins["26503"], len(origins)) == ("SRB", "USA", 217)
    assert sum(code.startswith("_U_") for code in origins.values()) == 7
