"""The routing table: which service answers which paths. Data; the proxy reads it at start."""

from dataclasses import dataclass
from enum import StrEnum


class Upstream(StrEnum):
    """A service behind the gateway."""

    CONVENTIONS = "conventions"
    CREDENTIALS = "credentials"
    INDICATORS = "indicators"


@dataclass(frozen=True, slots=True)
class Route:
    """All paths that start with `prefix` go to `upstream`."""

    prefix: str
    upstream: Upstream


ROUTES = (
    Route("/v1/applications", Upstream.CREDENTIALS),
    Route("/v1/candidates", Upstream.CONVENTIONS),
    Route("/v1/documents", Upstream.CONVENTIONS),
    Route("/v1/drafts", Upstream.CONVENTIONS),
    Route("/v1/instruments", Upstream.CONVENTIONS),
    Route("/v1/legal-basis:resolve", Upstream.CONVENTIONS),
    Route("/v1/reference-data", Upstream.CONVENTIONS),
    Route("/v1/releases", Upstream.CONVENTIONS),
    Route("/v1/reports", Upstream.CONVENTIONS),
    Route("/v1/rules:diff", Upstream.CONVENTIONS),
    Route("/v1/rules:evaluate", Upstream.CONVENTIONS),
    Route("/v1/rules:explain", Upstream.CONVENTIONS),
    Route("/v1/equivalences", Upstream.CREDENTIALS),
    Route("/v1/equivalences:batch", Upstream.CREDENTIALS),
    Route("/v1/equivalences:check", Upstream.CREDENTIALS),
    Route("/v1/equivalences:compare", Upstream.CREDENTIALS),
    Route("/v1/evaluations", Upstream.CREDENTIALS),
    Route("/v1/replays", Upstream.CREDENTIALS),
    Route("/v1/institutions", Upstream.CREDENTIALS),
    Route("/v1/institutions:reconcile", Upstream.CREDENTIALS),
    Route("/v1/reconciliation", Upstream.CREDENTIALS),
    Route("/v1/grade-scales", Upstream.CREDENTIALS),
    Route("/v1/grades:convert", Upstream.CREDENTIALS),
    Route("/v1/qualification-systems", Upstream.CREDENTIALS),
    Route("/v1/qualifications", Upstream.CREDENTIALS),
    Route("/v1/formulas", Upstream.INDICATORS),
    Route("/v1/indicators", Upstream.INDICATORS),
    Route("/v1/observations", Upstream.INDICATORS),
    Route("/v1/pictures", Upstream.INDICATORS),
    Route("/v1/statistics", Upstream.INDICATORS),
    Route("/v1/loads", Upstream.INDICATORS),
    Route("/v1/what-if", Upstream.INDICATORS),
    Route("/sdmx", Upstream.INDICATORS),
)


class RoutingTable:
    """Finds the route of a path: the prefix itself, or what stands below it."""

    def __init__(self, routes: tuple[Route, ...] = ROUTES) -> None:
        prefixes = [route.prefix for route in routes]
        if len(set(prefixes)) != len(prefixes):
            raise ValueError("a prefix is routed twice")
        self._routes = sorted(routes, key=lambda route: len(route.prefix), reverse=True)

    def find(self, path: str) -> Upstream | None:
        """Give the upstream of `path`; None where no route covers it."""
        for route in self._routes:
            if path == route.prefix or path.startswith(route.prefix + "/"):
                return route.upstream
        return None
