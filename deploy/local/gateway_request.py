"""One evaluation asked of the gateway, as any client would ask it."""

import asyncio
import http.client
import json
from typing import Any

from deploy.local.trouble import Trouble

_ATTEMPTS = 20
_PAUSE_SECONDS = 0.5
_AWAY = frozenset({502, 503, 504})


async def evaluate(
    host: str, port: int, *, body: bytes, api_key: str, idempotency_key: str
) -> dict[str, Any]:
    """Post the dossier and give the decision; ask again while a part is away, which the key makes safe.

    Raises Trouble with the problem document when the gateway refuses.
    """
    headers = {
        "Content-Type": "application/json",
        "X-API-Key": api_key,
        "Idempotency-Key": idempotency_key,
    }
    status, answer = 0, b"no connection"
    for _ in range(_ATTEMPTS):
        try:
            status, answer = await asyncio.to_thread(_post, host, port, body, headers)
        except (OSError, http.client.HTTPException) as error:
            status, answer = 0, str(error).encode()
        if status == 201:
            decision: dict[str, Any] = json.loads(answer)
            return decision
        if status and status not in _AWAY:
            break
        await asyncio.sleep(_PAUSE_SECONDS)
    raise Trouble(f"the gateway gave no decision on the sample dossier: {status} {answer.decode()[:1000]}")


def _post(host: str, port: int, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(host, port, timeout=15)
    try:
        connection.request("POST", "/v1/evaluations", body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
