"""The problem document in OpenAPI, declared once for all routes."""

from typing import Any

from pydantic import Field

from shared.http.problems import MEDIA_TYPE
from shared.http.schema import Schema


class ProblemError(Schema):
    """One place where the request is wrong."""

    pointer: str | None = Field(None, description="JSON Pointer (RFC 6901) into the body")
    parameter: str | None = Field(None, description="the query parameter or header")
    code: str
    detail: str


class ProblemDocument(Schema):
    """A problem (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str = Field(description="stable; programs branch on it")
    trace_id: str | None = None
    errors: list[ProblemError] | None = None


_CONTENT = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemDocument"}}}

PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": ProblemDocument, "description": "The request is at fault", "content": _CONTENT},
    "5XX": {"description": "The service is at fault; 503 carries Retry-After", "content": _CONTENT},
}
