"""The router that services use: strict, limited JSON bodies; no query parameter passes unknown."""

from collections.abc import Callable, Coroutine
from difflib import get_close_matches
from typing import Any

from fastapi import APIRouter
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import ParamTypes
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from shared.http import strict_json
from shared.http.problems import Fault, Problem

MAX_BODY_BYTES = 1_048_576


class StrictRequest(Request):
    """A request whose body is read with a limit and parsed by `strict_json`."""

    async def body(self) -> bytes:
        """Read the whole body. Raises Problem 413 above one mebibyte."""
        if not hasattr(self, "_body"):
            chunks: list[bytes] = []
            size = 0
            async for chunk in self.stream():
                size += len(chunk)
                if size > MAX_BODY_BYTES:
                    detail = f"the body is larger than {MAX_BODY_BYTES} bytes"
                    raise Problem(413, "body_too_large", "The body is too large", detail)
                chunks.append(chunk)
            self._body = b"".join(chunks)
        return self._body

    async def json(self) -> Any:
        """Parse the body. Raises Problem 400 where it is not strict JSON."""
        try:
            return strict_json.parse(await self.body())
        except strict_json.NotStrictJson as error:
            fault = Fault(error.code, error.detail, pointer=error.pointer)
            title = "The body is not strict JSON"
            raise Problem(400, error.code, title, error.detail, faults=[fault]) from None


class StrictBodyRoute(APIRoute):
    """Hands `StrictRequest` to the endpoint, and answers 415 where a body is not JSON."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler."""
        handle = super().get_route_handler()
        takes_body = self.body_field is not None

        async def strict(request: Request) -> Response:
            if takes_body:
                require_json(request.headers.get("content-type"))
            return await handle(StrictRequest(request.scope, request.receive))

        return strict


class DirectRoute(APIRoute):
    """Hands `StrictRequest` straight to the endpoint, for hot paths: the rest of the route is for OpenAPI.

    No dependency is solved and no model read or written, which is half of what FastAPI costs a request. The
    endpoint takes the request alone, authenticates it itself and gives a `Response`.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Call the endpoint."""
        endpoint = self.endpoint

        async def direct(request: Request) -> Response:
            answer: Response = await endpoint(StrictRequest(request.scope, request.receive))
            return answer

        return direct


class StrictRoute(StrictBodyRoute):
    """Refuses query parameters that the endpoint does not document: a filter misspelt must not mean all."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap the strict handler."""
        handle = super().get_route_handler()
        known = _documented(self)

        async def strict(request: Request) -> Response:
            if request.scope["query_string"]:
                _refuse_unknown(request, known)
            return await handle(request)

        return strict


def _documented(route: APIRoute) -> frozenset[str]:
    fields = (it.field_info for it in get_flat_params(route.dependant))
    declared = {it.alias for it in fields if getattr(it, "in_", None) is ParamTypes.query}
    by_hand = (route.openapi_extra or {}).get("parameters", ())
    return frozenset(str(it) for it in declared | {it["name"] for it in by_hand if it["in"] == "query"})


def _refuse_unknown(request: Request, known: frozenset[str]) -> None:
    unknown = [it for it in request.query_params if it not in known]
    if unknown:
        faults = [Fault("unknown_parameter", _meant(it, known), parameter=it[:40]) for it in unknown[:20]]
        title = "There is no such query parameter"
        raise Problem(400, "unknown_parameter", title, faults[0].detail, faults=faults)


def _meant(name: str, known: frozenset[str]) -> str:
    if not known:
        return "no query parameter is known here"
    near = get_close_matches(name[:40], known, n=1)
    return f"do you mean {near[0]}?" if near else f"the parameters are {', '.join(sorted(known))}"


def require_json(content_type: str | None) -> None:
    """Refuse a body of another media type. Raises Problem 415."""
    media_type = (content_type or "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        detail = f"send application/json, not {media_type or 'a body without a media type'}"
        raise Problem(415, "unsupported_media_type", "The media type is not supported", detail)


def create_router(
    prefix: str = "", *, tags: list[str] | None = None, any_parameters: bool = False
) -> APIRouter:
    """Make a router with strict bodies and parameters.

    `any_parameters` is for a protocol of others, whose clients send what its text allows: the endpoints
    themselves read and refuse.
    """
    route = StrictBodyRoute if any_parameters else StrictRoute
    return APIRouter(prefix=prefix, tags=list(tags or []), route_class=route)
