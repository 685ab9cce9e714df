"""The release of the real instruments agrees with the reviewed data that it is written beside."""

from datetime import date

import pytest

from services.conventions.adapters.reference_files import ReferenceData
from services.conventions.adapters.rule_files import read_release, read_rule_documents
from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.rulebook.assemble import RuleDocuments, assemble
from shared.kernel.evidence import TrustMark
from shared.rules.bundle import read_bundle, write_bundle
from shared.rules.documents.findings import Refused
from shared.rules.documents.rule import Rule
from shared.rules.release import RuleSet

FULL = ("lrc_1997", "global_2019", "tokyo_2011", "addis_2014", "buenosaires_2019")
FIRST_GENERATION = ("lac_1974", "med_1976", "arab_1978", "eur_1979", "afr_1981", "bkk_1983")


def provisions_of(reference: ReferenceData, rule: Rule) -> list[Provision]:
    found = [it for it in reference.provisions if it.instrument == rule.instrument.id]
    return [it for it in found if it.article in rule.articles]


def test_every_instrument_with_parties_and_a_text_is_encoded(release: RuleSet) -> None:
    encoded = {it.rule.instrument.id for it in release.rules}
    assert {*FULL, *FIRST_GENERATION, "benelux_baltic_2021", "eu_2005_36"} <= encoded


def test_the_unread_convention_is_not_encoded(release: RuleSet) -> None:
    assert not any(it.rule.instrument.id == "arab_2022" for it in release.rules)
    assert not any(it.id.startswith("arab_2022") for it in release.parameters)


def test_every_rule_says_what_it_says_for_a_true_a_false_and_an_unknown_case(release: RuleSet) -> None:
    for it in release.rules:
        assert {example.expect for example in it.rule.examples} == {"true", "false", "unknown"}, it.rule.id


def test_a_rule_begins_with_its_instrument(release: RuleSet, reference: ReferenceData) -> None:
    entries = {it.id: it.entry for it in reference.instruments}
    for it in release.rules:
        entry = entries[it.rule.instrument.id]
        assert it.rule.valid_from == (entry.day or entry.not_before), it.rule.id


def test_a_rule_cites_an_article_that_the_reviewed_data_know(
    release: RuleSet, reference: ReferenceData
) -> None:
    """Whether an instrument binds is a matter of its final clauses, which the data hold apart."""
    for it in release.rules:
        if not it.rule.slot.startswith("binding."):
            assert provisions_of(reference, it.rule), (it.rule.id, it.rule.articles)


def test_a_rule_is_marked_verified_only_where_its_articles_were_read(
    release: RuleSet, reference: ReferenceData
) -> None:
    for it in release.rules:
        marks = [found.evidence.mark for found in provisions_of(reference, it.rule)]
        if marks:
            assert it.rule.trust.value == TrustMark.weakest(*marks).value, it.rule.id


def test_reading_the_files_twice_gives_the_same_release(release: RuleSet, reference: ReferenceData) -> None:
    assert read_release(reference).hash == release.hash


def test_the_release_travels_as_bytes(release: RuleSet) -> None:
    assert read_bundle(write_bundle(release), release.hash).hash == release.hash


def test_a_rule_whose_own_test_fails_makes_no_release(reference: ReferenceData) -> None:
    documents = read_rule_documents()
    path = "lrc_1997/duty/vi_1.duty.yaml"
    wrong = documents.rules[path].replace('["degree", "joint_degree"]', '["access"]')
    broken = RuleDocuments(documents.vocabulary, {**documents.rules, path: wrong}, documents.parameters)
    with pytest.raises(Refused) as refused:
        assemble(broken, reference)
    assert {it.path for it in refused.value.findings} == {path}
    assert {it.code for it in refused.value.findings} == {"test_failed"}


def test_a_late_succession_is_known_from_its_notice(release: RuleSet) -> None:
    """North Macedonia notified in 1997 that it had succeeded in 1991 (1979 and 1976 conventions)."""
    facts = {"award.state": "MKD", "host.state": "SVN"}
    legal = date(1994, 5, 1)
    early, late = release.compile(legal, date(1996, 1, 1)), release.compile(legal, date(1998, 1, 1))
    assert early.decide(facts, "binding.eur_1979").outcome == "out_of_scope"
    assert late.decide(facts, "binding.eur_1979").outcome == "binds"


@pytest.mark.parametrize("legal", [date(2010, 12, 1), date(2015, 5, 1), date(2026, 5, 1)])
def test_a_consent_counts_from_its_deposit_on_be_the_legal_date_ever_so_late(
    release: RuleSet, legal: date
) -> None:
    """Italy deposited on 2010-10-06 and was bound from 2010-12-01; the day before, nobody could know."""
    facts = {"award.state": "FRA", "host.state": "ITA"}
    before, since = (release.compile(legal, date(2010, 10, day)) for day in (5, 6))
    assert before.decide(facts, "binding.lrc_1997").outcome == "out_of_scope"
    assert since.decide(facts, "binding.lrc_1997").outcome == "binds"


def test_a_denunciation_counts_from_its_notice(release: RuleSet) -> None:
    """Brazil gave notice on 1998-01-15 and left the 1974 convention a year later."""
    facts = {"award.state": "MEX", "host.state": "BRA"}
    legal = date(2000, 5, 1)
    before, since = (release.compile(legal, date(1998, 1, day)) for day in (14, 15))
    assert before.decide(facts, "binding.lac_1974").outcome == "binds"
    assert since.decide(facts, "binding.lac_1974").outcome == "out_of_scope"


def test_a_day_between_two_known_days_is_unknown(release: RuleSet) -> None:
    """Monaco was outside Lisbon on 2019-01-11 and a party by 2024-09-13."""
    facts = {"award.state": "MCO", "host.state": "NOR"}
    found = [
        release.compile(day, day).decide(facts, "binding.lrc_1997").outcome
        for day in (date(2019, 1, 11), date(2019, 1, 12), date(2024, 9, 12), date(2024, 9, 13))
    ]
    assert found == ["out_of_scope", "needs", "needs", "binds"]
