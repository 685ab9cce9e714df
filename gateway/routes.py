"""The routing table: which service answers which paths, and what a key needs for it. Data, read at start."""

from dataclasses import dataclass
from enum import StrEnum

from shared.security.scopes import Scope

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


class Upstream(StrEnum):
    """A service behind the gateway."""

    CONVENTIONS = "conventions"
    CREDENTIALS = "credentials"
    INDICATORS = "indicators"


@dataclass(frozen=True, slots=True)
class Route:
    """All paths that start with `prefix` go to `upstream`.

    `reads` is what a key needs to look, `writes` to do anything else; questions sent by POST count as looking
    where the table names one scope for both. None needs no key: anybody may look, and the service must show
    there only what anybody may see. `any_origin`: pages of every origin may read the answers (CORS).
    """

    prefix: str
    upstream: Upstream
    reads: Scope | None
    writes: Scope
    any_origin: bool = False

    def needs(self, method: str) -> Scope | None:
        """Give the scope that a request needs; the service may ask for more. None: not even a key."""
        return self.reads if method in _READING else self.writes


def _law(prefix: str, writes: Scope = Scope.LAW_READ) -> Route:
    return Route(prefix, Upstream.CONVENTIONS, Scope.LAW_READ, writes)


def _credentials(prefix: str, reads: Scope, writes: Scope | None = None) -> Route:
    return Route(prefix, Upstream.CREDENTIALS, reads, writes or reads)


def _figures(prefix: str, writes: Scope = Scope.STATISTICS_READ) -> Route:
    return Route(prefix, Upstream.INDICATORS, Scope.STATISTICS_READ, writes)


ROUTES = (
    _law("/v1/instruments"),
    _law("/v1/legal-basis:resolve"),
    _law("/v1/reference-data"),
    _law("/v1/rules:diff"),
    _law("/v1/rules:evaluate"),
    _law("/v1/rules:explain"),
    _law("/v1/documents"),
    _law("/v1/reports"),
    _law("/v1/drafts"),  # its steps are an author's or a reviewer's: the service tells them apart
    _law("/v1/candidates", Scope.RULES_WRITE),
    _law("/v1/releases", Scope.RULES_PUBLISH),
    _credentials("/v1/replays", Scope.LAW_READ, Scope.RULES_WRITE),
    _credentials("/v1/equivalences", Scope.EQUIVALENCES_CHECK),
    _credentials("/v1/equivalences:batch", Scope.EQUIVALENCES_CHECK),
    _credentials("/v1/equivalences:check", Scope.EQUIVALENCES_CHECK),
    _credentials("/v1/equivalences:compare", Scope.EQUIVALENCES_CHECK),
    _credentials("/v1/evaluations", Scope.EVALUATIONS_READ, Scope.EVALUATIONS_WRITE),
    _credentials("/v1/verifications", Scope.CREDENTIALS_VERIFY),
    _credentials("/v1/applications", Scope.APPLICATIONS_READ, Scope.APPLICATIONS_WRITE),
    Route("/v1/issuers", Upstream.CREDENTIALS, None, Scope.APPLICATIONS_WRITE),  # keys and status lists
    _credentials("/v1/institutions", Scope.REGISTERS_READ),
    _credentials("/v1/institutions:reconcile", Scope.REGISTERS_READ),
    _credentials("/v1/reconciliation", Scope.REGISTERS_READ),
    _credentials("/v1/grade-scales", Scope.REGISTERS_READ),
    _credentials("/v1/grades:convert", Scope.REGISTERS_READ),
    _credentials("/v1/qualification-systems", Scope.REGISTERS_READ),
    _credentials("/v1/qualifications", Scope.REGISTERS_READ),
    _figures("/v1/formulas"),
    _figures("/v1/indicators"),
    _figures("/v1/observations"),
    _figures("/v1/pictures"),
    _figures("/v1/what-if"),
    _figures("/v1/statistics", Scope.STATISTICS_RELEASE),
    _figures("/v1/loads", Scope.INDICATORS_LOAD),
    Route("/sdmx", Upstream.INDICATORS, Scope.STATISTICS_READ, Scope.STATISTICS_READ, any_origin=True),
)


class RoutingTable:
    """Finds the route of a path: the prefix itself, or what stands below it."""

    def __init__(self, routes: tuple[Route, ...] = ROUTES) -> None:
        prefixes = [route.prefix for route in routes]
        if len(set(prefixes)) != len(prefixes):
            raise ValueError("a prefix is routed twice")
        self._routes = sorted(routes, key=lambda route: len(route.prefix), reverse=True)

    def find(self, path: str) -> Route | None:
        """Give the route of `path`; None where none covers it."""
        for route in self._routes:
            if path == route.prefix or path.startswith(route.prefix + "/"):
                return route
        return None
