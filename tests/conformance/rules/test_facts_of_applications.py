"""Every fact that rules can read is supplied by an application or concluded by the law, or says why not."""

from services.conventions.adapters.rule_files import read_release
from services.credentials.domain.evaluation.case_facts import case_facts
from shared.rules.conclusions import concluding_slots
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.release import RuleSet
from tests.unit.credentials.evaluation.applications import applications

NOT_OF_AN_APPLICATION = {
    "holder.began_studies_while_bound": "an earlier name of studies.begun_under, kept for its rules",
    "recognition.granted_while_bound": "an earlier name of recognition.granted_under, kept likewise",
    LEGAL_DAY: "the day by whose law the case is decided; every decision sets it",
}
"""The facts of the vocabulary that no application supplies, and why none can or need."""


def supplied() -> set[str]:
    """Name what applications supply, where everything in them that can be known is known."""
    return {name for it in applications(300) for name, value in case_facts(it).items() if value is not None}


def read_by_rules(release: RuleSet) -> set[str]:
    return {fact for it in release.rules for fact in it.facts}


def test_each_fact_of_the_vocabulary_is_supplied_or_says_why_not() -> None:
    release = read_release()
    missing = release.vocabulary.facts.keys() - supplied() - set(concluding_slots(release))
    assert missing == NOT_OF_AN_APPLICATION.keys() & release.vocabulary.facts.keys()


def test_no_shipped_rule_reads_a_fact_that_nobody_supplies() -> None:
    release = read_release()
    reads = read_by_rules(release)
    assert len(reads) > 40
    assert reads - supplied() - set(concluding_slots(release)) <= {LEGAL_DAY}


def test_an_application_supplies_no_fact_that_the_vocabulary_has_not() -> None:
    assert supplied() <= read_release().vocabulary.facts.keys()
