"""The base of every request and response body."""

from pydantic import BaseModel, ConfigDict


class Schema(BaseModel):
    """A body: members that are not declared are refused, and text is taken as it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)
