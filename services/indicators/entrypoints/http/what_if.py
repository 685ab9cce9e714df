"""`POST /v1/what-if`: the measures of a release under other assumptions, beside those that it gives."""

from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field, model_validator

from services.indicators.application.what_if import Question, WhatIf
from services.indicators.domain.cube.whatif import Scenario, Unknown
from shared.http.authentication import Authenticate
from shared.http.routing import create_router
from shared.http.schema import Schema

Area = Annotated[str, Field(pattern=r"^[A-Z0-9_]{2,40}$")]


class Counting(StrEnum):
    """Who counts: students who crossed a border to study, or students of a foreign citizenship."""

    MOBILE = "mobile"
    FOREIGN = "foreign"


class Side(StrEnum):
    """Whose measures: those of origins over hosts, or of hosts over origins."""

    ORIGIN = "origin"
    HOST = "host"


class WhatIfBody(Schema):
    """The assumptions, and which results are wanted."""

    release: Annotated[str, Field(max_length=100)] | None = None
    counting: Counting | None = Field(
        default=None, description="take the newest release that counts so, instead of naming one"
    )
    without_hosts: Annotated[list[Area], Field(max_length=400)] = Field(default_factory=list)
    unknown: Unknown = Field(default=Unknown.NONE, description="students whose origin is not known")
    side: Side = Side.ORIGIN
    areas: Annotated[list[Area], Field(max_length=400)] = Field(default_factory=list)
    years: Annotated[list[Annotated[int, Field(ge=1900, le=2100)]], Field(max_length=200)] = Field(
        default_factory=list
    )
    level: str = "L5T8"
    sex: str = "T"

    @model_validator(mode="after")
    def one_release(self) -> "WhatIfBody":
        """Refuse a release and a way of counting together."""
        if self.release is not None and self.counting is not None:
            raise ValueError("give either release or counting")
        return self


def what_if_routes(what_if: WhatIf, authenticate: Authenticate) -> APIRouter:
    """Make the route."""
    router = create_router("/v1/what-if", tags=["indicators"])

    @router.post("", dependencies=[Depends(authenticate)])
    async def ask_what_if(body: WhatIfBody) -> dict[str, Any]:
        """Drop hosts, allocate students of unknown origin, or count otherwise; all measures computed anew."""
        scenario = Scenario(frozenset(body.without_hosts), body.unknown)
        return await what_if(
            Question(
                scenario,
                body.release,
                body.counting,
                body.side.value,
                frozenset(body.areas),
                frozenset(body.years),
                body.level,
                body.sex,
            )
        )

    return router
