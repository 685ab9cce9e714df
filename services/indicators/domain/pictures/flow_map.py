"""The flow map: curves between a point in each country, as wide as the flow. No boundary is drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from services.indicators.domain.pictures.picture import (
    Column,
    Grammar,
    NothingToShow,
    Picture,
    Provenance,
    Spec,
    Twin,
    numbered,
)
from services.indicators.domain.pictures.style import FAINT, INK, PAPER, SERIES, WIDTH, framed

DISCLAIMER = (
    "Points stand for countries and areas; no boundaries are drawn. The designations used imply no opinion "
    "on the legal status of any country, territory, city or area, or of its authorities."
)
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
class Flow:
    """People or decisions from an origin to a host."""

    origin: str
    host: str
    value: float


def flow_map(
    flows: Sequence[Flow],
    places: Mapping[str, Place],
    provenance: Provenance,
    *,
    title: str,
    unit: str,
) -> Picture:
    """Draw the largest flows; the table holds all. Raises NothingToShow where none is above zero."""
    listed = sorted((it for it in flows if it.value > 0), key=lambda it: (-it.value, it.origin, it.host))
    placed = [it for it in listed if it.origin in places and it.host in places]
    if not placed:
        raise NothingToShow("no flow above zero lies between places on the map")
    drawn, total = placed[:DRAWN], sum(it.value for it in listed)
    table = Twin(
        (Column("Origin"), Column("Host"), Column("Flow", unit)),
        tuple((it.origin, it.host, it.value) for it in listed),
    )
    share = sum(it.value for it in drawn) / total
    left = f"Drawn: the {len(drawn)} largest of {len(listed)} flows, {share:.0%} of {numbered(total)} {unit}."
    absent = sorted({code for it in listed for code in (it.origin, it.host) if code not in places})
    notes = [left, *([f"Without a place on the map: {', '.join(absent)}."] if absent else []), DISCLAIMER]
    whole = Provenance(
        provenance.source, provenance.vintage, provenance.uncertainty, (*provenance.notes, *notes)
    )
    largest = "; ".join(f"{it.origin} to {it.host} {numbered(it.value)}" for it in drawn[:5])
    description = f"Map of {len(drawn)} flows in {unit}. The largest: {largest}."
    subtitle = f"Width by {unit}; the largest flow is {numbered(drawn[0].value)}"
    spec = framed(
        _chart(drawn, places, unit), title=title, subtitle=subtitle, description=description, provenance=whole
    )
    return Picture("flow-map", title, description, Grammar.VEGA_LITE, spec, table, whole)


def _chart(flows: Sequence[Flow], places: Mapping[str, Place], unit: str) -> Spec:
    totals: dict[str, float] = {}
    for it in flows:
        for code in (it.origin, it.host):
            totals[code] = totals.get(code, 0) + it.value
    ends = [{"code": code, "value": value, **_lonlat(places[code])} for code, value in totals.items()]
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
                "data": {"values": others},
                "mark": {"type": "circle", "size": 9, "color": "#a9b4bb", "opacity": 1},
                "encoding": POSITION,
            },
            _arcs(flows, places, centre),
            _ends(ends, unit),
            *_labels(_apart(ends)),
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


def _ends(ends: Sequence[Spec], unit: str) -> Spec:
    size = {"type": "quantitative", "title": unit, "scale": {"range": [16, 260]}, "legend": None}
    mark = {"type": "circle", "color": SERIES[0], "stroke": PAPER, "strokeWidth": 0.8, "opacity": 1}
    encoding = {**POSITION, "size": {**size, "field": "value"}}
    return {"data": {"values": list(ends)}, "mark": mark, "encoding": encoding}


def _labels(named: Sequence[Spec]) -> list[Spec]:
    """Each name twice: a white rim first, so that it can be read over lines."""
    text = {**POSITION, "text": {"field": "code"}}
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
            abs(end["longitude"] - it["longitude"]) < 15 and abs(end["latitude"] - it["latitude"]) < 8
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
