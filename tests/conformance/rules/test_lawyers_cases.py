"""Cases at the edges of the conventions, as a lawyer of the field would put them to the shipped rules."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from services.conventions.adapters.rule_files import read_release
from services.conventions.domain.case.facts import Facts, Reservation
from services.conventions.domain.rulebook.assumptions import assuming
from services.conventions.domain.vocabulary import QualificationType
from shared.rules.compiled import CompiledRelease
from shared.rules.conclusions import concluded, concluding_slots
from shared.rules.decision import Decision
from shared.rules.evaluate.resolution import State
from shared.rules.facts import admit
from shared.rules.release import RuleSet

TODAY = date(2026, 11, 24)
OUTCOME, DUTY = "recognition.outcome", "recognition.duty"

ORDINARY: dict[str, object] = {
    "award.kind": "degree",
    "award.joint": False,
    "award.joint_partners": [],
    "award.verified_with_issuer": True,
    "award.institution_recognised_at_award": True,
    "award.retroactive_recognition_confirmed": False,
    "award.institution_sector": "governmental",
    "award.quality_assured": True,
    "award.transnational": False,
    "award.taught_in_host_state": False,
    "award.non_traditional": False,
    "holder.displaced": False,
    "holder.lacks_papers": False,
    "documents.complete": True,
    "purpose.study": True,
    "purpose.work": False,
    "purpose.selective": False,
    "purpose.specific_requirements": False,
    "decider.institution": False,
    "decision.overdue": False,
    "assessment.closed": True,
    "substantial_differences": [],
    "fraud.established": False,
}
"""A complete, genuine degree of a recognised institution, taught at home, nothing shown against it."""

NO_PAPERS: dict[str, object] = {
    "holder.displaced": True,
    "holder.lacks_papers": True,
    "documents.complete": None,
    "award.verified_with_issuer": None,
}
NOTHING_LEFT: dict[str, object] = {
    "substantial_differences": [{"grave": True, "shown": True, "leaves": "nothing"}]
}


@dataclass(frozen=True)
class Answer:
    law: CompiledRelease
    facts: dict[str, object]

    @property
    def binding(self) -> set[str]:
        return {
            name.removeprefix("binding.")
            for name, it in self.facts.items()
            if name.startswith("binding.") and it is True
        }

    def decision(self, slot: str) -> Decision:
        return self.law.decide(self.facts, slot)

    def act(self, slot: str) -> str | None:
        return self.decision(slot).act


Ask = Callable[..., Answer]


@pytest.fixture(scope="module")
def shipped() -> RuleSet:
    return read_release()


@pytest.fixture(scope="module")
def ask(shipped: RuleSet) -> Ask:
    def put(award: str, host: str, day: str, release: RuleSet = shipped, **told: object) -> Answer:
        facts = {**ORDINARY, **{name.replace("__", "."): it for name, it in told.items()}}
        facts |= {"award.state": award, "host.state": host}
        law = release.compile(date.fromisoformat(day), TODAY)
        given = admit({name: it for name, it in facts.items() if it is not None}, release.vocabulary)
        return Answer(law, dict(concluded(law, concluding_slots(release), given)))

    return put


def written(facts: dict[str, object]) -> dict[str, object]:
    return {name.replace(".", "__"): it for name, it in facts.items()}


def reserving(shipped: RuleSet, state: str, instrument: str, article: str) -> RuleSet:
    """Give the release as if a State had made a reservation; none is on record."""
    facts = Facts(
        "AUS",
        "JPN",
        TODAY,
        QualificationType.DEGREE,
        reservations=(Reservation(state, instrument, article),),
    )
    return assuming(shipped, facts)


class TestTime:
    def test_a_party_that_joined_after_the_award_is_bound_where_the_application_comes_later(
        self, ask: Ask
    ) -> None:
        """Greece joined Lisbon on 2024-11-01; no text sets a floor for the date of the award."""
        assert ask("GRC", "DEU", "2024-10-31").binding == set()
        after = ask("GRC", "DEU", "2024-11-01")
        assert (after.binding, after.act(OUTCOME)) == ({"lrc_1997"}, "recognise")

    def test_before_a_convention_is_in_force_its_parties_owe_nothing(self, ask: Ask) -> None:
        assert ask("MUS", "SYC", "2019-12-14").decision(DUTY).state is State.OUT_OF_SCOPE
        assert ask("MUS", "SYC", "2019-12-15").binding == {"addis_2014"}

    def test_what_a_denunciation_leaves_asks_which_instrument_bound_before(self, ask: Ask) -> None:
        never_bound = ask("ALB", "NOR", "2010-03-01", recognition__granted_under=["lrc_1997"])
        assert never_bound.act("acquired_rights") is None
        left = ask("USA", "NOR", "2010-03-01", recognition__granted_under=["lrc_1997", "afr_1981"])
        assert left.act("acquired_rights") == "recognition_stands"

    def test_a_recognition_and_a_course_begun_are_saved_side_by_side(self, ask: Ask) -> None:
        """Lisbon saves decisions, 1979 those who study: neither takes the other's place."""
        left = ask(
            "USA",
            "NOR",
            "2010-03-01",
            recognition__granted_under=["lrc_1997"],
            studies__begun_under=["eur_1979"],
        )
        assert (left.act("acquired_rights"), left.act("studies_begun")) == (
            "recognition_stands",
            "finish_the_course",
        )

    def test_1974_has_no_saving_clause(self, ask: Ask) -> None:
        """Brazil left it on 1999-01-15."""
        told = {"recognition__granted_under": ["lac_1974"], "studies__begun_under": ["lac_1974"]}
        left = ask("BRA", "PER", "2000-01-01", **told)
        assert left.decision("acquired_rights").state is State.OUT_OF_SCOPE
        assert left.decision("studies_begun").state is State.OUT_OF_SCOPE


class TestReservations:
    """No reservation by a named State could be sourced: what one would do is shown on a made-up one."""

    @pytest.mark.parametrize("state", ["AUS", "JPN"], ids=["of the awarding State", "of the host"])
    def test_a_degree_by_another_mode_falls_back_on_the_assessment(
        self, ask: Ask, shipped: RuleSet, state: str
    ) -> None:
        reserved = reserving(shipped, state, "tokyo_2011", "VI.3")
        online = ask("AUS", "JPN", "2020-03-10", reserved, award__non_traditional=True)
        assert online.act(DUTY) == "assess_on_request"
        assert online.decision(OUTCOME).state is State.OUT_OF_SCOPE
        assert online.act("mode_of_study") is None

    def test_a_degree_by_attendance_stays_what_it_was(self, ask: Ask, shipped: RuleSet) -> None:
        reserved = reserving(shipped, "JPN", "tokyo_2011", "VI.3")
        assert ask("AUS", "JPN", "2020-03-10", reserved).act(OUTCOME) == "recognise"

    def test_the_mode_is_asked_for_only_where_a_reservation_makes_it_count(
        self, ask: Ask, shipped: RuleSet
    ) -> None:
        reserved = reserving(shipped, "JPN", "tokyo_2011", "VI.3")
        told = {"award__non_traditional": None}
        assert ask("AUS", "JPN", "2020-03-10", **told).act(OUTCOME) == "recognise"
        asked = ask("AUS", "JPN", "2020-03-10", reserved, **told).decision(OUTCOME)
        assert [it.fact for it in asked.needs] == ["award.non_traditional"]

    def test_a_reservation_never_makes_a_refusal(self, ask: Ask, shipped: RuleSet) -> None:
        reserved = reserving(shipped, "JPN", "tokyo_2011", "VI.3")
        told = {"award__non_traditional": True, **written(NOTHING_LEFT)}
        assert ask("AUS", "JPN", "2020-03-10", reserved, **told).act(OUTCOME) is None

    def test_partial_studies_reserved_keep_the_right_to_an_assessment(
        self, ask: Ask, shipped: RuleSet
    ) -> None:
        reserved = reserving(shipped, "JPN", "tokyo_2011", "V.1")
        assert (
            ask("AUS", "JPN", "2020-03-10", reserved, award__kind="partial").act(DUTY) == "assess_on_request"
        )

    def test_lisbon_vi_3_reserved_leaves_recognition_without_promised_effects(
        self, ask: Ask, shipped: RuleSet
    ) -> None:
        reserved = reserving(shipped, "NOR", "lrc_1997", "VI.3")
        found = ask("ALB", "NOR", "2010-03-01", reserved)
        assert (found.act(OUTCOME), found.act("legal_consequence")) == ("recognise", None)


class TestDisplacedHolders:
    def test_papers_missing_of_an_award_from_a_party_leave_the_presumption(self, ask: Ask) -> None:
        for award, host, day in (("ALB", "NOR", "2010-03-01"), ("AUS", "JPN", "2020-03-10")):
            assert ask(award, host, day, **written(NO_PAPERS)).act(OUTCOME) == "recognise"

    def test_an_award_from_no_party_meets_the_general_duty_of_lisbon_and_tokyo(self, ask: Ask) -> None:
        """Their clause on missing papers names qualifications from a Party."""
        for host, day in (("NOR", "2010-03-01"), ("JPN", "2020-03-10")):
            found = ask("SYR", host, day, **written(NO_PAPERS))
            assert found.act(DUTY) == "assess_displaced_under_general_duty"
            assert found.decision(OUTCOME).state is State.OUT_OF_SCOPE

    def test_global_vii_reaches_papers_missing_of_an_award_from_any_country(self, ask: Ask) -> None:
        found = ask("SYR", "NOR", "2024-05-01", **written(NO_PAPERS)).decision(DUTY)
        assert found.rules == ("global_2019.refugees_without_papers.duty",)

    def test_buenos_aires_needs_neither_papers_nor_a_party(self, ask: Ask) -> None:
        assert ask("VEN", "URY", "2023-06-01", **written(NO_PAPERS)).act(DUTY) == (
            "assess_displaced_without_papers"
        )

    def test_addis_asks_nobody_for_papers_that_are_not_there(self, ask: Ask) -> None:
        """III.2.5 goes through prior learning and has no limb that would keep the presumption."""
        found = ask("MUS", "SYC", "2023-06-01", **written(NO_PAPERS))
        assert found.decision(OUTCOME).state is State.OUT_OF_SCOPE
        assert found.act(DUTY) == "assess_displaced_without_papers"

    def test_a_holder_who_is_not_displaced_still_owes_the_papers(self, ask: Ask) -> None:
        told = written({**NO_PAPERS, "holder.displaced": False})
        asked = ask("MUS", "SYC", "2023-06-01", **told).decision(OUTCOME)
        assert {it.fact for it in asked.needs} == {"documents.complete", "award.verified_with_issuer"}


class TestProvidersAndJointDegrees:
    @pytest.mark.parametrize(
        ("award", "host", "day"),
        [("ALB", "NOR", "2010-03-01"), ("AUS", "JPN", "2020-03-10"), ("MUS", "SYC", "2023-06-01")],
    )
    def test_a_programme_abroad_that_its_own_state_does_not_count_is_outside(
        self, ask: Ask, award: str, host: str, day: str
    ) -> None:
        """Teaching abroad against the code of good practice: the awarding State leaves it off its list."""
        told = {"award__transnational": True, "award__programme_listed": False}
        assert ask(award, host, day, **told).act(OUTCOME) == "outside_scope"
        waits = ask(award, host, day, **told, award__retroactive_recognition_confirmed=None)
        assert [it.fact for it in waits.decision(OUTCOME).needs] == [
            "award.retroactive_recognition_confirmed"
        ]

    def test_only_the_host_of_the_branch_may_set_conditions(self, ask: Ask) -> None:
        told = {"award__transnational": True, "award__programme_listed": True}
        assert ask("AUS", "JPN", "2020-03-10", **told).act(OUTCOME) == "recognise"
        on_own_soil = ask("AUS", "JPN", "2020-03-10", **told, award__taught_in_host_state=True)
        assert on_own_soil.act(DUTY) == "host_law"
        assert on_own_soil.decision(OUTCOME).state is State.OUT_OF_SCOPE

    def test_one_state_party_on_the_awarding_side_is_enough_for_global_and_not_for_lisbon(
        self, ask: Ask
    ) -> None:
        told = {"award__kind": "joint_degree", "award__joint": True, "award__joint_partners": ["GBR"]}
        found = ask("USA", "NOR", "2024-06-01", **told)
        assert (found.binding, found.act(OUTCOME)) == ({"global_2019"}, "recognise")
        assert found.act("joint_programmes") == "same_criteria_as_one_state"
        assert ask("USA", "DEU", "2024-06-01", **told).binding == set()

    def test_a_joint_degree_with_the_host_itself_is_its_own_award_and_no_foreign_one(self, ask: Ask) -> None:
        told = {"award__kind": "joint_degree", "award__joint": True, "award__joint_partners": ["NOR"]}
        assert ask("USA", "NOR", "2024-06-01", **told).binding == set()

    def test_partners_that_nobody_named_leave_open_whether_global_binds(self, ask: Ask) -> None:
        told = {"award__kind": "joint_degree", "award__joint": True, "award__joint_partners": None}
        assert ask("USA", "NOR", "2024-06-01", **told).decision(OUTCOME).state is State.NEEDS


class TestBurdenAndOpenLists:
    def test_a_difference_still_to_be_shown_neither_refuses_nor_recognises(self, ask: Ask) -> None:
        told = {
            "assessment__closed": None,
            "substantial_differences": [{"grave": True, "shown": False, "leaves": "nothing"}],
        }
        found = ask("AUS", "JPN", "2020-03-10", **told).decision(OUTCOME)
        assert {it.by for it in found.needs} == {"authority"}

    def test_one_shown_difference_that_leaves_nothing_settles_it_though_the_list_is_open(
        self, ask: Ask
    ) -> None:
        told = {"assessment__closed": None, **written(NOTHING_LEFT)}
        assert ask("AUS", "JPN", "2020-03-10", **told).act(OUTCOME) == "refuse"

    def test_a_part_that_a_difference_leaves_waits_for_the_end_of_the_list(self, ask: Ask) -> None:
        told = {"substantial_differences": [{"grave": True, "shown": True, "leaves": "part"}]}
        assert ask("AUS", "JPN", "2020-03-10", **told).act(OUTCOME) == "partial"
        waits = ask("AUS", "JPN", "2020-03-10", **told, assessment__closed=None).decision(OUTCOME)
        assert waits.state is State.NEEDS

    def test_buenos_aires_has_no_test_of_a_difference_to_refuse_with(self, ask: Ask) -> None:
        found = ask("PER", "URY", "2023-06-01", **written(NOTHING_LEFT))
        assert (found.act(OUTCOME), found.act(DUTY)) == ("national_law", "recognise_under_national_law")
        assert found.decision("burden_of_proof").state is State.OUT_OF_SCOPE

    def test_addis_refuses_no_degree_for_work_with_its_clause_on_access(self, ask: Ask) -> None:
        told = {"purpose__study": False, "purpose__work": True, **written(NOTHING_LEFT)}
        found = ask("MUS", "SYC", "2023-06-01", **told)
        assert (found.act(OUTCOME), found.act(DUTY)) == (None, "assess_on_request")

    def test_work_beside_study_takes_nothing_from_addis_iii_2_1(self, ask: Ask) -> None:
        assert ask("MUS", "SYC", "2023-06-01", purpose__work=True).act(OUTCOME) == "recognise"

    def test_silence_opens_the_appeal_wherever_the_treaty_says_so(self, ask: Ask) -> None:
        for award, host, day in (
            ("ALB", "NOR", "2010-03-01"),
            ("AUS", "JPN", "2020-03-10"),
            ("MUS", "SYC", "2023-06-01"),
            ("PER", "URY", "2023-06-01"),
        ):
            assert ask(award, host, day, decision__overdue=True).act("appeal") == "open_against_silence"


LEAVING: dict[str, object] = {"award__kind": "access", "award__needs_extra_examination": True}


class TestAdmission:
    def test_lisbon_asks_for_a_notification_before_a_further_examination_is_asked_for(self, ask: Ask) -> None:
        found = ask("ALB", "NOR", "2010-03-01", **LEAVING, host__notified_extra_examination=False)
        assert (found.act("extra_examination"), found.act(OUTCOME)) == (None, "recognise")
        asked = ask("ALB", "NOR", "2010-03-01", **LEAVING).decision("extra_examination")
        assert [(it.fact, it.by) for it in asked.needs] == [("host.notified_extra_examination", "authority")]

    def test_tokyo_asks_for_none(self, ask: Ask) -> None:
        found = ask("AUS", "JPN", "2020-03-10", **LEAVING)
        assert found.act("extra_examination") == "examination_or_alternative"

    def test_a_selective_place_takes_nothing_from_the_recognition(self, ask: Ask) -> None:
        told = {"purpose__selective": True, "purpose__specific_requirements": True}
        found = ask("AUS", "JPN", "2020-03-10", award__kind="access", **told)
        assert found.act(OUTCOME) == "recognise"
        assert found.act("selective_admission") == "fair_selection"
        assert found.act("additional_requirements") == "same_requirements"

    def test_the_kindest_convention_decides_how_another_mode_is_judged(self, ask: Ask) -> None:
        """Tokyo VI.3 presumes recognition, Global V.2 only the same criteria."""
        found = ask("AUS", "JPN", "2024-06-01", award__non_traditional=True).decision("mode_of_study")
        assert (found.act, found.principle) == ("same_test", "most_favourable")
