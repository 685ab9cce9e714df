"""What the gateway costs: resolve through it, direct, through nginx, and an endpoint that does nothing."""

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from shared.security.principals import Principal
from shared.security.tokens import HEADER, TokenSigner
from tests.bench.http.load import Measured, Request, load
from tests.bench.http.peers import empty_endpoint, nginx_before
from tests.bench.report import table
from tests.support.machine import machine

PATH = "/v1/legal-basis:resolve"
CASE = {
    "award_country": "ALB",
    "recognition_country": "NOR",
    "decision_date": "2010-03-01",
    "qualification_type": "degree",
    "award_date": "2009-06-30",
    "purpose": "further study",
}
CONNECTIONS = (1, 16, 64)
GATEWAY, DIRECT, NGINX, EMPTY = "through the gateway", "direct", "through nginx", "empty FastAPI endpoint"

Results = dict[str, dict[int, Measured]]


async def measure(*, seconds: float, rounds: int) -> Results:
    """Run every target in turn, `rounds` times over; give the median of each figure by connections."""
    async with _targets() as targets:
        taken: dict[tuple[str, int], list[Measured]] = {}
        for _ in range(rounds):
            for connections in CONNECTIONS:
                for name, target in targets.items():
                    run = await load(target.request(), connections=connections, seconds=seconds)
                    taken.setdefault((name, connections), []).append(run)
    results: Results = {}
    for (name, connections), runs in taken.items():
        results.setdefault(name, {})[connections] = _middle(runs)
    return results


def as_table(results: Results) -> str:
    """Write requests a second with their ratio to the empty endpoint, and the times."""
    rows: list[Sequence[object]] = [
        [name, *(_cell(by[count], results[EMPTY][count]) for count in CONNECTIONS)]
        for name, by in results.items()
    ]
    head = ["resolve", *(f"{count} connections" for count in CONNECTIONS)]
    note = "Requests a second (as a ratio to the empty endpoint), p50 / p99 in milliseconds."
    return f"{note}\n\n{table(head, rows)}\n\n{ratios(results)}"


def _middle(runs: list[Measured]) -> Measured:
    return Measured(
        runs[0].connections,
        median(it.requests_a_second for it in runs),
        median(it.p50 for it in runs),
        median(it.p99 for it in runs),
    )


def _cell(run: Measured, yardstick: Measured) -> str:
    ratio = run.requests_a_second / yardstick.requests_a_second
    return f"{run.requests_a_second:,.0f} ({ratio:.2f}), {run.p50:.1f} / {run.p99:.1f}"


def ratios(results: Results) -> str:
    """Say the ratios that matter at 16 connections."""

    def ratio(one: str, other: str) -> str:
        return f"{results[one][16].requests_a_second / results[other][16].requests_a_second:.2f}"

    said = [f"At 16 connections the gateway gives {ratio(GATEWAY, DIRECT)} of direct"]
    if NGINX in results:
        said.append(f"nginx {ratio(NGINX, DIRECT)}; gateway to nginx {ratio(GATEWAY, NGINX)}")
    return "; ".join(said) + "."


def as_json(results: Results) -> dict[str, list[dict[str, float]]]:
    """Give the figures as plain values."""
    return {name: [asdict(it) for it in by.values()] for name, by in results.items()}


@asynccontextmanager
async def _targets() -> AsyncIterator[Mapping[str, "_Target"]]:
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        running = await stack.enter_async_context(machine(folder / "home"))
        empty = await stack.enter_async_context(empty_endpoint())
        port = json.loads((running.home / "ports.json").read_text())["conventions"]
        internal = partial(_internal_headers, running.home)
        targets = {
            GATEWAY: _Target(running.url, lambda: {"X-API-Key": running.key}),
            DIRECT: _Target(f"http://127.0.0.1:{port}", internal),
            EMPTY: _Target(empty, dict),
        }
        if (nginx := await stack.enter_async_context(nginx_before(port, folder))) is not None:
            targets[NGINX] = _Target(nginx, internal)
        yield targets


@dataclass(frozen=True, slots=True)
class _Target:
    """Where to send the case. Headers are made anew for each run: an internal token lives a minute."""

    url: str
    headers: Callable[[], dict[str, str]]

    def request(self) -> Request:
        return Request(self.url + PATH, json.dumps(CASE).encode(), self.headers())


def _internal_headers(home: Path) -> dict[str, str]:
    """Sign as the gateway would for the development key."""
    signer = TokenSigner((home / "gateway-private.pem").read_bytes())
    principal = Principal("dev", "dev", frozenset({"*"}))
    return {HEADER: signer.sign(principal, now=datetime.now(UTC))}
