"""One picture of each kind, from small content."""

from services.indicators.adapters.sources.reference import languages, world
from services.indicators.domain.pictures.dispersion import DispersionPoint, dispersion_over_time
from services.indicators.domain.pictures.flow_map import Flow, flow_map
from services.indicators.domain.pictures.funnel import Group, funnel
from services.indicators.domain.pictures.language import Language
from services.indicators.domain.pictures.picture import Picture, Provenance
from services.indicators.domain.pictures.sankey import Link, sankey
from services.indicators.domain.pictures.survival import survival
from services.indicators.domain.uncertainty.survival import Duration, kaplan_meier

PROVENANCE = Provenance("UNESCO Institute for Statistics", "UIS-2026-02", "No sampling error.")
LANGUAGES = languages()
EN = LANGUAGES.get("en")
OUTCOMES = ("full", "partial", "refusal")


def a_map(language: Language = EN) -> Picture:
    flows = [Flow("SYR", "NOR", 1400), Flow("FJI", "NOR", 30), Flow("XKX", "NOR", 20), Flow("IND", "NOR", 0)]
    return flow_map(flows, world(), PROVENANCE, language, title="Students to NOR, 2024")


def a_sankey(language: Language = EN) -> Picture:
    links = [Link(f"C{at:02}", outcome, 5 * at + 5) for at in range(12) for outcome in OUTCOMES]
    return sankey(links, OUTCOMES, PROVENANCE, language, title="Decisions <2026> & outcomes")


def a_line(language: Language = EN) -> Picture:
    points = [
        DispersionPoint(origin, year, 0.7 + year % 3 / 100, 0.72 + year % 3 / 100)
        for origin in ("CHN", "TUN")
        for year in range(2018, 2024)
    ]
    return dispersion_over_time(points, PROVENANCE, language)


def a_funnel(language: Language = EN) -> Picture:
    groups = [Group("SYR", 90, 100), Group("UKR", 300, 500), Group("AFG", 8, 9)]
    return funnel(groups, PROVENANCE, language)


def a_curve(language: Language = EN) -> Picture:
    cases = [Duration(float(day), decided=day % 4 != 0) for day in range(5, 120, 5)]
    return survival({"refugee": kaplan_meier(cases)}, PROVENANCE, language, deadline_days=90)


KINDS = (a_map, a_sankey, a_line, a_funnel, a_curve)
PICTURES = {it.name: it for it in (make(EN) for make in KINDS)}
