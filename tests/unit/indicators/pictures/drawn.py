"""One picture of each kind, from small content."""

from services.indicators.adapters.sources.reference import places
from services.indicators.domain.pictures.dispersion import DispersionPoint, dispersion_over_time
from services.indicators.domain.pictures.flow_map import Flow, flow_map
from services.indicators.domain.pictures.funnel import Group, funnel
from services.indicators.domain.pictures.picture import Picture, Provenance
from services.indicators.domain.pictures.sankey import Link, sankey
from services.indicators.domain.pictures.survival import survival
from services.indicators.domain.uncertainty.survival import Duration, kaplan_meier

PROVENANCE = Provenance("UNESCO Institute for Statistics", "UIS-2026-02", "No sampling error.")
OUTCOMES = ("full", "partial", "refusal")


def a_map() -> Picture:
    flows = [Flow("SYR", "NOR", 1400), Flow("FJI", "NOR", 30), Flow("XKX", "NOR", 20), Flow("IND", "NOR", 0)]
    return flow_map(flows, places(), PROVENANCE, title="Students to NOR, 2024", unit="students")


def a_sankey() -> Picture:
    links = [Link(f"C{at:02}", outcome, 5 * at + 5) for at in range(12) for outcome in OUTCOMES]
    return sankey(links, OUTCOMES, PROVENANCE, title="Decisions <2026> & outcomes", unit="cases")


def a_line() -> Picture:
    points = [
        DispersionPoint(origin, year, 0.7 + year % 3 / 100, 0.72 + year % 3 / 100)
        for origin in ("CHN", "TUN")
        for year in range(2018, 2024)
    ]
    return dispersion_over_time(points, PROVENANCE)


def a_funnel() -> Picture:
    return funnel([Group("SYR", 90, 100), Group("UKR", 300, 500), Group("AFG", 8, 9)], PROVENANCE)


def a_curve() -> Picture:
    cases = [Duration(float(day), decided=day % 4 != 0) for day in range(5, 120, 5)]
    return survival({"refugee": kaplan_meier(cases)}, PROVENANCE, deadline_days=90)


PICTURES = {it.name: it for it in (a_map(), a_sankey(), a_line(), a_funnel(), a_curve())}
