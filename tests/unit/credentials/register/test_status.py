"""What the registers together say of an institution on a day, as known on a day."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.credentials.domain.register.facts import Decision, Mark, Scope, Standing, StatusFact
from services.credentials.domain.register.identifiers import Scheme, identifier
from services.credentials.domain.register.institution import (
    Existence,
    Institution,
    Link,
    Provenance,
    Relation,
)
from services.credentials.domain.register.status import Note, Reason, Says, Status, Verdict, status
from shared.kernel.intervals import UNKNOWN, Interval
from tests.unit.credentials.register.cases import ACCREDITED, TIRANA, TIRANA_RECORD, TODAY, fact

INSIDE = date(2019, 6, 30)


def ask(*facts: StatusFact, on: date = INSIDE, known: date = TODAY) -> Status:
    return status(TIRANA, facts, on=on, known=known)


def test_an_official_decision_that_holds_on_the_day_recognises() -> None:
    answer = ask(ACCREDITED)
    assert (answer.verdict, answer.reason) == (Verdict.RECOGNISED, Reason.OFFICIAL_DECISION)


def test_the_interval_is_half_open() -> None:
    assert ask(ACCREDITED, on=date(2017, 5, 1)).verdict is Verdict.RECOGNISED
    assert ask(ACCREDITED, on=date(2022, 4, 30)).verdict is Verdict.RECOGNISED
    assert ask(ACCREDITED, on=date(2022, 5, 1)).verdict is Verdict.UNKNOWN


def test_silence_is_unknown_and_an_expired_decision_is_silence() -> None:
    assert ask().reason is Reason.REGISTERS_SILENT
    expired = ask(ACCREDITED, on=date(2023, 1, 1))
    assert expired.verdict is Verdict.UNKNOWN
    assert expired.voices[0].reason is Reason.NOT_VALID_ON_THE_DAY


def test_an_end_that_nobody_stated_is_open_and_marked_never_six_years() -> None:
    open_ended = fact(valid=Interval(date(2010, 1, 1), UNKNOWN))
    for day in (date(2015, 1, 1), date(2017, 1, 1), date(2026, 1, 1)):
        answer = ask(open_ended, on=day)
        assert answer.verdict is Verdict.RECOGNISED
        assert Mark.END_NOT_STATED in answer.voices[0].marks
    assert ask(open_ended, on=date(2009, 12, 31)).verdict is Verdict.UNKNOWN


def test_a_start_that_nobody_stated_leaves_the_answer_open() -> None:
    answer = ask(fact(valid=Interval(UNKNOWN, date(2022, 5, 1))))
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.voices[0].reason is Reason.VALIDITY_NOT_KNOWN
    assert (
        ask(fact(valid=Interval(UNKNOWN, date(2018, 1, 1)))).voices[0].reason is Reason.NOT_VALID_ON_THE_DAY
    )


def test_official_sources_that_contradict_each_other_leave_it_unknown_and_are_both_named() -> None:
    answer = ask(ACCREDITED, fact(key="2", authority="Ministry", decision=Decision.WITHDRAWN))
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.disagree
    assert {it.says for it in answer.voices} == {Says.YES, Says.NO}


def test_a_refusal_speaks_only_where_it_is_official_and_about_the_institution() -> None:
    assert ask(fact(decision=Decision.REFUSED)).verdict is Verdict.NOT_RECOGNISED
    assert ask(fact(decision=Decision.REFUSED, scope=Scope.PROGRAMME)).verdict is Verdict.UNKNOWN
    assert ask(fact(decision=Decision.REFUSED, standing=Standing.VOLUNTARY)).verdict is Verdict.UNKNOWN
    assert ask(fact(decision=Decision.REFUSED, standing=Standing.NOT_STATED)).verdict is Verdict.UNKNOWN


def test_a_voluntary_review_is_shown_and_does_not_recognise() -> None:
    answer = ask(fact(standing=Standing.VOLUNTARY))
    assert answer.verdict is Verdict.UNKNOWN
    assert answer.voices[0].reason is Reason.VOLUNTARY_REVIEW


def test_only_what_was_known_by_then_counts() -> None:
    late = fact(provenance=Provenance("national", "https://example.org/2", 0.95, date(2026, 6, 1)))
    assert ask(late, known=date(2026, 5, 31)).voices == ()
    assert ask(late, known=date(2026, 6, 1)).verdict is Verdict.RECOGNISED


def test_a_later_version_takes_the_place_of_the_earlier() -> None:
    first = fact(known_until=date(2026, 6, 1))
    second = fact(
        decision=Decision.WITHDRAWN,
        provenance=replace(ACCREDITED.provenance, known_from=date(2026, 6, 1)),
    )
    assert ask(first, second, known=date(2026, 3, 1)).verdict is Verdict.RECOGNISED
    assert ask(first, second).verdict is Verdict.NOT_RECOGNISED


def test_a_fact_from_memory_makes_the_verdict_provisional() -> None:
    remembered = fact(provenance=replace(ACCREDITED.provenance, source="memory", confidence=0.7))
    assert ask(remembered).provisional
    assert not ask(ACCREDITED).provisional


def test_before_its_foundation_the_predecessor_is_pointed_at() -> None:
    older = Link(
        Relation.PREDECESSOR, identifier(Scheme.WHED, "IAU-000001"), "Pedagogical Institute of Tirana"
    )
    institution = Institution(TIRANA.id, (replace(TIRANA_RECORD, links=(older,)),))
    answer = status(institution, [], on=date(1950, 7, 1), known=TODAY)
    assert answer.notes == (Note.NOT_YET_ESTABLISHED, Note.PREDECESSOR)
    assert answer.kin == (older,)


def test_a_record_that_was_withdrawn_is_no_word_on_recognition() -> None:
    institution = Institution(TIRANA.id, (replace(TIRANA_RECORD, existence=Existence.WITHDRAWN),))
    answer = status(institution, [ACCREDITED], on=INSIDE, known=TODAY)
    assert answer.verdict is Verdict.RECOGNISED
    assert Note.RECORD_WITHDRAWN in answer.notes


@given(
    st.lists(
        st.builds(
            fact,
            scope=st.sampled_from(Scope),
            standing=st.sampled_from(Standing),
            decision=st.sampled_from(Decision),
        ),
        max_size=5,
    ),
    st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 1, 1)),
)
def test_a_no_always_rests_on_an_official_no_about_the_institution_on_that_day(
    facts: list[StatusFact], on: date
) -> None:
    if ask(*facts, on=on).verdict is Verdict.NOT_RECOGNISED:
        assert any(
            it.standing is Standing.OFFICIAL
            and it.scope is Scope.INSTITUTION
            and it.decision in {Decision.REFUSED, Decision.WITHDRAWN}
            and it.valid.contains(on)
            for it in facts
        )
