"""Other published files: read under their contracts, checked for the properties that they are known for."""

import csv
import io

import pytest

from services.indicators.adapters.sources.files import chunks
from services.indicators.adapters.sources.reference import country_groups
from services.indicators.adapters.sources.stata import emigration_rates
from services.indicators.domain.aggregation.rules import AggregationRule, Method
from services.indicators.domain.geography.memberships import Membership
from services.indicators.domain.integrity.finding import Finding, Severity
from services.indicators.domain.integrity.panel import Panel
from services.indicators.domain.integrity.rulebook import SKILL_RANGE
from services.indicators.domain.loading.decode import text_lines
from services.indicators.domain.loading.outcome import collect
from services.indicators.domain.loading.publishers import gem, iab, top_lists, uis_bulk
from services.indicators.domain.observations.codes import Sex
from tests.conformance.indicators.third_party import KNOWN_AT, third_party


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


def top_list_codes() -> dict[str, str]:
    codes = {"Sint Maarten": "SXM"}
    for row in csv.DictReader(text_lines(chunks(third_party("uis360/country-names.csv")))):
        if row["country_name"] == uis_bulk.UNKNOWN:
            codes[f"{row['continent']}: {uis_bulk.UNKNOWN}"] = ""
        else:
            codes[row["country_name"]] = row["country_code"]
    return codes


def test_top_ten_lists_give_the_published_dispersion_intervals() -> None:
    path = third_party("uis360/popular-destinations-by-origin.csv")
    parsed = list(top_lists.parse(chunks(path), top_list_codes(), top_lists.BY_ORIGIN))
    lists = {(it.country, it.year): it for it in parsed if isinstance(it, top_lists.Listed)}
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
        bounds = lists[country, 2017].bounded().gini_simpson()
        assert (bounds.lower, bounds.upper) == pytest.approx((lower, upper), abs=1e-3), country


def test_top_ten_lists_are_read_without_refusal() -> None:
    for name, contract in (
        ("uis360/popular-destinations-by-origin.csv", top_lists.BY_ORIGIN),
        ("uis360/popular-origins-by-destination.csv", top_lists.BY_HOST),
    ):
        parsed = list(top_lists.parse(chunks(third_party(name)), top_list_codes(), contract))
        refused = [it for it in parsed if isinstance(it, Finding) and it.severity is Severity.REFUSAL]
        assert refused == []
        assert len(parsed) > 1500


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
