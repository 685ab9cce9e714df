"""Who may see what of a tenant's statistics: true counts are for its statistician, the rest is released."""

from starlette.requests import Request

from shared.http.authentication import Authenticate
from shared.http.problems import Problem
from shared.security.principals import Principal
from shared.security.scopes import Scope

DETAILED = Scope.STATISTICS_DETAILED
"""The statistician's scope: true counts of the own tenant, any breakdown, not for publication."""
RELEASE = Scope.STATISTICS_RELEASE
"""The scope of whoever may make a table public."""
PRIVATE = {"Cache-Control": "private, no-cache"}
"""For what is the tenant's own: no shared cache keeps it, and a kept copy is asked about."""
UNKEPT = {"Cache-Control": "no-store"}
"""For true counts: no cache keeps them at all."""


def statistician(authenticate: Authenticate) -> Authenticate:
    """Make a dependency that gives the principal where it may see true counts, or answers 403."""

    async def authorised(request: Request) -> Principal:
        principal = await authenticate(request)
        if DETAILED not in principal.scopes:
            detail = (
                f"true counts need a key with the scope {DETAILED}; what is public, protected and audited, "
                "is at /v1/statistics/releases"
            )
            raise Problem(403, "scope_required", "True counts are for the authority's statistician", detail)
        return principal

    return authorised


def sees_ahead(principal: Principal) -> bool:
    """Say whether the principal may see a release before its day."""
    return not principal.scopes.isdisjoint({DETAILED, RELEASE})
