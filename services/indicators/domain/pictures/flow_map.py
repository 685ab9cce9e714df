"""The flow map: curves between a point in each country, as wide as the flow, over the land; no boundaries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot, sqrt

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

WIDEST = 9.0
DRAWN = 60
STEPS = 24
LABELLED = 14

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
    counted: dict[str, str | int] = {"unit": language.say(f"unit.{unit}"), "drawn": len(drawn)}
    share = language.percent(sum(it.value for it in drawn) / total)
    notes = [
        language.say("note.drawn", all=len(listed), share=share, total=language.number(total), **counted),
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
    centre = places[hub].longitude
    return {
        "width": WIDTH,
        "height": 370,
        "projection": {"type": "equalEarth", "rotate": [-centre, 0, 0]},
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
            _arcs(flows, places, centre),
            _ends(ends),
            *_labels(_apart(ends), language),
        ],
    }


def _arcs(flows: Sequence[Flow], places: Mapping[str, Place], centre: float) -> Spec:
    largest = flows[0].value
    arcs = [
        {
            "type": "Feature",
            "properties": {"width": max(0.8, WIDEST * sqrt(it.value / largest))},
            "geometry": {
                "type": "LineString",
                "coordinates": _curve(places[it.origin], places[it.host], centre),
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


def _apart(ends: Sequence[Spec]) -> list[Spec]:
    """Choose the largest ends whose names do not run into each other."""
    chosen: list[Spec] = []
    for end in sorted(ends, key=lambda it: (-it["value"], it["code"])):
        near = any(
            abs(end["longitude"] - it["longitude"]) < 4 + 1.6 * (len(end["name"]) + len(it["name"])) / 2
            and abs(end["latitude"] - it["latitude"]) < 8
            for it in chosen
        )
        if not near and len(chosen) < LABELLED:
            chosen.append(end)
    return chosen


def _curve(start: Place, end: Place, centre: float) -> list[list[float]]:
    """Lead a curve from place to place, bent towards the pole, that never leaves the map over its edge.

    Great circles would run over the pole and around the edge, where a reader loses them.
    """
    west, east = ((it.longitude - centre + 180) % 360 - 180 for it in (start, end))
    away = 1 if start.latitude + end.latitude >= 0 else -1
    lift = away * min(30.0, 0.22 * hypot(east - west, end.latitude - start.latitude))
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
