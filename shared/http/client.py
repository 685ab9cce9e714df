"""HTTP clients: httpx's API over aiohttp's engine (ADR 7), with limits and the trace passed on."""

import httpx
from httpx_aiohttp import AiohttpTransport

from shared.kernel.errors import Unavailable
from shared.observability.tracing import current_trace

KEEP_ALIVE_SECONDS = 15  # shorter than our servers keep an idle connection


async def _pass_trace_on(request: httpx.Request) -> None:
    trace = current_trace.get()
    if trace is not None:
        request.headers["traceparent"] = trace.child().traceparent


def create_client(*, base_url: str = "", timeout: float = 5.0, connections: int = 100) -> httpx.AsyncClient:
    """Make a client. It follows no redirect and reads no proxy settings or netrc from the environment."""
    limits = httpx.Limits(
        max_connections=connections,
        max_keepalive_connections=connections,
        keepalive_expiry=KEEP_ALIVE_SECONDS,
    )
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=httpx.Timeout(timeout, pool=1.0),
        transport=AiohttpTransport(limits=limits),
        follow_redirects=False,
        trust_env=False,
        event_hooks={"request": [_pass_trace_on]},
    )


async def post_json(
    client: httpx.AsyncClient, path: str, body: bytes, headers: dict[str, str]
) -> httpx.Response:
    """Post JSON. Raises Unavailable when the other side cannot be reached, is late, or answers 5xx."""
    try:
        answer = await client.post(
            path, content=body, headers={"Content-Type": "application/json", **headers}
        )
    except httpx.HTTPError as error:
        raise Unavailable(f"{client.base_url.host} does not answer ({type(error).__name__})") from error
    if answer.is_server_error:
        raise Unavailable(f"{client.base_url.host} answered {answer.status_code}")
    return answer
