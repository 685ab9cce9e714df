"""Which handler turns which error into a problem."""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.http.problems import Problem, from_domain, from_validation
from shared.kernel.errors import DomainError
from shared.observability.logging import get_logger

TITLES = {
    400: ("bad_request", "The request is malformed"),
    401: ("unauthenticated", "Authentication is required"),
    404: ("not_found", "Not found"),
    405: ("method_not_allowed", "The method is not allowed here"),
    406: ("not_acceptable", "No representation is acceptable"),
    413: ("body_too_large", "The body is too large"),
    415: ("unsupported_media_type", "The media type is not supported"),
}

TRANSIENT = (OperationalError, InterfaceError, PoolTimeout, ConnectionError, TimeoutError)
"""What the database raises when it is down, slow or restarting: the client may try again."""

_CANCELLED_STATEMENT = {"55P03", "57014", "57P01", "57P02", "57P03", "40001", "40P01", "53300"}
"""SQLSTATE of lock and statement timeouts, shutdown, start-up, serialisation and too many connections."""


def install(app: FastAPI) -> None:
    """Register the handlers on `app`."""
    app.add_exception_handler(DomainError, _domain)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    for kind in TRANSIENT:
        app.add_exception_handler(kind, _transient)


async def _domain(request: Request, error: Exception) -> Response:
    assert isinstance(error, DomainError)  # noqa: S101 - registered for this type
    return from_domain(error).response(request.url.path)


async def _validation(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this type
    return from_validation(error.errors()).response(request.url.path)


async def _http(request: Request, error: Exception) -> Response:
    if isinstance(error, Problem):
        return error.response(request.url.path)
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this type
    code, title = TITLES.get(error.status_code, ("http_error", "The request could not be carried out"))
    problem = Problem(error.status_code, code, title, title, headers=error.headers)
    return problem.response(request.url.path)


async def _database(request: Request, error: Exception) -> Response:
    state = getattr(getattr(error, "orig", None), "sqlstate", None)
    if state in _CANCELLED_STATEMENT or getattr(error, "connection_invalidated", False):
        return await _transient(request, error)
    raise error


async def _transient(request: Request, error: Exception) -> Response:
    get_logger().warning("database unavailable", error_type=type(error).__name__)
    detail = "the database does not answer at the moment"
    problem = Problem(503, "unavailable", "Temporarily unavailable", detail, headers={"Retry-After": "1"})
    return problem.response(request.url.path)
