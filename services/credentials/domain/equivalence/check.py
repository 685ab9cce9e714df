"""One check, from what is known to the parts of its answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial

from services.credentials.domain.equivalence import conclusion, legal
from services.credentials.domain.equivalence.conclusion import Conclusion
from services.credentials.domain.equivalence.law_in_bulk import law_of_all
from services.credentials.domain.equivalence.legal import LegalBasis, LegalCase
from services.credentials.domain.equivalence.marks import NO_GRADE, Marks, convert
from services.credentials.domain.equivalence.placement import Placement, Stretches, place
from services.credentials.domain.equivalence.request import Request
from services.credentials.domain.equivalence.standing import Standing, standing
from services.credentials.domain.grades.book import GradeBook
from services.credentials.domain.qualifications.systems import Systems, UnknownSystem
from services.credentials.domain.register.ports import Institutions
from shared.rules.conclusions import concluded, concluding_slots
from shared.rules.decision import Decision
from shared.rules.documents.rule import Rule
from shared.rules.evaluate.resolution import NO_RULE, State
from shared.rules.release import RuleSet

REMEMBERED = 4_096
_MEANS = {State.SETTLED: True, State.OUT_OF_SCOPE: False}


@dataclass(frozen=True, slots=True)
class Answer:
    """The parts of an answer, each for itself."""

    placement: Placement
    legal: LegalBasis
    standing: Standing
    marks: Marks
    conclusion: Conclusion


class Knowledge:
    """One state of everything that a check rests on: never changed, replaced whole.

    What was worked out for one check is remembered for the next that shares the part.
    """

    def __init__(
        self, systems: Systems, institutions: Institutions, release: RuleSet, grades: GradeBook
    ) -> None:
        self.systems = systems
        self.grades = grades
        self.institutions = institutions
        self.release = release
        self.binding_slots = concluding_slots(release)
        self.rules: dict[str, Rule] = {it.rule.id: it.rule for it in release.rules}
        self.facts = frozenset(release.vocabulary.facts)
        self.stretches: Callable[[str], Stretches] = cache(self._stretches)
        self._place: Callable[[str, str, date, str, date], Placement] = lru_cache(REMEMBERED)(self._placed)
        self._mark: Callable[[str, str | None, str], Marks] = lru_cache(REMEMBERED)(partial(convert, grades))
        self._laws: dict[LegalCase, LegalBasis] = {}

    @property
    def reference_data(self) -> dict[str, str]:
        """Name the state of each book."""
        return {
            "qualifications": self.systems.reference_data,
            "institutions": self.institutions.revision,
            "rules": self.release.hash,
            "grades": self.grades.reference_data,
        }

    def check(self, request: Request) -> Answer:
        """Answer one request."""
        placement = self.place(
            request.award_country,
            request.qualification,
            request.award_date,
            request.host_country,
            request.legal_date,
        )
        found = standing(
            self.institutions,
            request.institution,
            request.award_country,
            awarded=request.award_date,
            known=request.known_at,
        )
        basis = self.law(legal_case(request, placement, found))
        marks = self.mark(request.grade, request.grade_scale, placement, request.host_country)
        return Answer(placement, basis, found, marks, conclusion.conclude(placement, basis, found, marks))

    def mark(self, grade: str | None, scale: str | None, placement: Placement, host: str) -> Marks:
        """Convert a grade; without a scale of its own it stands on that of the qualification."""
        if grade is None:
            return NO_GRADE
        usual = placement.qualification.scale if placement.qualification else None
        return self._mark(grade, scale or usual, host)

    def law(self, case: LegalCase) -> LegalBasis:
        """Say the law of one case."""
        found = self._laws.get(case)
        if found is None:
            found = self._law(case)
            self._remember({case: found})
        return found

    def laws(self, cases: Sequence[LegalCase]) -> list[LegalBasis]:
        """Say the law of many cases at once; those not yet known go through the batch evaluator together."""
        known = self._laws
        new = [it for it in dict.fromkeys(cases) if it not in known]
        answers = law_of_all(self.release, new, binding_slots=self.binding_slots, rules=self.rules)
        found = dict(zip(new, answers, strict=True))
        self._remember(found)
        return [found[it] if it in found else known[it] for it in cases]

    def _remember(self, found: dict[LegalCase, LegalBasis]) -> None:
        if len(self._laws) + len(found) > REMEMBERED:
            self._laws = {}
        self._laws |= found

    def place(self, country: str, qualification: str, awarded: date, host: str, on: date) -> Placement:
        """Place a qualification; days of one stretch of both systems give one placement."""
        return self._place(
            country,
            qualification,
            self.stretches(country).first_day(awarded),
            host,
            self.stretches(host).first_day(on),
        )

    def _placed(self, country: str, qualification: str, awarded: date, host: str, on: date) -> Placement:
        return place(
            self.systems, country=country, qualification=qualification, awarded=awarded, host=host, on=on
        )

    def _stretches(self, country: str) -> Stretches:
        try:
            return Stretches(self.systems.system(country))
        except UnknownSystem:
            return Stretches(None)

    def _law(self, case: LegalCase) -> LegalBasis:
        compiled = self.release.compile(case.legal_date, case.known_at)
        given = {name: value for name, value in case.facts().items() if name in self.facts}
        facts = concluded(compiled, self.binding_slots, given)
        closed = {**facts, legal.CLOSED: True}

        def decide(slot: str, about: dict[str, object]) -> Decision:
            return compiled.decide(about, slot) if slot in compiled.slots else nothing(slot)

        return legal.conclude(
            release=self.release.hash,
            rules=self.rules,
            binding={legal.instrument(it): _flag(facts.get(it)) for it in self.binding_slots},
            closed={slot: decide(slot, closed) for slot in legal.SLOTS},
            still_open=decide(legal.DUTY, facts),
            assumed={name: value for name, value in legal.ASSUMED.items() if name in self.facts},
        )


def legal_case(request: Request, placement: Placement, found: Standing) -> LegalCase:
    """Take what the law looks at from a request and from what was found about it."""
    return LegalCase(
        award_country=request.award_country,
        host_country=request.host_country,
        access=placement.access,
        purpose=request.purpose,
        holder_status=request.holder_status,
        recognised=found.recognised,
        legal_date=request.legal_date,
        known_at=request.known_at,
    )


def nothing(slot: str) -> Decision:
    """Give the decision of a slot in which no rule is in force."""
    return Decision(slot, State.OUT_OF_SCOPE, None, (NO_RULE,), (), None)


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
