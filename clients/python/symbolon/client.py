"""The blocking client."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
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
    """A method that asks one of `questions` and gives the answer's JSON. See there for what it takes."""

    def __init__(self, ask: Callable[Members, Call[Given]]) -> None:
        self._ask = ask
        self.__doc__ = ask.__doc__

    def __get__(self, client: "Client", owner: type["Client"]) -> Callable[Members, Given]:
        @wraps(self._ask)
        def asked(*args: Members.args, **members: Members.kwargs) -> Given:
            return client.send(self._ask(*args, **members))

        return asked


class Client:
    """Asks Symbolon and waits for the answer. Close it, or use it as a context manager.

    `url` and `api_key` come from the environment or the configuration file where they are left out;
    `timeout` is in seconds for each try. Raises NotConfigured. Every method raises Refused when the platform
    says no, with the places that are wrong, and Unreachable when nobody answers after five tries.
    """

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
        self._http = httpx.Client(**call.settings(configuration(url, api_key), timeout))
        self._again = stamina.RetryingCaller(attempts=call.ATTEMPTS).on(call.retry)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def send(self, asked: Call[Answer]) -> Answer:
        """Send a request, again where it failed for a moment, and give the answer's JSON."""
        return cast("Answer", self._repeated(lambda: self._http.request(**asked.request())))

    def start_batch(self, file: Path, *, key: str | None = None) -> Json:
        """Send a CSV, NDJSON or Parquet file of checks, in pieces, and give the job that answers it.

        The same file under the same `key` (its digest where none is given) is the same job. Raises ValueError
        on a suffix that is none of the three.
        """
        return self._upload(batches.PATH, file, batches.headers(file, key))

    def start_load(
        self,
        file: Path,
        *more: Path,
        source: str,
        release: str,
        published: date | None = None,
        companions: Sequence[str] = (),
    ) -> Json:
        """Send a file of published figures, in pieces, and give the job that loads it whole or not at all.

        `more` are files that belong to the same release; all go in one zip.
        """
        with loads.bundled((file, *more)) as sent:
            query = loads.parameters(sent, source, release, published, companions, bundle=bool(more))
            return self._upload(loads.PATH, sent, loads.headers(), query)

    def _upload(
        self, path: str, file: Path, headers: dict[str, str], query: dict[str, Any] | None = None
    ) -> Json:
        def once() -> httpx.Response:
            with file.open("rb") as content:
                return self._http.post(path, content=content, headers=headers, params=query)

        return cast("Json", self._repeated(once))

    @contextmanager
    def results(self, job: str, form: Form) -> Iterator[Iterator[bytes]]:
        """Read the answers of a finished batch as they come, in any of the three forms."""
        try:
            with self._http.stream("GET", batches.results(job), headers={"Accept": form.value}) as answer:
                if answer.is_error:
                    answer.read()
                answer.raise_for_status()
                yield answer.iter_raw()
        except httpx.HTTPError as error:
            raise call.translated(error) from error

    def _repeated(self, once: Callable[[], httpx.Response]) -> object:
        try:
            return self._again(lambda: once().raise_for_status()).json()
        except httpx.HTTPError as error:
            raise call.translated(error) from error
