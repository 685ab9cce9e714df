"""Who is asking, as a service sees it: the gateway's token in a header, and nothing else."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request

from shared.http.client import current_token
from shared.http.problems import Problem
from shared.kernel.clock import Clock
from shared.security.principals import Principal
from shared.security.tokens import HEADER, InvalidToken, TokenVerifier

Authenticate = Callable[[Request], Awaitable[Principal]]


def authenticate_by_token(verifier: TokenVerifier, clock: Clock) -> Authenticate:
    """Make the FastAPI dependency that gives the principal, or answers 401."""

    async def authenticate(request: Request) -> Principal:
        token = request.headers.get(HEADER)
        if token is None:
            raise _unauthenticated("the request did not come through the gateway")
        try:
            principal = verifier.verify(token, now=clock.now())
        except InvalidToken:
            raise _unauthenticated("the gateway's token is not valid") from None
        current_token.set(token)
        return principal

    return authenticate


def requiring(scope: str, authenticate: Authenticate) -> Authenticate:
    """Make a dependency that gives the principal where its key has `scope`, or answers 403."""

    async def authorised(request: Request) -> Principal:
        principal = await authenticate(request)
        authorise(principal, scope)
        return principal

    return authorised


def authorise(principal: Principal, scope: str) -> None:
    """Raise Problem 403 where the principal's key has not got `scope`."""
    if scope not in principal.scopes:
        detail = f"this needs a key with the scope {scope}"
        raise Problem(403, "scope_required", "The key may not do this", detail)


def _unauthenticated(detail: str) -> Problem:
    return Problem(
        401,
        "unauthenticated",
        "Authentication is required",
        detail,
        headers={"WWW-Authenticate": "SymbolonToken"},
    )
