"""Applications as a recognition body receives them, over HTTP from the application to the decision.

Each is judged as a lawyer would: the law that binds on the day, the article, whose burden, what is missing
and from whom, and the remedy.
"""

from typing import Any
from uuid import uuid4

from tests.support.machine import Running

DIFFERENCE = {
    "aspect": "learning outcomes",
    "grave": True,
    "shown_by_authority": True,
    "evidence": "no thesis, on which admission to a doctorate builds",
    "leaves": "nothing",
}
SHOWN = {"closed": True, "substantial_differences": [DIFFERENCE]}
Told = dict[str, Any]


def dossier(pair: tuple[str, str], day: str, *, kind: str = "degree", **more: Any) -> Told:
    award = {
        "country": pair[0],
        "institution": "An institution",
        "title": "A title",
        "qualification_type": kind,
        "date": "2005-06-30",
        "documents": "full",
        "verified_with_issuer": True,
        "institution_recognised_at_award": True,
        **more.pop("award", {}),
    }
    body = {"award": award, "recognition_country": pair[1], "legal_date": day, "purpose": "further study"}
    return body | {"assessment": {"closed": True}} | more


async def judged(platform: Running, body: Told) -> Told:
    status, answer = await platform.evaluate(body)
    assert status == 201, answer
    return dict(answer)


def because(answer: Told, code: str) -> list[tuple[str | None, str | None]]:
    return [(it["instrument"], it["article"]) for it in answer["reasons"] if it["code"] == code]


async def step(platform: Running, application: Told, path: str, body: Told) -> tuple[int, Told]:
    _, read = await platform.ask("GET", f"/v1/applications/{application['id']}")
    tag = {"If-Match": f'"{application["id"]}.{read["version"]}"'}
    path = f"/v1/applications/{application['id']}/{path}"
    return await platform.ask("POST", path, body=body, headers=tag)


async def opened(platform: Running, body: Told) -> Told:
    profile = {
        "qualification_country": body["award"]["country"],
        "recognition_country": body["recognition_country"],
        "qualification_type": body["award"]["qualification_type"],
    }
    key = {"Idempotency-Key": str(uuid4())}
    status, application = await platform.ask("POST", "/v1/applications", body=profile, headers=key)
    assert status == 201, application
    return dict(application)


class TestTime:
    async def test_withdrawal_a_british_nurse_in_france_before_and_after_the_transition_ended(
        self, platform: Running
    ) -> None:
        nurse: Told = {"kind": "professional", "purpose": "practise a profession"}
        nurse |= {"profession": "nurse responsible for general care"}
        before = await judged(platform, dossier(("GBR", "FRA"), "2020-12-01", **nurse))
        assert because(before, "regulated_profession") == [("eu_2005_36", "21")]
        after = await judged(platform, dossier(("GBR", "FRA"), "2021-03-01", **nurse))
        assert "eu_2005_36" not in after["legal_basis"]["binding_instruments"]
        assert because(after, "not_carried") == [(None, None)]

    async def test_denunciation_a_brazilian_degree_in_mexico_before_and_after(
        self, platform: Running
    ) -> None:
        """Brazil left the convention of 1974 with effect from 15 January 1999; it saves nothing."""
        award = {"date": "1990-06-30"}
        before = await judged(platform, dossier(("BRA", "MEX"), "1999-01-14", award=award))
        assert because(before, "recognise_for_study") == [("lac_1974", "4")]
        after = await judged(platform, dossier(("BRA", "MEX"), "1999-01-15", award=award))
        assert because(after, "no_binding_instrument") == [(None, None)]

    async def test_succession_a_croatian_degree_in_france_is_under_the_convention_of_1979(
        self, platform: Running
    ) -> None:
        answer = await judged(platform, dossier(("HRV", "FRA"), "1995-05-01", award={"date": "1988-06-30"}))
        assert because(answer, "national_law_decides") == [("eur_1979", "4.1a")]
        assert answer["legal_basis"]["burden_on"] == "national law"

    async def test_entry_into_force_between_the_award_and_the_decision(self, platform: Running) -> None:
        """Greece is bound from 1 November 2024; the text sets no floor for the day of the award."""
        eve = await judged(platform, dossier(("GRC", "DEU"), "2024-10-31"))
        assert because(eve, "no_binding_instrument") == [(None, None)]
        day = await judged(platform, dossier(("GRC", "DEU"), "2024-11-01"))
        assert (day["outcome"], because(day, "burden_not_met")) == ("recognise", [("lrc_1997", "III.3.5")])


class TestWhoOwesWhat:
    async def test_a_refugee_without_papers_from_outside_the_convention(self, platform: Running) -> None:
        papers: Told = {
            "documents": "none",
            "verified_with_issuer": None,
            "institution_recognised_at_award": None,
        }
        refugee = dossier(
            ("SYR", "NOR"),
            "2020-05-01",
            award=papers,
            holder={"status": "refugee"},
            assessment={"closed": False},
        )
        answer = await judged(platform, refugee)
        assert because(answer, "host_duty_to_displaced_holders") == [("lrc_1997", "VII")]
        assert [(it["fact"], it["owed_by"]) for it in answer["needs"]] == [("assessment.closed", "authority")]
        (right,) = (it for it in answer["provisions"] if it["slot"] == "right_to_assessment")
        assert right["articles"] == ["VII"]

    async def test_a_refugee_without_papers_from_a_party_is_not_asked_for_them(
        self, platform: Running
    ) -> None:
        papers: Told = {"documents": "none", "verified_with_issuer": None}
        answer = await judged(
            platform, dossier(("UKR", "DEU"), "2023-05-01", award=papers, holder={"status": "refugee"})
        )
        assert (answer["outcome"], answer["needs"]) == ("recognise", [])
        assert because(answer, "papers_excused") == [("lrc_1997", "VII")]

    async def test_an_institution_that_was_not_recognised_asks_the_awarding_state(
        self, platform: Running
    ) -> None:
        award = {"institution_recognised_at_award": False}
        answer = await judged(platform, dossier(("POL", "NOR"), "2015-05-01", award=award))
        assert [it["owed_by"] for it in answer["needs"]] == ["awarding_state"]
        assert answer["provisions"] == []

    async def test_a_branch_on_the_hosts_own_soil_and_the_same_degree_in_a_third_state(
        self, platform: Running
    ) -> None:
        award: Told = {"provider_country": "GBR", "delivery_country": "GRC"}
        award |= {"programme_listed_by_provider_country": True}
        host = await judged(platform, dossier(("GBR", "GRC"), "2025-01-10", award=award))
        assert because(host, "host_law_condition") == [("lrc_1997", "VI.5")]
        third = await judged(platform, dossier(("GRC", "DEU"), "2025-01-10", award=award))
        assert third["outcome"] == "recognise"

    async def test_a_joint_degree_of_which_one_state_is_a_party(self, platform: Running) -> None:
        award = {"joint_partners": ["FRA", "USA"]}
        answer = await judged(
            platform, dossier(("JPN", "NOR"), "2024-05-01", kind="joint_degree", award=award)
        )
        assert answer["outcome"] == "recognise"
        assert ("global_2019", ["V.3"]) in [(it["instrument"], it["articles"]) for it in answer["provisions"]]


class TestFromApplicationToDecision:
    async def test_a_refusal_carried_by_a_shown_difference_and_overturned_on_appeal(
        self, platform: Running
    ) -> None:
        body = dossier(("POL", "NOR"), "2015-05-01", assessment=SHOWN)
        application, answer = await opened(platform, body), await judged(platform, body)
        assert (answer["outcome"], because(answer, "appeal_open")) == ("refuse", [("lrc_1997", "III.5")])
        refusal = {"outcome": "refusal", "evaluation_id": answer["id"]}
        status, decided = await step(platform, application, "decisions", refusal)
        assert (status, decided["last_outcome"]) == (200, "refusal")
        assert (await step(platform, application, "appeals", {}))[0] == 200
        status, again = await step(platform, application, "appeals:end", {"result": "overturned"})
        assert (status, again["decision_due"]) == (200, True)

    async def test_a_part_is_recognised_under_conditions_and_no_refusal_is_carried(
        self, platform: Running
    ) -> None:
        shown = {"closed": True, "substantial_differences": [DIFFERENCE | {"leaves": "part"}]}
        body = dossier(("POL", "NOR"), "2015-05-01", assessment=shown)
        application, answer = await opened(platform, body), await judged(platform, body)
        assert because(answer, "part_recognised") == [("lrc_1997", "VI.1")]
        refusal = {"outcome": "refusal", "evaluation_id": answer["id"]}
        assert (await step(platform, application, "decisions", refusal))[0] == 409
        conditional = {"outcome": "conditional", "evaluation_id": answer["id"]}
        assert (await step(platform, application, "decisions", conditional))[0] == 200

    async def test_what_was_shown_against_a_certificate_refuses_no_degree(self, platform: Running) -> None:
        degree = dossier(("POL", "NOR"), "2015-05-01", assessment=SHOWN)
        certificate = dossier(("POL", "NOR"), "2015-05-01", kind="access", purpose="access", assessment=SHOWN)
        application, answer = await opened(platform, degree), await judged(platform, certificate)
        refusal = {"outcome": "refusal", "evaluation_id": answer["id"]}
        status, problem = await step(platform, application, "decisions", refusal)
        assert (status, problem["code"]) == (409, "decision_not_carried")

    async def test_silence_opens_the_appeal_and_the_presumption_stands(self, platform: Running) -> None:
        waiting = dossier(("POL", "NOR"), "2015-05-01", decision_overdue=True, assessment={"closed": False})
        answer = await judged(platform, waiting)
        assert because(answer, "presumption_of_recognition") == [("lrc_1997", "VI.1")]
        assert because(answer, "open_against_silence") == [("lrc_1997", "III.5")]
