"""Pictures that everybody can read: colours, words, tables; drawn without a browser and without a network."""

import csv
import io
import itertools
import json
import re
from math import sqrt
from xml.etree import ElementTree as ET

import pytest

from services.indicators.adapters.rendering import Renderer
from services.indicators.adapters.sources.reference import world
from services.indicators.domain.pictures.dispersion import DispersionPoint, dispersion_over_time
from services.indicators.domain.pictures.flow_map import Flow, Place, _curve, flow_map
from services.indicators.domain.pictures.funnel import Group, funnel, limits
from services.indicators.domain.pictures.picture import NothingToShow, Picture
from services.indicators.domain.pictures.sankey import Link, sankey
from services.indicators.domain.pictures.style import DASHES, INK, MUTED, SERIES
from services.indicators.domain.pictures.survival import survival
from services.indicators.domain.pictures.twin import as_csv, as_page, with_words
from services.indicators.domain.uncertainty.survival import Duration, kaplan_meier
from shared.kernel.countries import is_country
from tests.unit.indicators.pictures.drawn import EN, PICTURES, PROVENANCE

SVG = "{http://www.w3.org/2000/svg}"
each = pytest.mark.parametrize("picture", PICTURES.values(), ids=PICTURES)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_with_white(colour: str) -> float:
    return 1.05 / (luminance(colour) + 0.05)


def test_colours_stand_out_from_white() -> None:
    assert all(contrast_with_white(colour) >= 3 for colour in SERIES)
    assert all(contrast_with_white(colour) >= 4.5 for colour in (INK, MUTED))


def test_series_differ_in_more_than_colour() -> None:
    assert len({tuple(it) for it in DASHES}) == len(set(SERIES)) == len(SERIES)


@each
async def test_each_picture_is_drawn_and_says_in_words_what_it_shows(picture: Picture) -> None:
    root = ET.fromstring(await Renderer().svg(picture))
    assert root.tag == f"{SVG}svg"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text == picture.title
    assert root[1].text == picture.description
    shown = " ".join("".join(it.itertext()) for it in root.iter(f"{SVG}text"))
    assert picture.provenance.source in shown
    assert picture.provenance.vintage in shown


@each
async def test_each_picture_comes_as_png(picture: Picture) -> None:
    renderer = Renderer()
    small, large = await renderer.png(picture, 1), await renderer.png(picture, 2)
    assert small.startswith(b"\x89PNG")
    assert 2 * int.from_bytes(small[16:20]) == int.from_bytes(large[16:20])


@each
def test_a_specification_carries_its_data_and_loads_nothing(picture: Picture) -> None:
    text = json.dumps(picture.spec, allow_nan=False)
    assert '"url"' not in text
    assert set(re.findall(r"https?://[^\"]*", text)) == {picture.spec["$schema"]}


@each
def test_the_table_beside_it_is_complete_and_keeps_its_source(picture: Picture) -> None:
    rows = list(csv.reader(io.StringIO(as_csv(picture))))
    assert len(rows) == len(picture.table.rows) + 1
    assert all("UIS-2026-02" in row[-1] for row in rows[1:])


@each
def test_the_page_has_a_caption_and_headings_and_runs_nothing(picture: Picture) -> None:
    page = as_page(picture, "<svg></svg>")
    assert page.count('scope="col"') == len(picture.table.columns)
    assert page.count('scope="row"') == len(picture.table.rows)
    for needed in ('lang="en"', "<caption>", "<figcaption>", PROVENANCE.uncertainty):
        assert needed in page
    assert "<script" not in page
    assert "http" not in page


def test_what_comes_from_outside_is_escaped() -> None:
    picture = PICTURES["sankey"]
    assert "<2026>" not in as_page(picture, "<svg></svg>")
    assert "&lt;2026&gt; &amp;" in with_words("<svg></svg>", picture)


def test_a_cell_cannot_become_a_formula_of_a_spreadsheet() -> None:
    picture = sankey([Link("=1+1", "full", 3)], ["full"], PROVENANCE, EN, title="t")
    assert "'=1+1" in as_csv(picture)


def test_an_empty_picture_is_not_drawn() -> None:
    with pytest.raises(NothingToShow):
        flow_map([Flow("SYR", "NOR", 0)], world(), PROVENANCE, EN, title="t")
    with pytest.raises(NothingToShow):
        sankey([], ["full"], PROVENANCE, EN, title="t")
    with pytest.raises(NothingToShow):
        dispersion_over_time([], PROVENANCE, EN)
    with pytest.raises(NothingToShow):
        funnel([Group("SYR", 0, 0)], PROVENANCE, EN)
    with pytest.raises(NothingToShow):
        survival({"all": kaplan_meier([Duration(3, decided=False)])}, PROVENANCE, EN)


def test_more_series_than_can_be_told_apart_are_refused() -> None:
    points = [DispersionPoint(f"C{at}", 2020, 0.5, 0.5) for at in range(9)]
    with pytest.raises(ValueError, match="cannot be told apart"):
        dispersion_over_time(points, PROVENANCE, EN)


def test_the_map_says_what_it_could_not_draw() -> None:
    notes = " ".join(PICTURES["flow-map"].provenance.notes)
    assert "Without a place on the map: XKX" in notes
    assert "no boundaries are drawn" in notes
    assert ("XKX", "NOR", 20) in PICTURES["flow-map"].table.rows


def test_no_curve_leaves_the_map_over_its_edge() -> None:
    centre = 10.75
    for longitude in range(-180, 180, 15):
        points = _curve(Place(-18, longitude), Place(60, centre), centre)
        seen = [(it[0] - centre + 180) % 360 - 180 for it in points]
        assert max(abs(a - b) for a, b in itertools.pairwise(seen)) < 10


def test_every_place_is_a_country_on_the_globe() -> None:
    for code, place in world().places.items():
        assert is_country(code)
        assert -90 <= place.latitude <= 90
        assert -180 <= place.longitude <= 180


def test_a_group_outside_the_limits_is_named() -> None:
    lower, upper = limits(0.5, 100, 2.0)
    assert (lower, upper) == pytest.approx((0.5 - 2 * sqrt(0.25 / 100), 0.5 + 2 * sqrt(0.25 / 100)))
    assert "Outside the 99.8% limits: Syria." in PICTURES["funnel"].description


def test_small_origins_are_drawn_together_and_listed_apart() -> None:
    picture = PICTURES["sankey"]
    assert len({row[0] for row in picture.table.rows}) == 12
    names = [it["label"] for it in picture.spec["data"][1]["values"]]
    assert len(names) == 9
    assert names[-1].startswith("all others")
