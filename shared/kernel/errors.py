"""What can go wrong in the domain, without a word about HTTP.

    DomainError
    ├── NotFound      the thing named does not exist (or not for this tenant)
    ├── Invalid       the request contradicts itself or the vocabulary; names each place
    ├── Conflict      the present state forbids it
    ├── Forbidden     the principal may not
    └── Unavailable   a part that is needed is down; try again later

A concrete error subclasses one of these and sets its own `code` (stable, snake_case) and `title`.
"""

from dataclasses import dataclass
from typing import ClassVar


class DomainError(Exception):
    """The root: `code` is stable for programs, `title` names the kind, `detail` tells this case."""

    code: ClassVar[str] = "domain_error"
    title: ClassVar[str] = "The request could not be carried out"

    def __init__(self, detail: str, *, pointer: str | None = None) -> None:
        super().__init__(detail)
        self.detail = detail
        self.pointer = pointer


class NotFound(DomainError):
    """The thing named does not exist."""

    code = "not_found"
    title = "Not found"


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing wrong with the input: where (JSON Pointer, RFC 6901), which kind, and in words."""

    pointer: str
    code: str
    detail: str


class Invalid(DomainError):
    """The input is wrong in one or more places; `violations` names every one of them."""

    code = "invalid"
    title = "The request is not valid"

    def __init__(self, *violations: Violation) -> None:
        if not violations:
            raise ValueError("an Invalid error names at least one violation")
        super().__init__("; ".join(violation.detail for violation in violations))
        self.violations = violations


class Conflict(DomainError):
    """The present state forbids what was asked."""

    code = "conflict"
    title = "Conflict with the present state"


class Forbidden(DomainError):
    """The principal is known and may not do this."""

    code = "forbidden"
    title = "Not allowed"


class Unavailable(DomainError):
    """A part that is needed is down; `retry_after` says in how many seconds a retry makes sense."""

    code = "unavailable"
    title = "Temporarily unavailable"

    def __init__(self, detail: str, *, retry_after: int = 1) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
