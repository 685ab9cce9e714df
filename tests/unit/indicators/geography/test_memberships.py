import io
from datetime import date

import pytest

from services.indicators.adapters.sources.reference import country_groups
from services.indicators.domain.geography.membership_table import parse
from services.indicators.domain.geography.memberships import Membership, UnknownGroup, groupings
from services.indicators.domain.geography.places import Kind, eurostat_place, group_code, iab_place, uis_place
from shared.kernel.intervals import UNKNOWN, Interval

GROUPS = country_groups()


def members(group: str, year: int) -> frozenset[str]:
    return GROUPS.members_in_year("SDG", group, year).certain


def test_south_sudan_joins_its_region_when_it_becomes_a_state() -> None:
    assert "SSD" not in members("Sub-Saharan Africa", 2010)
    assert "SSD" in members("Sub-Saharan Africa", 2011)


def test_undivided_sudan_and_sudan_are_never_members_together() -> None:
    for year, expected in ((2010, {"XDN"}), (2011, {"SDN"})):
        assert members("Northern Africa", year) & {"XDN", "SDN"} == expected


def test_the_world_has_every_country_once_and_the_regions_split_it() -> None:
    regions = [
        "Sub-Saharan Africa",
        "Northern Africa and Western Asia",
        "Central and Southern Asia",
        "Eastern and South-Eastern Asia",
        "Oceania",
        "Latin America and the Caribbean",
        "Europe and Northern America",
    ]
    parts = [members(region, 2023) for region in regions]
    assert sum(map(len, parts)) == len(members("World", 2023)) == len(frozenset().union(*parts))


def test_the_united_kingdom_left_the_union() -> None:
    assert "GBR" in GROUPS.members("EU", "European Union", date(2020, 1, 31)).certain
    assert "GBR" not in GROUPS.members("EU", "European Union", date(2020, 2, 1)).certain
    assert len(GROUPS.members("EU", "European Union", date(2026, 1, 1)).certain) == 27


def test_a_membership_of_unknown_date_is_uncertain() -> None:
    held = groupings([Membership("S", "G", "FRA", Interval(UNKNOWN, UNKNOWN), "somewhere")])
    found = held.members("S", "G", date(2020, 1, 1))
    assert (found.certain, found.uncertain) == (frozenset(), frozenset({"FRA"}))


def test_an_unknown_group_is_not_an_empty_one() -> None:
    with pytest.raises(UnknownGroup):
        GROUPS.members("SDG", "Atlantis", date(2020, 1, 1))


def test_the_same_membership_stated_twice_is_refused() -> None:
    table = "scheme,group,member,from,to,m49,source\n" + 2 * "SDG,World,FRA,,,,m49\n"
    with pytest.raises(ValueError, match="twice"):
        parse(io.StringIO(table))


def test_publishers_codes_are_read_as_countries_groups_or_unspecified() -> None:
    greece, britain, namibia = (eurostat_place(code) for code in ("EL", "UK", "NA"))
    assert [it.code for it in (greece, britain, namibia) if it] == ["GRC", "GBR", "NAM"]
    unspecified, total = eurostat_place("EUR_NSP"), eurostat_place("WRL_X_REP")
    assert unspecified is not None
    assert total is not None
    assert (unspecified.kind, total.kind) == (Kind.UNSPECIFIED, Kind.GROUP)
    assert eurostat_place("GR") is not None
    assert eurostat_place("ZZ") is uis_place("ZZZ") is iab_place("QQQ") is None


def test_group_codes_can_stand_in_a_data_structure() -> None:
    assert group_code("ECE: Euro area (E25) (UNSDCode:98204)") == "ECE_EURO_AREA_E25_UNSDCODE_98204"
