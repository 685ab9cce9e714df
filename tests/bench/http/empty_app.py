"""The yardsticks: a FastAPI endpoint that reads a JSON body and answers a small one; one that sends bytes."""

from functools import cache
from typing import Any

from fastapi import FastAPI
from starlette.responses import Response

app = FastAPI(openapi_url=None)


@app.post("/v1/equivalences:check")
@app.post("/v1/legal-basis:resolve")
async def nothing(body: dict[str, Any]) -> dict[str, int]:
    return {"fields": len(body)}


@app.get("/sdmx/2.1/data/empty")
async def constant(size: int = 0) -> Response:
    return Response(_bytes(size))


@cache
def _bytes(size: int) -> bytes:
    return bytes(size)
