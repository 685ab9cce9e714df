"""Refusals of the SDMX interface: as SDMX messages to clients that want these, as problems to all others.

The codes within SDMX messages are those of the standard (web services guidelines, "Error codes"); the HTTP
statuses are those of sdmx-twg/sdmx-rest, doc/status.md: 400 for what does not comply with the interface, 422
for what complies and makes no sense. Every refusal is readable for pages of other origins.
"""

from xml.sax.saxutils import escape, quoteattr

import orjson
from starlette.requests import Request
from starlette.responses import Response

from services.indicators.entrypoints.sdmx.answers import COMMON
from services.indicators.entrypoints.sdmx.negotiation import wants_sdmx
from shared.http.problems import Problem, from_domain
from shared.kernel.errors import DomainError, Invalid

_SYNTAX = frozenset(
    "bad_key bad_period bad_number bad_operator unknown_operator unknown_reference unknown_detail".split()
) | {"too_many_tests", "bad_direction"}
_CODES = {400: 140, 401: 110, 403: 110, 404: 100, 413: 130, 422: 150, 501: 501, 503: 503}
_INTERNAL = 500
_NAMESPACES = {
    "2.1": "http://www.sdmx.org/resources/sdmxml/schemas/v2_1",
    "3.0": "http://www.sdmx.org/resources/sdmxml/schemas/v3_0",
}


def refused(request: Request, error: Problem | DomainError) -> Response:
    """Answer with a refusal."""
    problem = _problem(error)
    headers = {**COMMON, **(problem.headers or {})}
    form = wants_sdmx(request.headers.get("accept"))
    if form is None:
        answer = problem.response(request.url.path)
        answer.headers.update(headers)
        return answer
    code = _CODES.get(problem.status_code, _INTERNAL)
    texts = list(dict.fromkeys([problem.detail, *(it.detail for it in problem.faults)]))
    kind, _, version = form.partition("-")
    if kind == "json":
        errors = [{"code": code, "title": problem.title, "detail": text} for text in texts]
        return Response(orjson.dumps({"errors": errors}), problem.status_code, headers, "application/json")
    body = _xml(_NAMESPACES[version], code, [f"{problem.title}: {text}" for text in texts])
    return Response(body, problem.status_code, headers, "application/xml")


def _problem(error: Problem | DomainError) -> Problem:
    if isinstance(error, Problem):
        return error
    problem = from_domain(error)
    if isinstance(error, Invalid) and all(it.code in _SYNTAX for it in error.violations):
        problem.status_code = 400
    return problem


def _xml(schemas: str, code: int, texts: list[str]) -> bytes:
    shown = "".join(f'<com:Text xml:lang="en">{escape(text)}</com:Text>' for text in texts)
    names = f"xmlns:mes={quoteattr(schemas + '/message')} xmlns:com={quoteattr(schemas + '/common')}"
    message = f'<mes:ErrorMessage code="{code}">{shown}</mes:ErrorMessage>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<mes:Error {names}>{message}</mes:Error>'.encode()
