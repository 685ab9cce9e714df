"""The grade, said on a scale of the host, where a conversion exists."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from shared.kernel.canonical import Json

if TYPE_CHECKING:
    from services.credentials.domain.equivalence.conclusion import Missing


@dataclass(frozen=True, slots=True)
class Marks:
    """A conversion or the reason why there is none; None where no grade was given."""

    document: Mapping[str, Json] | None
    missing: "tuple[Missing, ...]" = ()


NO_GRADE = Marks(None)
