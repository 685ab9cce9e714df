"""A page of another origin may read what the gateway itself answers, where it may read the service (CORS)."""

from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.types import Receive, Send
from starlette.types import Scope as Asked

from shared.security.scopes import Scope
from tests.integration.gateway.keyed import gateway
from tests.support.servers import free_port
from tests.support.serving import served

HEADER = "access-control-allow-origin"
SDMX = "/sdmx/2.1/data/MIG_MOB"


async def ask(folder: Path, upstream: str, method: str, path: str, **headers: str) -> Response:
    app, key = gateway(folder, [Scope.STATISTICS_READ], upstream)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://gateway") as asking:
        return await asking.request(method, path, headers={"X-API-Key": key, **headers})


@pytest.fixture
def nobody() -> str:
    return f"http://127.0.0.1:{free_port()}"


async def test_a_page_reads_why_its_key_was_refused(tmp_path: Path, nobody: str) -> None:
    answer = await ask(tmp_path, nobody, "GET", SDMX, **{"X-API-Key": "sym_unknown"})
    assert (answer.status_code, answer.headers[HEADER]) == (401, "*")


async def test_a_page_reads_that_the_service_is_away(tmp_path: Path, nobody: str) -> None:
    answer = await ask(tmp_path, nobody, "GET", SDMX)
    assert (answer.status_code, answer.headers[HEADER]) == (503, "*")


@pytest.mark.parametrize("path", ["/v1/evaluations", "/v1/nothing"])
async def test_pages_read_nothing_elsewhere(tmp_path: Path, nobody: str, path: str) -> None:
    answer = await ask(tmp_path, nobody, "GET", path, **{"X-API-Key": "sym_unknown"})
    assert answer.status_code in {401, 404}
    assert HEADER not in answer.headers


@pytest.mark.parametrize("given", [[], [(HEADER.encode(), b"*")]])
async def test_every_answer_of_the_service_says_it_once(
    tmp_path: Path, given: list[tuple[bytes, bytes]]
) -> None:
    """A framework's 405 leaves it out."""

    async def service(_: Asked, __: Receive, send: Send) -> None:
        await send(
            {"type": "http.response.start", "status": 405, "headers": [(b"content-length", b"0"), *given]}
        )
        await send({"type": "http.response.body", "body": b""})

    async with served(service) as upstream:
        answer = await ask(tmp_path, upstream, "POST", SDMX)
    assert (answer.status_code, answer.headers.get_list(HEADER)) == (405, ["*"])
