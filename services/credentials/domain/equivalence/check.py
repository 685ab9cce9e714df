"""One check, from what is known to the parts of its answer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache, partial

from services.credentials.domain.equivalence import award as awards
from services.credentials.domain.equivalence import conclusion, legal
from services.credentials.domain.equivalence.answering import answering_state
from services.credentials.domain.equivalence.award import Award, Meant, Rights, rights
from services.credentials.domain.equivalence.conclusion import Conclusion
from services.credentials.domain.equivalence.law_in_bulk import law_of_all
from services.credentials.domain.equivalence.legal import LegalBasis, LegalCase
from services.credentials.domain.equivalence.marks import NO_GRADE, Marks, convert, leads_to
from services.credentials.domain.equivalence.request import Request
from services.credentials.domain.equivalence.standing import NOT_GIVEN, Standing, query, standing
from services.credentials.domain.equivalence.stretches import Stretches
from services.credentials.domain.equivalence.values import Purpose
from services.credentials.domain.evaluation.facts import HolderStatus
from services.credentials.domain.grades.book import GradeBook
from services.credentials.domain.qualifications.comparison import Comparison
from services.credentials.domain.qualifications.systems import Systems
from services.credentials.domain.register.ports import Institutions
from services.credentials.domain.register.register import Identified
from shared.rules.conclusions import concluded, concluding_slots
from shared.rules.decision import Decision
from shared.rules.documents.rule import Rule
from shared.rules.evaluate.resolution import NO_RULE, State
from shared.rules.release import RuleSet

REMEMBERED, REMEMBERED_MARKS = 16_384, 2_048
"""Parts of each kind that are kept. Grades come in too many forms to come again."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The parts of an answer, each for itself; without a qualification there is no comparison."""

    conclusion: Conclusion
    award: Award
    comparison: Comparison | None
    rights: Rights
    legal: LegalBasis
    standing: Standing
    marks: Marks


class Knowledge:
    """One state of everything that a check rests on: never changed, replaced whole.

    What was worked out for one check is remembered for the next that shares the part. Days are replaced by
    the first of their stretch.
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
        self.legal_days = legal.days_of_law(release, (*self.binding_slots, *legal.SLOTS))
        self.known_days = legal.days_of_knowledge(release)
        self.system_days: Callable[[str], Stretches] = cache(partial(awards.stretches, systems))
        self.status_days: Callable[[str], tuple[Stretches, Stretches]] = lru_cache(REMEMBERED)(
            self._status_days
        )
        self.meant: Callable[[str, str], Meant] = lru_cache(REMEMBERED)(partial(awards.meant, systems))
        self._award: Callable[[Meant, date], Award] = lru_cache(REMEMBERED)(partial(awards.award, systems))
        self._compare: Callable[[str, str, date], Comparison] = lru_cache(REMEMBERED)(self._compared)
        self._stand: Callable[[Identified, str, date, date], Standing] = lru_cache(REMEMBERED)(self._stood)
        self._mark: Callable[[str, str | None, str | None], Marks] = lru_cache(REMEMBERED_MARKS)(
            partial(convert, grades)
        )
        self.conclude = lru_cache(REMEMBERED)(conclusion.conclude)
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
        meant = self.meant(request.award_country, request.qualification)
        award = self.award(meant, request.award_country, request.award_date)
        comparison = self.comparison(award, request.host_country, request.legal_date)
        found = NOT_GIVEN
        if request.institution is not None:
            identified = self.institutions.identify(query(request.institution, request.award_country))
            found = self.standing(
                identified, request.award_country, awarded=request.award_date, known=request.known_at
            )
        case = self.legal_case(
            award_country=request.award_country,
            host_country=request.host_country,
            purpose=request.purpose,
            holder_status=request.holder_status,
            legal_date=request.legal_date,
            known_at=request.known_at,
            award=award,
            found=found,
        )
        basis = self.law(case)
        marks = self.mark(request.grade, request.grade_scale, award, request.host_country)
        concluded = self.conclude(
            conclusion.OfAward.of(award),
            conclusion.OfComparison.of(comparison),
            conclusion.OfLaw.of(basis),
            conclusion.OfInstitution.of(found),
            marks.missing,
        )
        return Answer(concluded, award, comparison, rights(award, comparison), basis, found, marks)

    def award(self, meant: Meant, country: str, awarded: date) -> Award:
        """Find what was awarded."""
        return self._award(meant, self.system_days(country).first_day(awarded))

    def comparison(self, award: Award, host: str, on: date) -> Comparison | None:
        """Compare it with the host's system; its levels on the day of the award are the award's own."""
        if award.qualification is None:
            return None
        return self._compare(award.qualification.id, host, self.system_days(host).first_day(on))

    def standing(self, found: Identified, country: str, *, awarded: date, known: date) -> Standing:
        """Say what was found of the institution, and its status."""
        if found.institution is None:
            return self._stand(found, country, date.min, date.min)
        award_days, known_days = self.status_days(found.institution)
        return self._stand(found, country, award_days.first_day(awarded), known_days.first_day(known))

    def mark(self, grade: str | None, scale: str | None, award: Award, host: str) -> Marks:
        """Convert a grade; without a scale of its own it stands on that of the qualification."""
        if grade is None:
            return NO_GRADE
        usual = award.qualification.scale if award.qualification else None
        return self._mark(grade, scale or usual, leads_to(host))

    def legal_case(  # noqa: PLR0913 - what of a check the law looks at
        self,
        *,
        award_country: str,
        host_country: str,
        purpose: Purpose,
        holder_status: HolderStatus | None,
        legal_date: date,
        known_at: date,
        award: Award,
        found: Standing,
    ) -> LegalCase:
        """Take what the law looks at from a request and from what was found about it."""
        state = answering_state(award_country, legal_date, seat=found.seat)
        return LegalCase(
            award_state=state,
            host_state=answering_state(host_country, legal_date),
            access=award.access,
            purpose=purpose,
            holder_status=holder_status,
            recognised=found.recognised,
            legal_date=self.legal_days.first_day(legal_date),
            known_at=self.known_days.first_day(known_at),
            former=None if state == award_country else award_country,
        )

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

    def _compared(self, qualification: str, host: str, on: date) -> Comparison:
        return self.systems.comparable(self.systems.get(qualification), host, awarded=on, on=on)

    def _stood(self, found: Identified, country: str, awarded: date, known: date) -> Standing:
        return standing(self.institutions, found, country, awarded=awarded, known=known)

    def _status_days(self, institution: str) -> tuple[Stretches, Stretches]:
        on, known = self.institutions.days_of_change(institution)
        return Stretches(on), Stretches(known)

    def _law(self, case: LegalCase) -> LegalBasis:
        compiled = self.release.compile(case.legal_date, case.known_at)
        given = {name: value for name, value in case.facts().items() if name in self.facts}
        facts = concluded(compiled, self.binding_slots, given)
        closed = {**facts, legal.CLOSED: True}

        def decide(slot: str, about: dict[str, object]) -> Decision:
            return compiled.decide(about, slot) if slot in compiled.slots else nothing(slot)

        return legal.conclude(
            case,
            rules=self.rules,
            binding={legal.instrument(it): _flag(facts.get(it)) for it in self.binding_slots},
            closed={slot: decide(slot, closed) for slot in legal.SLOTS},
            still_open=decide(legal.DUTY, facts),
            assumed={name: value for name, value in legal.ASSUMED.items() if name in self.facts},
        )


def nothing(slot: str) -> Decision:
    """Give the decision of a slot in which no rule is in force."""
    return Decision(slot, State.OUT_OF_SCOPE, None, (NO_RULE,), (), None)


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
