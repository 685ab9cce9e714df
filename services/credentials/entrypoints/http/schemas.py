"""The bodies of `/v1/evaluations`, and their way into the domain."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StrictBool

from services.credentials.domain.evaluation import facts
from services.credentials.domain.evaluation.circumstances import Profession
from services.credentials.entrypoints.http.circumstances import CircumstancesBody
from shared.http.schema import CountryCode, IsoDate, Schema, Words, saying_something
from shared.kernel.errors import Invalid, Violation

Text = Annotated[str, Field(min_length=1, max_length=300)]
EARLIEST = date(1900, 1, 1)


class AwardBody(Schema):
    """The qualification as awarded abroad. What is left out is unknown, never "no"."""

    country: CountryCode
    institution: Text
    title: Text
    qualification_type: facts.QualificationType
    date: IsoDate = Field(description="the day of the award")
    documents: facts.Documents
    level: Literal["short", "bachelor", "master", "doctorate"] | None = None
    verified_with_issuer: StrictBool | None = None
    legalisation: Literal["none", "apostille", "consular"] | None = None
    institution_recognised_at_award: StrictBool | None = None
    retroactive_recognition_confirmed: StrictBool | None = None
    institution_sector: Literal["governmental", "private"] | None = None
    quality_assured: StrictBool | None = None
    mode: Literal["campus", "online", "blended"] | None = None
    provider_country: CountryCode | None = None
    delivery_country: CountryCode | None = None
    programme_listed_by_provider_country: StrictBool | None = None
    joint_partners: Annotated[list[CountryCode], Field(max_length=20)] = Field(default_factory=list)

    def to_domain(self) -> facts.Award:
        """Give the domain's award."""
        return facts.Award(**{**self.model_dump(), "joint_partners": tuple(self.joint_partners)})


class HolderBody(Schema):
    """What matters about the holder; no name, no birth date, no identity number is ever asked for."""

    status: facts.HolderStatus | None = None


def _none_or_words(text: str) -> str:
    """Take blanks for no evidence, and nothing that only looks like some."""
    return saying_something(text) if text.strip() else text


class DifferenceBody(Schema):
    """A difference from the corresponding qualification of the host."""

    aspect: Annotated[Words, Field(min_length=1, max_length=100, examples=["learning outcomes"])]
    grave: StrictBool = Field(description="substantial for the purpose of the application")
    shown_by_authority: StrictBool = Field(description="an assertion alone never counts")
    evidence: Annotated[str, Field(max_length=2000), AfterValidator(_none_or_words)] = ""
    leaves: facts.Remainder = Field(facts.Remainder.NOTHING, description="what remains recognisable")


Differences = Annotated[list[DifferenceBody], Field(max_length=50)]


class FraudBody(Schema):
    """An established finding of fraud."""

    evidence: Annotated[Words, Field(min_length=1, max_length=2000)]


class AssessmentBody(Schema):
    """The authority's own assessment so far."""

    closed: StrictBool = False
    substantial_differences: Annotated[list[DifferenceBody], Field(max_length=50)] = Field(
        default_factory=list
    )
    fraud: FraudBody | None = None

    def to_domain(self) -> facts.Assessment:
        """Give the domain's assessment."""
        return facts.Assessment(
            closed=self.closed,
            differences=tuple(facts.Difference(**it.model_dump()) for it in self.substantial_differences),
            fraud=facts.FraudFinding(self.fraud.evidence) if self.fraud else None,
        )


class EvaluationRequest(Schema):
    """One award before the authority of one country, for one purpose."""

    award: AwardBody
    recognition_country: CountryCode
    purpose: facts.Purpose
    legal_date: IsoDate | None = Field(None, description="the day of the decision; today where left out")
    known_at: IsoDate | None = Field(None, description="use only what was known of the law on this day")
    holder: HolderBody = HolderBody()
    competent_decider: Literal["state", "institution"] | None = None
    decision_overdue: StrictBool = False
    assessment: AssessmentBody = AssessmentBody()
    profession: Profession | None = Field(
        None, description="the one to be practised, where that is the purpose"
    )
    circumstances: CircumstancesBody = CircumstancesBody()

    def to_domain(self, *, today: date) -> facts.Application:
        """Give the domain's application. Raises Invalid where dates contradict each other."""
        legal_date = self.legal_date or today
        if violations := [
            *self._wrong_days(legal_date, today),
            *self._same_country(),
            *self._profession_without_purpose(),
        ]:
            raise Invalid(*violations)
        return facts.Application(
            award=self.award.to_domain(),
            recognition_country=self.recognition_country,
            purpose=self.purpose,
            legal_date=legal_date,
            known_at=self.known_at,
            holder_status=self.holder.status,
            competent_decider=self.competent_decider,
            decision_overdue=self.decision_overdue,
            assessment=self.assessment.to_domain(),
            profession=self.profession,
            circumstances=self.circumstances.to_domain(),
        )

    def _wrong_days(self, legal_date: date, today: date) -> Iterator[Violation]:
        award = self.award.date
        if award > today:
            yield Violation("/award/date", "award_in_the_future", "the award lies in the future")
        elif award > legal_date:
            yield Violation(
                "/award/date", "award_after_legal_date", "the award was made after the legal date"
            )
        if award < EARLIEST:
            yield Violation("/award/date", "date_out_of_range", f"the award lies before {EARLIEST}")
        if legal_date < EARLIEST:
            yield Violation("/legal_date", "date_out_of_range", f"the legal date lies before {EARLIEST}")
        if legal_date > today:
            yield Violation("/legal_date", "legal_date_in_the_future", "the law of a future day is not known")
        if self.known_at is not None and self.known_at > today:
            yield Violation("/known_at", "known_at_in_the_future", "nothing is known of a future day")

    def _same_country(self) -> Iterator[Violation]:
        if self.recognition_country == self.award.country:
            yield Violation(
                "/recognition_country", "same_country", "an award is foreign only in another country"
            )

    def _profession_without_purpose(self) -> Iterator[Violation]:
        if self.profession is not None and self.purpose is not facts.Purpose.PRACTISE_A_PROFESSION:
            detail = f"a profession is named where the purpose is to practise one, not {self.purpose}"
            yield Violation("/profession", "profession_without_purpose", detail)
