"""Many checks at once, by columns: each distinct part is worked out once, whatever the number of rows.

Rows are never walked one by one: what they share is found by numbering combinations of columns, and only
combinations are worked out. The functions that work them out are those of a single check (`Knowledge.check`),
except that the law comes from the batch evaluator.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from services.credentials.domain.equivalence.answering import ends_of_states
from services.credentials.domain.equivalence.award import Award, Meant, Rights, rights
from services.credentials.domain.equivalence.check import Knowledge
from services.credentials.domain.equivalence.conclusion import (
    Conclusion,
    OfAward,
    OfComparison,
    OfInstitution,
    OfLaw,
)
from services.credentials.domain.equivalence.fields import ABSENT, Fields
from services.credentials.domain.equivalence.legal import LegalBasis, LegalCase
from services.credentials.domain.equivalence.marks import Marks, leads_to
from services.credentials.domain.equivalence.numbering import Coded, Codes, groups, numbered, worked_out
from services.credentials.domain.equivalence.standing import NOT_GIVEN, Standing, identify, query
from services.credentials.domain.equivalence.stretches import Stretches
from services.credentials.domain.qualifications.comparison import Comparison
from services.credentials.domain.register.register import Identified


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of some rows, part by part, as `check.Answer` has them."""

    conclusion: Coded[Conclusion]
    award: Coded[Award]
    comparison: Coded[Comparison | None]
    rights: Coded[Rights]
    legal: Coded[LegalBasis]
    standing: Coded[Standing]
    marks: Coded[Marks]


def check_all(knowledge: Knowledge, fields: Fields, rows: Codes, *, today: date) -> Answers:
    """Answer the named rows, which are without fault."""
    bulk = _Bulk(knowledge, fields, rows, today)
    award = bulk.awards()
    comparison = bulk.comparisons(award)
    standing = bulk.standings()
    law = bulk.laws(award, standing)
    marks = bulk.marks(award)
    concluded_from = (
        award.alike(OfAward.of),
        comparison.alike(OfComparison.of),
        law.alike(OfLaw.of),
        standing.alike(OfInstitution.of),
        marks.alike(lambda it: it.missing),
    )
    return Answers(
        conclusion=_conclusions(knowledge, concluded_from),
        award=award,
        comparison=comparison,
        rights=_rights(award, comparison),
        legal=law,
        standing=standing,
        marks=marks,
    )


def _rights(award: Coded[Award], comparison: Coded[Comparison | None]) -> Coded[Rights]:
    homes = award.alike(lambda it: rights(it, None))
    hosts = comparison.alike(lambda it: it.nearest.gives if it and it.nearest else None)
    return worked_out(lambda row: rights(award[row], comparison[row]), homes.codes, hosts.codes)


def _conclusions(knowledge: Knowledge, parts: Sequence[Coded[Any]]) -> Coded[Conclusion]:
    return worked_out(lambda row: knowledge.conclude(*(it[row] for it in parts)), *(it.codes for it in parts))


class _Bulk:
    """Works out part after part; `place` is a position among the rows."""

    def __init__(self, knowledge: Knowledge, fields: Fields, rows: Codes, today: date) -> None:
        self._knowledge = knowledge
        self._fields = fields
        self._rows = rows
        self._today = today

    def _column(self, name: str) -> Codes:
        return self._fields[name].numbers[self._rows]

    def _value(self, name: str, place: int) -> Any:
        return self._fields[name].value(self._rows[place])

    def _day(self, name: str, place: int) -> date:
        found: date = self._value(name, place) or self._today
        return found

    def _days(self, name: str) -> Codes:
        return self._fields[name].days(self._today)[self._rows]

    def awards(self) -> Coded[Award]:
        def text(place: int) -> Meant:
            return self._knowledge.meant(
                self._value("award_country", place), self._value("qualification", place)
            )

        countries = self._column("award_country")
        meant = worked_out(text, countries, self._column("qualification")).alike(lambda it: it)

        def found(place: int) -> Award:
            country, awarded = self._value("award_country", place), self._value("award_date", place)
            return self._knowledge.award(meant[place], country, awarded)

        days = self._stretches("award_country", "award_date")
        return worked_out(found, countries, meant.codes, days).shared()

    def comparisons(self, award: Coded[Award]) -> Coded[Comparison | None]:
        def found(place: int) -> Comparison | None:
            host, on = self._value("host_country", place), self._day("legal_date", place)
            return self._knowledge.comparison(award[place], host, on)

        meant = award.alike(lambda it: it.qualification and it.qualification.id)
        days = self._stretches("host_country", "legal_date")
        return worked_out(found, meant.codes, self._column("host_country"), days)

    def _stretches(self, country: str, day: str) -> Codes:
        """Number the stretch of a country's system that each row's day falls into."""
        values = self._fields[country].values
        days = {code: self._knowledge.system_days(it) for code, it in enumerate(values)}
        return _numbers(self._column(country), days, self._days(day))

    def standings(self) -> Coded[Standing]:
        identified = self._identified()
        known = {
            code: self._knowledge.status_days(it.institution)
            for code, it in enumerate(identified.distinct)
            if it is not None and it.institution is not None
        }
        on = _numbers(
            identified.codes, {it: days for it, (days, _) in known.items()}, self._days("award_date")
        )
        at = _numbers(identified.codes, {it: days for it, (_, days) in known.items()}, self._days("known_at"))

        def found(place: int) -> Standing:
            it = identified[place]
            if it is None:
                return NOT_GIVEN
            return self._knowledge.standing(
                it,
                self._value("award_country", place),
                awarded=self._value("award_date", place),
                known=self._day("known_at", place),
            )

        return worked_out(found, identified.codes, self._former(), on, at)

    def _identified(self) -> Coded[Identified | None]:
        """Find the institutions, each text of each country once."""
        first, numbers = numbered(self._column("institution"), self._column("award_country"))
        texts = [(self._value("institution", it), self._value("award_country", it)) for it in first]
        asked = [query(text, country) for text, country in texts if text is not None]
        found = iter(identify(self._knowledge.institutions, asked))
        return Coded(numbers, [None if text is None else next(found) for text, _ in texts]).alike(
            lambda it: it
        )

    def _former(self) -> Codes:
        """Number awarding countries that are no more; -1 stands for all others."""
        values = self._fields["award_country"].values
        table = [code if it in ends_of_states() else ABSENT for code, it in enumerate(values)]
        return np.array([*table, ABSENT], np.int64)[self._column("award_country")]

    def marks(self, award: Coded[Award]) -> Coded[Marks]:
        def found(place: int) -> Marks:
            grade, scale = self._value("grade", place), self._value("grade_scale", place)
            return self._knowledge.mark(grade, scale, award[place], self._value("host_country", place))

        grades = self._column("grade")
        usual = award.alike(lambda it: it.qualification and it.qualification.scale).codes
        hosts = Coded(self._column("host_country"), self._fields["host_country"].values).alike(leads_to)
        others = usual, self._column("grade_scale"), hosts.codes
        return worked_out(found, grades, *(np.where(grades == ABSENT, ABSENT, it) for it in others))

    def laws(self, award: Coded[Award], standing: Coded[Standing]) -> Coded[LegalBasis]:
        def case(place: int) -> LegalCase:
            return self._knowledge.legal_case(
                award_country=self._value("award_country", place),
                host_country=self._value("host_country", place),
                purpose=self._value("purpose", place),
                holder_status=self._value("holder_status", place),
                legal_date=self._day("legal_date", place),
                known_at=self._day("known_at", place),
                award=award[place],
                found=standing[place],
            )

        legal_days = self._days("legal_date")
        cases = worked_out(
            case,
            *(self._column(it) for it in ("award_country", "host_country", "purpose", "holder_status")),
            award.alike(lambda it: it.access).codes,
            standing.alike(lambda it: (it.recognised, it.seat)).codes,
            self._knowledge.legal_days.numbers(legal_days),
            Stretches(ends_of_states().values()).numbers(legal_days),
            self._knowledge.known_days.numbers(self._days("known_at")),
        )
        return Coded(cases.codes, self._knowledge.laws(cases.distinct)).shared()


def _numbers(codes: Codes, days: Mapping[int, Stretches], ordinals: Codes) -> Codes:
    """Number the stretch that each row's day falls into, by its code's stretches; 0 where it has none."""
    found = np.zeros(len(codes), np.int64)
    for code, rows in groups(codes):
        if code in days:
            found[rows] = days[code].numbers(ordinals[rows])
    return found
