"""The base of every request and response body."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from shared.kernel.countries import is_country
from shared.kernel.words import says_something


class Schema(BaseModel):
    """A body: members that are not declared are refused, and text is taken as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _iso_date(value: object) -> object:
    """Take dates in one form only; pydantic's own reading would take numbers as timestamps."""
    if isinstance(value, str) and not _ISO_DATE.fullmatch(value):
        raise PydanticCustomError("date_format", "write the date as YYYY-MM-DD")
    if not isinstance(value, str | date):
        raise PydanticCustomError("date_format", "a date is a string of the form YYYY-MM-DD")
    return value


_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

IsoDate = Annotated[date, BeforeValidator(_iso_date, json_schema_input_type=str)]
"""A calendar day, ``YYYY-MM-DD``."""


def saying_something(text: str) -> str:
    """Take a text that says something; otherwise it is invalid."""
    if not says_something(text):
        raise PydanticCustomError("says_nothing", "write words: there is no letter and no digit in it")
    return text


Words = Annotated[str, AfterValidator(saying_something)]
"""Text that says something."""


def _known_country(code: str) -> str:
    if not is_country(code):
        raise PydanticCustomError(
            "unknown_country", "{code} is not an ISO 3166-1 alpha-3 code", {"code": repr(code[:8])}
        )
    return code


CountryCode = Annotated[
    str,
    AfterValidator(_known_country),
    WithJsonSchema({"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["ALB", "NOR"]}),
]
"""ISO 3166-1 alpha-3, present or former (SCG, YUG, CSK, DDR, SUN)."""
