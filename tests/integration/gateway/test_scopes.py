"""A key may do what its scopes name and nothing else; the gateway asks before any service hears of it."""

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient

from shared.security.api_keys import digest
from shared.security.scopes import Scope
from tests.integration.gateway.keyed import gateway
from tests.support.servers import free_port

ALLOWED = 503
"""What a request that passes gets here: behind this gateway nobody answers."""

UNIVERSITY = (Scope.EQUIVALENCES_CHECK, Scope.REGISTERS_READ)
OFFICER = (Scope.APPLICATIONS_READ, Scope.APPLICATIONS_WRITE, Scope.EVALUATIONS_WRITE)
AUTHOR = (Scope.LAW_READ, Scope.RULES_WRITE)
STATISTICIAN = (Scope.STATISTICS_READ, Scope.STATISTICS_DETAILED)

Client = Callable[[tuple[Scope, ...]], AsyncClient]


@pytest.fixture
def client(tmp_path: Path) -> Client:
    """Make a client whose key has these scopes."""

    def make(scopes: tuple[Scope, ...]) -> AsyncClient:
        app, key = gateway(tmp_path, scopes, f"http://127.0.0.1:{free_port()}")
        return AsyncClient(
            transport=ASGITransport(app), base_url="http://gateway", headers={"X-API-Key": key}
        )

    return make


@pytest.mark.parametrize(
    ("scopes", "method", "path", "missing"),
    [
        (UNIVERSITY, "POST", "/v1/equivalences:check", None),
        (UNIVERSITY, "POST", "/v1/equivalences:batch", None),
        (UNIVERSITY, "GET", "/v1/equivalences/jobs/1/results", None),
        (UNIVERSITY, "GET", "/v1/institutions", None),
        (UNIVERSITY, "POST", "/v1/evaluations", "evaluations:write"),
        (UNIVERSITY, "GET", "/v1/applications/1", "applications:read"),
        (UNIVERSITY, "POST", "/v1/applications/1/decisions", "applications:write"),
        (UNIVERSITY, "GET", "/v1/instruments", "law:read"),
        (UNIVERSITY, "GET", "/sdmx/2.1/data/MIG_MOB", "statistics:read"),
        (OFFICER, "POST", "/v1/applications", None),
        (OFFICER, "GET", "/v1/applications/1", None),
        (OFFICER, "GET", "/v1/evaluations/1", "evaluations:read"),
        (OFFICER, "POST", "/v1/drafts", "law:read"),
        (OFFICER, "POST", "/v1/loads", "indicators:load"),
        (AUTHOR, "POST", "/v1/drafts", None),
        (AUTHOR, "POST", "/v1/rules:evaluate", None),
        (AUTHOR, "POST", "/v1/candidates", None),
        (AUTHOR, "POST", "/v1/replays", None),
        (AUTHOR, "POST", "/v1/releases", "rules:publish"),
        (STATISTICIAN, "GET", "/v1/statistics/cases", None),
        (STATISTICIAN, "POST", "/v1/what-if", None),
        (STATISTICIAN, "POST", "/v1/statistics/releases", "statistics:release"),
        ((), "GET", "/v1/formulas", "statistics:read"),
        ((), "DELETE", "/v1/evaluations/1", "evaluations:write"),
    ],
)
async def test_a_scope_opens_what_it_names(
    client: Client, scopes: tuple[Scope, ...], method: str, path: str, missing: str | None
) -> None:
    async with client(scopes) as asking:
        answer = await asking.request(method, path)
    if missing is None:
        assert answer.status_code == ALLOWED
    else:
        assert (answer.status_code, answer.json()["code"]) == (403, "scope_required")
        assert answer.json()["detail"] == f"this needs a key with the scope {missing}"


async def test_who_is_not_known_learns_nothing_about_scopes(client: Client) -> None:
    async with client(()) as asking:
        answer = await asking.get("/v1/formulas", headers={"X-API-Key": "sym_test_unknown"})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_a_key_whose_last_day_is_over_opens_nothing_and_says_so(tmp_path: Path) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    app, key = gateway(tmp_path, UNIVERSITY, f"http://127.0.0.1:{free_port()}", until=yesterday)
    async with AsyncClient(transport=ASGITransport(app), base_url="http://gateway") as asking:
        answer = await asking.get("/v1/institutions", headers={"X-API-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.json()["detail"] == f"the key has expired: its last day was {yesterday}"


def test_a_new_key_is_shown_once_and_kept_as_a_digest() -> None:
    command = [
        sys.executable,
        "-m",
        "gateway",
        "new-key",
        "norway",
        "admissions",
        "--scope",
        "registers:read",
        "--until",
        "2027-06-30",
    ]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    key, entry = made.stderr.rpartition(" ")[2].strip(), json.loads(made.stdout)
    assert entry == {
        "id": "admissions",
        "tenant": "norway",
        "scopes": ["registers:read"],
        "sha256": digest(key),
        "until": "2027-06-30",
    }
