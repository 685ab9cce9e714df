"""Pictures in English, French and Arabic: the same content, in the reader's words and direction."""

import csv
import io
import json
import string
from xml.etree import ElementTree as ET

import pytest
import yaml

from services.indicators.adapters.rendering import Renderer
from services.indicators.adapters.sources.reference import FOLDER, world
from services.indicators.domain.pictures.flow_map import Flow, flow_map
from services.indicators.domain.pictures.language import LEFT_TO_RIGHT, POP, RIGHT_TO_LEFT, Language
from services.indicators.domain.pictures.picture import Provenance
from services.indicators.domain.pictures.twin import as_csv, as_page
from tests.unit.indicators.pictures.drawn import EN, KINDS, LANGUAGES, PROVENANCE, a_line, a_map, a_sankey

PHRASES = yaml.safe_load((FOLDER / "phrases.yaml").read_text(encoding="utf-8"))
FR, AR = LANGUAGES.get("fr"), LANGUAGES.get("ar")


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


@pytest.mark.parametrize("name", PHRASES)
def test_every_phrase_is_there_in_every_language_with_the_same_gaps(name: str) -> None:
    texts = PHRASES[name]
    assert tuple(texts) == LANGUAGES.codes
    assert all(texts.values())
    assert len({tuple(placeholders(it)) for it in texts.values()}) == 1


@pytest.mark.parametrize("language", [FR, AR], ids=["fr", "ar"])
@pytest.mark.parametrize("make", KINDS, ids=lambda it: it.__name__)
async def test_each_picture_is_drawn_in_each_language_with_the_same_figures(
    make: object, language: Language
) -> None:
    assert callable(make)
    picture, english = make(language), make(EN)
    drawn = await Renderer().svg(picture)
    words = " ".join("".join(it.itertext()) for it in ET.fromstring(drawn).iter())
    assert [row[:2] for row in picture.table.rows] == [row[:2] for row in english.table.rows]
    assert picture.description != english.description
    assert language.say("column.source") in as_csv(picture)
    assert picture.provenance.source in words
    page = as_page(picture, drawn)
    assert f'lang="{language.code}" dir="{"rtl" if language.rtl else "ltr"}"' in page
    assert language.say("table.caption") in page


def test_numbers_are_written_as_the_locale_writes_them() -> None:
    assert [it.number(1234567) for it in (EN, FR)] == ["1,234,567", "1\u202f234\u202f567"]
    assert [it.percent(0.1234, 1) for it in (EN, FR)] == ["12.3%", "12,3\xa0%"]
    assert FR.decimal(0.7, 3) == "0,700"
    locale = a_line(FR).spec["config"]["locale"]["number"]
    assert (locale["decimal"], locale["thousands"]) == (",", "\u202f")


def test_countries_have_their_names_and_a_code_without_one_stays() -> None:
    assert [it.place("TUN") for it in (EN, FR, AR)] == ["Tunisia", "Tunisie", "تونس"]
    assert EN.place("XKX") == "XKX"
    nameless = {code for code in world().places if any(it.place(code) == code for it in (EN, FR, AR))}
    assert nameless == set()


def test_arabic_is_drawn_from_right_to_left() -> None:
    line, sankey = a_line(AR).spec, a_sankey(AR).spec
    assert line["title"]["align"] == "right"
    assert line["title"]["text"].startswith(RIGHT_TO_LEFT)
    assert line["title"]["text"].endswith(POP)
    text = json.dumps(line)
    assert '"reverse": true' in text
    assert '"orient": "right"' in text
    assert '"reverse": true' not in json.dumps(a_line(EN).spec)
    lefts, rights = (sankey["data"][at]["values"] for at in (1, 2))
    assert min(it["x"] for it in lefts) > max(it["x"] for it in rights)
    assert "DejaVu Sans" in sankey["config"]["text"]["font"]


def test_a_date_between_arabic_words_keeps_its_order() -> None:
    """Without its own direction 2026-11-24 is drawn as 24-11-2026."""
    lines = [Provenance("x", "2026-11-24", "y").lines(it)[0] for it in (EN, AR)]
    assert "Vintage: 2026-11-24." in lines[0]
    assert f"{LEFT_TO_RIGHT}2026-11-24{POP}" in lines[1]


def test_the_table_keeps_codes_and_says_what_they_mean() -> None:
    first, second, *_ = csv.reader(io.StringIO(as_csv(a_map(FR))))
    host = FR.say("column.host")
    assert first[:4] == ["Origine", "Origine : nom", host, f"{host} : nom"]
    assert second[:5] == ["SYR", "Syrie", "NOR", "Norvège", "1400"]


def test_near_ends_are_shown_larger_and_far_ones_on_the_whole_world() -> None:
    near = flow_map([Flow("TUN", "FRA", 9), Flow("TUN", "DEU", 4)], world(), PROVENANCE, EN, title="t")
    (part, whole) = (it.spec["vconcat"][0]["projection"] for it in (near, a_map(EN)))
    assert part["scale"] > 300
    assert "scale" not in whole


def test_the_land_has_no_boundaries_and_lies_on_the_globe() -> None:
    land = world().land
    assert land["type"] == "MultiPolygon"
    rings = [ring for polygon in land["coordinates"] for ring in polygon]
    assert all(ring[0] == ring[-1] for ring in rings)
    assert all(-180 <= x <= 180 and -90 <= y <= 90 for ring in rings for x, y in ring)


@pytest.mark.parametrize(
    ("accepted", "code"),
    [
        ("", "en"),
        ("ar", "ar"),
        ("ar-TN,fr;q=0.5", "ar"),
        ("de, fr-CA;q=0.8, en;q=0.1", "fr"),
        ("fr;q=0, ar;q=0.2", "ar"),
        ("fr;q=never, *;q=0.5", "en"),
        (",;;,q=", "en"),
    ],
)
def test_the_preferred_language_is_chosen(accepted: str, code: str) -> None:
    assert LANGUAGES.preferred(accepted).code == code
