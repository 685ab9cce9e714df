"""The asynchronous client."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import date
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any, Generic, ParamSpec, Self, TypeVar, cast

import httpx
import stamina

from symbolon import batches, call, loads, questions
from symbolon.batches import Form
from symbolon.call import Answer, Call
from symbolon.configuration import configuration
from symbolon.questions import Json

Members = ParamSpec("Members")
Given = TypeVar("Given")


class Question(Generic[Members, Given]):
    """A coroutine method that asks one of `questions`. See there for what it takes."""

    def __init__(self, ask: Callable[Members, Call[Given]]) -> None:
        self._ask = ask
        self.__doc__ = ask.__doc__

    def __get__(
        self, client: "AsyncClient", owner: type["AsyncClient"]
    ) -> Callable[Members, Awaitable[Given]]:
        @wraps(self._ask)
        async def asked(*args: Members.args, **members: Members.kwargs) -> Given:
            return await client.send(self._ask(*args, **members))

        return asked


class AsyncClient:
    """`Client`, for programs that ask many questions at once."""

    check = Question(questions.check)
    compare = Question(questions.compare)
    legal_basis = Question(questions.legal_basis)
    evaluate = Question(questions.evaluate)
    evaluation = Question(questions.evaluation)
    verify = Question(questions.verify)
    verification = Question(questions.verification)
    reconcile = Question(questions.reconcile)
    institution = Question(questions.institution)
    institution_status = Question(questions.institution_status)
    qualification_system = Question(questions.qualification_system)
    find_qualification = Question(questions.find_qualification)
    convert_grade = Question(questions.convert_grade)
    statistics = Question(questions.statistics)
    job = Question(questions.job)
    cancel_job = Question(questions.cancel_job)
    load_job = Question(questions.load_job)
    load_report = Question(questions.load_report)

    def __init__(
        self, url: str | None = None, api_key: str | None = None, *, timeout: float = call.SECONDS
    ) -> None:
        self._http = httpx.AsyncClient(**call.settings(configuration(url, api_key), timeout))
        self._again = stamina.AsyncRetryingCaller(attempts=call.ATTEMPTS).on(call.retry)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def send(self, asked: Call[Answer]) -> Answer:
        """Send a request, again where it failed for a moment, and give the answer's JSON."""
        return cast("Answer", await self._repeated(lambda: self._http.request(**asked.request())))

    async def start_batch(self, file: Path, *, key: str | None = None) -> Json:
        """Send a file of checks, and give the job that answers it; see `Client.start_batch`."""
        return await self._upload(batches.PATH, file, batches.headers(file, key))

    async def start_load(
        self,
        file: Path,
        *more: Path,
        source: str,
        release: str,
        published: date | None = None,
        companions: Sequence[str] = (),
    ) -> Json:
        """Send a file of published figures, and give the job that loads it; see `Client.start_load`."""
        with loads.bundled((file, *more)) as sent:
            query = loads.parameters(sent, source, release, published, companions, bundle=bool(more))
            return await self._upload(loads.PATH, sent, loads.headers(), query)

    async def _upload(
        self, path: str, file: Path, headers: dict[str, str], query: dict[str, Any] | None = None
    ) -> Json:
        async def once() -> httpx.Response:
            with file.open("rb") as content:
                pieces = batches.pieces(content)
                return await self._http.post(path, content=pieces, headers=headers, params=query)

        return cast("Json", await self._repeated(once))

    @asynccontextmanager
    async def results(self, job: str, form: Form) -> AsyncIterator[AsyncIterator[bytes]]:
        """Read the answers of a finished batch as they come, in any of the three forms."""
        try:
            accept = {"Accept": form.value}
            async with self._http.stream("GET", batches.results(job), headers=accept) as answer:
                if answer.is_error:
                    await answer.aread()
                answer.raise_for_status()
                yield answer.aiter_raw()
        except httpx.HTTPError as error:
            raise call.translated(error) from error

    async def _repeated(self, once: Callable[[], Awaitable[httpx.Response]]) -> object:
        async def checked() -> httpx.Response:
            return (await once()).raise_for_status()

        try:
            return (await self._again(checked)).json()
        except httpx.HTTPError as error:
            raise call.translated(error) from error
