"""The query parameters of SDMX-REST, read strictly: an unknown one is an error, not silence."""

from collections.abc import Collection
from datetime import UTC, datetime

from starlette.requests import Request

from shared.http.problems import Fault, Problem

NOT_IMPLEMENTED = frozenset({"reportingYearStartDay", "explicitMeasure"})


class Parameters:
    """The parameters of one request; each may be given once. Raises Problem 400 or 501 on the others."""

    def __init__(self, request: Request, known: frozenset[str]) -> None:
        self._values: dict[str, str] = {}
        self.conditions: dict[str, str] = {}
        for name, value in request.query_params.multi_items():
            if name.startswith("c[") and name.endswith("]") and "c" in known:
                self.conditions[name[2:-1]] = value
            elif name in NOT_IMPLEMENTED:
                raise Problem(501, "not_implemented", "Not implemented", f"{name} is not implemented here")
            elif name not in known or name in self._values:
                raise _bad(name, "is unknown here" if name not in known else "is given twice")
            else:
                self._values[name] = value

    def text(self, name: str, default: str, allowed: tuple[str, ...] = ()) -> str:
        """Read a word. Raises Problem 400 where it is not one of `allowed`."""
        value = self._values.get(name, default)
        if allowed and value not in allowed:
            raise _bad(name, f"is one of {', '.join(allowed)}, not {value!r}")
        return value

    def words(self, name: str, default: str, allowed: Collection[str]) -> frozenset[str]:
        """Read words joined by commas. Raises Problem 400 where one is not of `allowed`."""
        words = frozenset(self._values.get(name, default).split(","))
        unknown = sorted(words.difference(allowed))
        if unknown:
            raise _bad(name, f"is one or more of {', '.join(sorted(allowed))}, not {unknown[0]!r}")
        return words

    def given(self, name: str) -> str | None:
        """Read a text that may be left out."""
        return self._values.get(name)

    def flag(self, name: str) -> bool:
        """Read true or false."""
        return self.text(name, "false", ("true", "false", "True", "False")).lower() == "true"

    def number(self, name: str, *, least: int = 1) -> int | None:
        """Read a whole number of at least `least`. Raises Problem 400."""
        value = self._values.get(name)
        if value is None:
            return None
        if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) >= least):
            raise _bad(name, f"is a whole number from {least} on, not {value!r}")
        return int(value)

    def moment(self, name: str) -> datetime | None:
        """Read a moment; without an offset it is UTC. Raises Problem 400."""
        value = self._values.get(name)
        if value is None:
            return None
        try:
            # A plus in a query string arrives as a blank.
            moment = datetime.fromisoformat(value.replace(" ", "+"))
        except ValueError:
            raise _bad(name, f"is a moment such as 2026-02-01T00:00:00Z, not {value!r}") from None
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _bad(name: str, what: str) -> Problem:
    detail = f"{name} {what}"
    fault = Fault("bad_parameter", detail, parameter=name)
    return Problem(400, "bad_parameter", "A parameter is wrong", detail, faults=[fault])
