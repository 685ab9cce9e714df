"""The part of an evaluation's body in which circumstances are stated, each with its evidence."""

from typing import Annotated

from pydantic import AfterValidator, Field, StrictBool

from services.credentials.domain.evaluation import circumstances as domain
from shared.http.schema import Schema


def _not_blank(text: str) -> str:
    if not text.strip():
        raise ValueError("the evidence is blank")
    return text


Evidence = Annotated[
    str,
    Field(min_length=1, max_length=2000, description="what shows it", examples=["learning agreement"]),
    AfterValidator(_not_blank),
]
InstrumentId = Annotated[str, Field(pattern=r"^[a-z0-9_]{1,60}$", examples=["lrc_1997"])]


class StatementBody(Schema):
    """Whether it is so, and what shows it."""

    value: StrictBool
    evidence: Evidence

    def to_domain(self) -> domain.Statement:
        """Give the domain's statement."""
        return domain.Statement(self.value, self.evidence)


class BoundThenBody(Schema):
    """The instruments that bound both States on that earlier day, and what shows the day."""

    instruments: Annotated[list[InstrumentId], Field(max_length=20)]
    evidence: Evidence

    def to_domain(self) -> domain.BoundThen:
        """Give the domain's statement."""
        return domain.BoundThen(tuple(self.instruments), self.evidence)


def _asks(question: str) -> StatementBody | None:
    """Declare a circumstance by the question that it answers."""
    return Field(None, description=question)


class CircumstancesBody(Schema):
    """Circumstances on which single articles turn. What is left out is not known, never "no"."""

    agreed_beforehand: StatementBody | None = _asks("did both sides agree on the period of study beforehand?")
    transcript: StatementBody | None = _asks("has the institution that taught issued a transcript?")
    specific_access: StatementBody | None = _asks(
        "does the qualification open at home only certain types of institution or programme?"
    )
    needs_extra_examination: StatementBody | None = _asks(
        "does the certificate give access at home only together with a further examination?"
    )
    prior_learning: StatementBody | None = _asks(
        "was it learnt outside a programme, and is it documented or certified?"
    )
    selective_programme: StatementBody | None = _asks(
        "does the programme asked for admit only some of those who qualify?"
    )
    specific_requirements: StatementBody | None = _asks(
        "has the programme asked for requirements beyond the general ones?"
    )
    host_notified_extra_examination: StatementBody | None = _asks(
        "did the host notify a depositary that it asks holders of the awarding State for the examination?"
    )
    host_admits_non_traditional: StatementBody | None = _asks(
        "does the host itself give access on non-traditional qualifications?"
    )
    host_permits_prior_learning: StatementBody | None = _asks(
        "does the host's law permit the recognition of prior learning?"
    )
    studies_begun: BoundThenBody | None = Field(None, description="what bound both when the course was begun")
    recognition_granted: BoundThenBody | None = Field(
        None, description="what bound both when recognition was granted earlier"
    )

    def to_domain(self) -> domain.Circumstances:
        """Give the domain's circumstances."""
        stated = {name: getattr(self, name) for name in domain.FACTS}
        return domain.Circumstances(**{name: it and it.to_domain() for name, it in stated.items()})
