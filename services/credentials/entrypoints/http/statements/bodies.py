"""The body by which a statement is issued, and its way into the domain."""

import re
from typing import Annotated, TypeVar
from uuid import UUID

from pydantic import AfterValidator, Field, StrictInt
from pydantic_core import PydanticCustomError

from services.credentials.application.statements import Order
from services.credentials.domain.evaluation.facts import Purpose
from services.credentials.domain.statements import stated
from services.credentials.domain.statements.stated import LegalForce, Softer, Stated
from shared.http.schema import IsoDate, Schema
from shared.kernel.canonical import sha256

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def _readable(text: str) -> str:
    """Refuse what has no place in a document for people: control characters, and blanks alone."""
    if _CONTROL.search(text):
        raise PydanticCustomError("control_character", "a text holds no control characters")
    if not text.strip():
        raise PydanticCustomError("blank", "a text says something; leave the member out otherwise")
    return text


def _in_a_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise PydanticCustomError("more_than_a_line", "this is one line, without tabs")
    return text


Text = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_readable)]
Line = Annotated[
    str, Field(min_length=1, max_length=300), AfterValidator(_readable), AfterValidator(_in_a_line)
]
Item = TypeVar("Item")
Few = Annotated[list[Item], Field(default_factory=list, max_length=50)]


class AuthorityBody(Schema):
    """Who decided."""

    name: Line
    address: Line | None = None


class ComparableBody(Schema):
    """With which qualification of the own country the award is compared."""

    qualification: Line
    level: Line | None = None
    framework: Line | None = Field(default=None, description="the framework in which the level counts")


class RightBody(Schema):
    """What the decision opens, and where national law says so."""

    text: Text
    law: Line | None = None


class ConditionBody(Schema):
    """What has to be met, and by when."""

    text: Text
    due: IsoDate | None = None


class ConsideredBody(Schema):
    """A softer outcome than refusal, and why it was not possible."""

    outcome: Softer
    reason: Text


class AppealBody(Schema):
    """Where to appeal, until when (a day, or a number of days from the notification), under which law."""

    body: Line
    law: Line
    until: IsoDate | None = None
    days: Annotated[StrictInt, Field(ge=1, le=3660)] | None = None
    address: Line | None = None


class StatementRequest(Schema):
    """What the authority states beside what the evaluation says already."""

    legal_force: LegalForce
    authority: AuthorityBody
    purpose: Purpose | None = Field(default=None, description="only where the decision names no evaluation")
    comparable: ComparableBody | None = None
    rights: Few[RightBody]
    conditions: Few[ConditionBody]
    measures: Few[Text] = Field(description="what the holder may do to obtain recognition later")
    considered: Few[ConsideredBody] = Field(description="of a refusal: why nothing softer was possible")
    appeal: AppealBody | None = None
    holder_name: Line | None = Field(
        default=None, description="goes into the signed document alone: it is neither stored nor logged"
    )
    replaces: UUID | None = Field(default=None, description="the statement of this decision to withdraw")

    def to_order(self, application_id: UUID, decision_id: UUID) -> Order:
        """Give the order; its hash leaves the holder out."""
        asked = self.model_dump(mode="json", exclude={"holder_name"})
        request = sha256({"application": str(application_id), "decision": str(decision_id), **asked})
        return Order(application_id, decision_id, self._stated(), request, self.holder_name, self.replaces)

    def _stated(self) -> Stated:
        comparable, appeal = self.comparable, self.appeal
        return Stated(
            legal_force=self.legal_force,
            authority=stated.Authority(**self.authority.model_dump()),
            purpose=self.purpose,
            comparable=stated.Comparable(**comparable.model_dump()) if comparable else None,
            rights=tuple(stated.Right(**it.model_dump()) for it in self.rights),
            conditions=tuple(stated.Condition(**it.model_dump()) for it in self.conditions),
            measures=tuple(self.measures),
            considered=tuple(stated.Considered(**it.model_dump()) for it in self.considered),
            appeal=stated.Appeal(**appeal.model_dump()) if appeal else None,
        )
