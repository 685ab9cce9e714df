"""The answers on qualification systems."""

from datetime import date
from typing import Literal

from pydantic import Field

from services.credentials.domain.qualifications.comparison import Comparability, Comparison, Counterpart
from services.credentials.domain.qualifications.levels import Level, Levels, Link
from services.credentials.domain.qualifications.model import Fact, Kind, Qualification, System
from services.credentials.domain.qualifications.systems import Ambiguous, Finding, Found
from shared.http.schema import Schema
from shared.kernel.countries import country
from shared.kernel.evidence import Evidence, TrustMark
from shared.kernel.intervals import Bound


class ProvenanceAnswer(Schema):
    """Where a fact comes from and how far it may be relied upon."""

    source: str
    confidence: float
    trust: TrustMark

    @classmethod
    def of(cls, evidence: Evidence) -> "ProvenanceAnswer":
        """Write it."""
        return cls(source=evidence.source, confidence=evidence.confidence, trust=evidence.mark)


class AwardedAnswer(Schema):
    """The days of award, each a day, `open` or `unknown`; on the day `until` it was no longer awarded."""

    since: str
    until: str

    @classmethod
    def of(cls, qualification: Qualification) -> "AwardedAnswer":
        """Write them."""
        return cls(since=_bound(qualification.awarded.start), until=_bound(qualification.awarded.end))


def _bound(bound: Bound) -> str:
    if isinstance(bound, date):
        return bound.isoformat()
    return "open" if bound.value == "unbounded" else "unknown"


class LengthAnswer(Schema):
    """A nominal length: years of full-time study (of schooling, for access), and credits."""

    years: str | None
    ects: str | None
    credits: str | None


class QualificationAnswer(Schema):
    """One qualification of one country."""

    id: str
    country: str
    kind: Kind
    names: dict[str, str] = Field(description="by ISO 639 language")
    english: str
    aliases: list[str]
    part: str | None = Field(description="the part of the country that awards it, where not all do")
    awarded: AwardedAnswer
    isced: int | None = Field(description="level of ISCED 2011; null where no mapping is recorded")
    framework_level: str | None
    eqf: int | None = Field(description="as referenced; whether it held on a day is said by `levels`")
    length: LengthAnswer
    gives: list[Kind] | None = Field(description="the programmes that it opens at home; null: not recorded")
    limits: str | None
    fields: list[str] = Field(description="the only fields of study in which it is awarded; empty: any")
    profile: str | None
    scale: str | None = Field(description="its grade scale")
    note: str | None
    evidence: ProvenanceAnswer = Field(description="of the weakest fact")
    facts: dict[Fact, ProvenanceAnswer] = Field(description="where each recorded fact comes from")

    @classmethod
    def of(cls, it: Qualification) -> "QualificationAnswer":
        """Write a qualification."""
        return cls(
            id=it.id,
            country=it.country,
            kind=it.kind,
            names=dict(it.names),
            english=it.english,
            aliases=list(it.aliases),
            part=it.part,
            awarded=AwardedAnswer.of(it),
            isced=it.isced,
            framework_level=it.framework_level,
            eqf=it.eqf,
            length=LengthAnswer(
                years=str(it.length) if it.length else None,
                ects=str(it.ects) if it.ects else None,
                credits=it.credits,
            ),
            gives=None if it.gives is None else sorted(it.gives),
            limits=it.limits,
            fields=sorted(it.fields),
            profile=it.profile,
            scale=it.scale,
            note=it.note,
            evidence=ProvenanceAnswer.of(it.evidence),
            facts={fact: ProvenanceAnswer.of(source) for fact, source in it.facts},
        )


class FrameworkLinkAnswer(Schema):
    """A link of the national framework: existing at the latest `by`, ended `until`."""

    by: date | None
    until: date | None
    evidence: ProvenanceAnswer | None

    @classmethod
    def of(cls, link: Link) -> "FrameworkLinkAnswer":
        """Write a link."""
        evidence = ProvenanceAnswer.of(link.evidence) if link.evidence else None
        return cls(by=link.by, until=link.until, evidence=evidence)


class SystemSummaryAnswer(Schema):
    """A qualification system in one line."""

    country: str
    name: str
    summary: str
    framework: str | None
    qualifications: int
    evidence: ProvenanceAnswer

    @classmethod
    def of(cls, system: System) -> "SystemSummaryAnswer":
        """Write a system."""
        return cls(
            country=system.country,
            name=country(system.country).name,
            summary=system.summary,
            framework=system.framework,
            qualifications=len(system.qualifications),
            evidence=ProvenanceAnswer.of(system.evidence),
        )


class SystemsAnswer(Schema):
    """A page of systems."""

    items: list[SystemSummaryAnswer]
    next: str | None
    as_of: date = Field(description="the day to which the facts were compiled")
    reference_data: str


class SystemAnswer(SystemSummaryAnswer):
    """A qualification system with its qualifications."""

    national: FrameworkLinkAnswer = Field(description="the national framework itself")
    eqf: FrameworkLinkAnswer = Field(description="its referencing to the European Qualifications Framework")
    qf_ehea: FrameworkLinkAnswer = Field(description="its self-certification against that of the EHEA")
    items: list[QualificationAnswer]
    as_of: date
    reference_data: str


class LevelAnswer(Schema):
    """A level with its standing; `value` is null unless it holds."""

    value: str | None
    standing: str
    by: date | None

    @classmethod
    def of(cls, level: Level) -> "LevelAnswer":
        """Write a level."""
        return cls(value=level.value, standing=level.standing, by=level.by)


class LevelsAnswer(Schema):
    """The levels on the day of the award."""

    isced: int | None
    national: LevelAnswer
    eqf: LevelAnswer
    qf_ehea: LevelAnswer

    @classmethod
    def of(cls, levels: Levels) -> "LevelsAnswer":
        """Write them."""
        return cls(
            isced=levels.isced,
            national=LevelAnswer.of(levels.national),
            eqf=LevelAnswer.of(levels.eqf),
            qf_ehea=LevelAnswer.of(levels.qf_ehea),
        )


class FindingAnswer(Schema):
    """What the text of a diploma names: `found`, `ambiguous`, or why nothing is found."""

    outcome: Literal["found", "ambiguous", "no_system", "no_name", "not_awarded_then"]
    match: Literal["whole", "leading_words"] | None
    candidates: list[QualificationAnswer] = Field(
        description="the one that is found, or those that may be meant"
    )
    near: list[QualificationAnswer] = Field(
        description="names that look alike, where nothing has the name; nothing follows from them"
    )
    isced: int | None = Field(description="the level on which all candidates agree")
    levels: LevelsAnswer | None = Field(description="on the day, where one is found and a day is given")
    as_of: date
    reference_data: str

    @classmethod
    def of(
        cls, finding: Finding, levels: Levels | None, *, as_of: date, reference_data: str
    ) -> "FindingAnswer":
        """Write what was found."""
        candidates: tuple[Qualification, ...]
        match finding:
            case Found():
                outcome, candidates = "found", (finding.qualification,)
                isced = finding.qualification.isced
            case Ambiguous():
                outcome, candidates, isced = "ambiguous", finding.candidates, finding.isced
            case _:
                outcome, candidates, isced = finding.reason.value, finding.candidates, None
        return cls.model_validate(
            {
                "outcome": outcome,
                "match": getattr(finding, "match", None),
                "candidates": [QualificationAnswer.of(it) for it in candidates],
                "near": [QualificationAnswer.of(it) for it in getattr(finding, "near", ())],
                "isced": isced,
                "levels": LevelsAnswer.of(levels) if levels else None,
                "as_of": as_of,
                "reference_data": reference_data,
            }
        )


class ComparisonReason(Schema):
    """Why, with a stable code."""

    code: str
    text: str


class CounterpartAnswer(Schema):
    """A qualification of the host at the same level."""

    qualification: QualificationAnswer
    closeness: str
    reasons: list[ComparisonReason]

    @classmethod
    def of(cls, counterpart: Counterpart) -> "CounterpartAnswer":
        """Write a counterpart."""
        return cls(
            qualification=QualificationAnswer.of(counterpart.qualification),
            closeness=counterpart.closeness,
            reasons=[ComparisonReason(code=it.code, text=it.text) for it in counterpart.reasons],
        )


class ComparisonAnswer(Schema):
    """The host's counterparts, nearest first. Where an assessment begins; never a ground of refusal."""

    outcome: Comparability
    host: str
    levels: LevelsAnswer
    counterparts: list[CounterpartAnswer]
    reasons: list[ComparisonReason]
    trust: TrustMark
    as_of: date
    reference_data: str

    @classmethod
    def of(cls, comparison: Comparison, *, as_of: date, reference_data: str) -> "ComparisonAnswer":
        """Write a comparison."""
        return cls(
            outcome=comparison.outcome,
            host=comparison.host,
            levels=LevelsAnswer.of(comparison.levels),
            counterparts=[CounterpartAnswer.of(it) for it in comparison.counterparts],
            reasons=[ComparisonReason(code=it.code, text=it.text) for it in comparison.reasons],
            trust=comparison.mark,
            as_of=as_of,
            reference_data=reference_data,
        )
