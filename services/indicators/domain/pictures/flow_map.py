"""The flow map: curves between a point in each country, as wide as the flow, over the land; no boundaries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import cos, degrees, hypot, radians, sqrt

from services.indicators.domain.pictures.language import Language
from services.indicators.domain.pictures.picture import (
    Column,
    Grammar,
    NothingToShow,
    Picture,
    Provenance,
    Spec,
    Twin,
    measured,
)
from services.indicators.domain.pictures.style import FAINT, INK, PAPER, SERIES, WIDTH, framed

WIDEST, HEIGHT = 9.0, 370
DRAWN = 60
STEPS = 24
BENT, FLAT = 0.22, 0.06
"""How far curves are bent, by their length; of two that run between the same places one is flatter."""
LABELLED = 14
NEAR, STEEP = 75.0, 55.0
"""Up to what span (degrees) a part of the world is shown, and up to which latitude by Mercator."""

POSITION: Spec = {
    "longitude": {"field": "longitude", "type": "quantitative"},
    "latitude": {"field": "latitude", "type": "quantitative"},
}


@dataclass(frozen=True, slots=True)
class Place:
    """A point in a country, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class World:
    """What flows lie on: the land, as GeoJSON, and a point in each country."""

    land: Spec
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class Flow:
    """People or decisions from an origin to a host."""

    origin: str
    host: str
    value: float


def flow_map(  # noqa: PLR0913 - what a map consists of
    flows: Sequence[Flow],
    world: World,
    provenance: Provenance,
    language: Language,
    *,
    title: str,
    unit: str = "students",
) -> Picture:
    """Draw the largest flows; the table holds all. Raises NothingToShow where none is above zero.

    `unit` is what is counted, by the name of its phrase.
    """
    places = world.places
    listed = sorted((it for it in flows if it.value > 0), key=lambda it: (-it.value, it.origin, it.host))
    placed = [it for it in listed if it.origin in places and it.host in places]
    if not placed:
        raise NothingToShow("no flow above zero lies between places on the map")
    drawn, total = placed[:DRAWN], sum(it.value for it in listed)
    names = {code: language.place(code) for it in listed for code in (it.origin, it.host)}
    table = Twin(
        (
            Column(language.say("column.origin"), names),
            Column(language.say("column.host"), names),
            measured(language, "flow", unit),
        ),
        tuple((it.origin, it.host, it.value) for it in listed),
    )
    counted = {"unit": language.say(f"unit.{unit}"), "drawn": language.number(len(drawn))}
    share = language.percent(sum(it.value for it in drawn) / total)
    notes = [
        language.say(
            "note.drawn",
            all=language.number(len(listed)),
            share=share,
            total=language.number(total),
            **counted,
        ),
        language.say("note.kept"),
        *_unplaced(listed, places, language),
        language.say("note.no_boundaries"),
        language.say("note.names"),
    ]
    whole = replace(provenance, notes=(*provenance.notes, *notes))
    largest = "; ".join(_in_words(it, language) for it in drawn[:5])
    description = language.say("flow_map.description", largest=largest, **counted)
    subtitle = language.say(
        "flow_map.subtitle", unit=counted["unit"], largest=language.number(drawn[0].value)
    )
    spec = framed(
        _chart(drawn, world, names, language),
        title=title,
        subtitle=subtitle,
        description=description,
        provenance=whole,
        language=language,
    )
    return Picture("flow-map", title, description, Grammar.VEGA_LITE, spec, table, whole, language)


def _in_words(it: Flow, language: Language) -> str:
    ends = {"origin": language.place(it.origin), "host": language.place(it.host)}
    return language.say("flow_map.flow", value=language.number(it.value), **ends)


def _unplaced(listed: Sequence[Flow], places: Mapping[str, Place], language: Language) -> list[str]:
    absent = sorted({code for it in listed for code in (it.origin, it.host) if code not in places})
    shown = language.listed(language.place(code) for code in absent)
    return [language.say("note.unplaced", places=shown)] if absent else []


def _chart(flows: Sequence[Flow], world: World, names: Mapping[str, str], language: Language) -> Spec:
    places = world.places
    totals: dict[str, float] = {}
    for it in flows:
        for code in (it.origin, it.host):
            totals[code] = totals.get(code, 0) + it.value
    ends = [
        {"code": code, "name": names[code], "value": value, **_lonlat(places[code])}
        for code, value in totals.items()
    ]
    others = [_lonlat(place) for code, place in places.items() if code not in totals]
    hub = max(totals, key=lambda code: (totals[code], code))
    view = _view([places[code] for code in totals], places[hub].longitude)
    return {
        "width": WIDTH,
        "height": HEIGHT,
        "projection": view.projection,
        "layer": [
            {"data": {"sphere": True}, "mark": {"type": "geoshape", "fill": "#f4f7f9", "stroke": FAINT}},
            {
                "data": {"graticule": {"step": [30, 30]}},
                "mark": {"type": "geoshape", "filled": False, "stroke": "#e1e7eb", "strokeWidth": 0.6},
            },
            {
                "data": {"values": [{"type": "Feature", "properties": {}, "geometry": world.land}]},
                "mark": {"type": "geoshape", "fill": "#dfe5e8", "stroke": None},
            },
            {
                "data": {"values": others},
                "mark": {"type": "circle", "size": 9, "color": "#a9b4bb", "opacity": 1},
                "encoding": POSITION,
            },
            _arcs(flows, places, view.centre),
            _ends(ends),
            *_labels(_apart(ends, view.degrees), language),
        ],
    }


@dataclass(frozen=True, slots=True)
class _View:
    """Which part of the world is drawn; `degrees` are those of longitude that a pixel covers."""

    projection: Spec
    centre: float
    degrees: float


def _view(ends: Sequence[Place], hub: float) -> _View:
    """Show the whole world around the hub, or, where all ends lie near each other, their part of it."""
    spans = [(it.longitude - hub + 180) % 360 - 180 for it in ends]
    west, east = min(spans), max(spans)
    south, north = min(it.latitude for it in ends), max(it.latitude for it in ends)
    if east - west > NEAR or north - south > NEAR:
        return _View({"type": "equalEarth", "rotate": [-hub, 0, 0]}, hub, 360 / WIDTH)
    centre, middle = hub + (west + east) / 2, (south + north) / 2
    wide, high = max(east - west, 20.0), max(north - south, 15.0)
    scale = min(0.8 * WIDTH / radians(wide), 0.62 * HEIGHT / radians(high))
    part: Spec = {
        "type": "mercator" if abs(middle) < STEEP else "equalEarth",
        "rotate": [-centre, 0, 0],
        "center": [0, middle],
        "scale": scale * cos(radians(middle)),
        "translate": [WIDTH / 2, HEIGHT / 2],
        "clipExtent": [[0, 0], [WIDTH, HEIGHT]],
    }
    return _View(part, centre, degrees(1 / part["scale"]))


def _arcs(flows: Sequence[Flow], places: Mapping[str, Place], centre: float) -> Spec:
    largest = flows[0].value
    both = {(it.host, it.origin) for it in flows}
    arcs = [
        {
            "type": "Feature",
            "properties": {"width": max(0.8, WIDEST * sqrt(it.value / largest))},
            "geometry": {
                "type": "LineString",
                "coordinates": _curve(
                    places[it.origin],
                    places[it.host],
                    centre,
                    bend=FLAT if (it.origin, it.host) in both and it.origin > it.host else BENT,
                ),
            },
        }
        for it in reversed(flows)  # the largest lies on top
    ]
    mark = {"type": "geoshape", "filled": False, "stroke": SERIES[0], "strokeCap": "round", "opacity": 0.5}
    width = {"field": "properties.width", "type": "quantitative", "scale": None, "legend": None}
    return {"data": {"values": arcs}, "mark": mark, "encoding": {"strokeWidth": width}}


def _ends(ends: Sequence[Spec]) -> Spec:
    size = {"type": "quantitative", "title": None, "scale": {"range": [16, 260]}, "legend": None}
    mark = {"type": "circle", "color": SERIES[0], "stroke": PAPER, "strokeWidth": 0.8, "opacity": 1}
    encoding = {**POSITION, "size": {**size, "field": "value"}}
    return {"data": {"values": list(ends)}, "mark": mark, "encoding": encoding}


def _labels(named: Sequence[Spec], language: Language) -> list[Spec]:
    """Each name twice: a white rim first, so that it can be read over lines."""
    named = [{**it, "name": language.line(it["name"])} for it in named]
    text = {**POSITION, "text": {"field": "name"}}
    look = {"type": "text", "dy": -11, "fontSize": 11, "fontWeight": 600}
    return [
        {
            "data": {"values": list(named)},
            "mark": {**look, "stroke": PAPER, "strokeWidth": 3, "color": PAPER},
            "encoding": text,
        },
        {"data": {"values": list(named)}, "mark": {**look, "color": INK}, "encoding": text},
    ]


def _apart(ends: Sequence[Spec], degrees_of_pixel: float) -> list[Spec]:
    """Choose the largest ends whose names do not run into each other."""
    letter, line = 3.3 * degrees_of_pixel, 16 * degrees_of_pixel
    chosen: list[Spec] = []
    for end in sorted(ends, key=lambda it: (-it["value"], it["code"])):
        near = any(
            abs(end["longitude"] - it["longitude"]) < letter * (2 + len(end["name"]) + len(it["name"]))
            and abs(end["latitude"] - it["latitude"]) < line
            for it in chosen
        )
        if not near and len(chosen) < LABELLED:
            chosen.append(end)
    return chosen


def _curve(start: Place, end: Place, centre: float, bend: float = BENT) -> list[list[float]]:
    """Lead a curve from place to place, bent towards the pole, that never leaves the map over its edge.

    Great circles would run over the pole and around the edge, where a reader loses them.
    """
    west, east = ((it.longitude - centre + 180) % 360 - 180 for it in (start, end))
    away = 1 if start.latitude + end.latitude >= 0 else -1
    lift = away * min(30.0, bend * hypot(east - west, end.latitude - start.latitude))
    middle = max(-80.0, min(80.0, (start.latitude + end.latitude) / 2 + lift))
    points = []
    for step in range(STEPS + 1):
        t = step / STEPS
        longitude = west + t * (east - west)
        latitude = (1 - t) ** 2 * start.latitude + 2 * t * (1 - t) * middle + t**2 * end.latitude
        points.append([round((longitude + centre + 180) % 360 - 180, 2), round(latitude, 2)])
    return points


def _lonlat(place: Place) -> Spec:
    return {"longitude": place.longitude, "latitude": place.latitude}
