"""Cases that were kept before applications could state circumstances come out as they did."""

import json
from datetime import date
from typing import Any

from services.credentials.adapters.documents import read_application, read_decided
from services.credentials.domain.evaluation.case_facts import case_facts, facts_of_old
from services.credentials.domain.evaluation.ruling import DUTY, FIRST_FORMAT, FORMAT, OUTCOME, rule_on
from shared.kernel.canonical import sha256
from shared.rules.facts import flatten
from shared.rules.release import RuleSet

KEPT: dict[str, Any] = {
    "award": {
        "country": "ALB",
        "institution": "Universiteti i Tiranës",
        "title": "Bachelor në Ekonomi",
        "qualification_type": "degree",
        "date": "2009-06-30",
        "documents": "full",
        "level": "bachelor",
        "verified_with_issuer": True,
        "legalisation": None,
        "institution_recognised_at_award": None,
        "retroactive_recognition_confirmed": None,
        "institution_sector": None,
        "quality_assured": None,
        "mode": "online",
        "provider_country": None,
        "delivery_country": None,
        "programme_listed_by_provider_country": None,
        "joint_partners": ["FRA"],
    },
    "recognition_country": "NOR",
    "purpose": "further study",
    "legal_date": "2010-03-01",
    "known_at": "2010-03-01",
    "holder_status": None,
    "competent_decider": None,
    "decision_overdue": False,
    "assessment": {"closed": True, "differences": [], "fraud": None},
}
"""An application as it was kept then: with its mode, which no rule read."""

FACTS_HASH = "sha256:08b8088f1ccdf7b4d294ed9cdf6cc82c1870385c646f4bbed21a8a2c42c4dbf1"
FACTS_READ = "sha256:1eebd62e9053a21616bf594ae973a72b50c107ce0ca209d43bbfed2f56a3b3ea"


def test_an_old_case_keeps_its_name() -> None:
    assert read_application(KEPT).facts_hash == FACTS_HASH


def test_an_old_case_is_read_as_it_was_and_a_new_one_with_its_mode() -> None:
    application = read_application(KEPT)
    assert sha256(flatten(facts_of_old(application))) == FACTS_READ  # type: ignore[arg-type]
    assert facts_of_old(application)["award.non_traditional"] is None
    assert case_facts(application)["award.non_traditional"] is True


def test_the_trace_of_an_old_ruling_holds_what_it_held(release: RuleSet) -> None:
    application = read_application(KEPT)
    old, new = (rule_on(release, application, date(2026, 11, 24), it) for it in (FIRST_FORMAT, FORMAT))
    was, now = json.loads(old.trace), json.loads(new.trace)
    slots = [it["slot"] for it in was["traces"]]
    assert (was["format"], slots[-2:]) == ("ruling/1", [OUTCOME, DUTY])
    assert len(now["traces"]) > len(slots)


def test_a_kept_evaluation_that_names_no_format_is_of_the_first() -> None:
    kept = {"release": "sha256:a", "knowledge_date": "2026-11-24", "trace_hash": "sha256:b"}
    found = read_decided({**kept, "application": KEPT})
    assert found is not None
    assert found[1].form == FIRST_FORMAT
