"""Whatever the rules can say has its words here: a new act or reason fails this test, never a request."""

from services.credentials.domain.evaluation.duties import DUTIES
from services.credentials.domain.evaluation.recommend import OUTCOMES
from services.credentials.domain.evaluation.wording import REASONS
from shared.rules.documents.rule import Strength
from shared.rules.release import RuleSet


def test_every_duty_that_a_rule_can_give_has_its_words(release: RuleSet) -> None:
    acts = {it.rule.effect.act for it in release.rules if it.rule.slot == "recognition.duty"}
    assert acts == set(DUTIES)


def test_every_outcome_that_a_rule_can_give_is_known(release: RuleSet) -> None:
    rules = [it.rule for it in release.rules if it.rule.slot == "recognition.outcome"]
    giving = [it for it in rules if it.strength is not Strength.DEFEATER]
    assert {it.effect.act for it in giving} == set(OUTCOMES)
    assert all(it.effect.reasons for it in giving)


def test_every_reason_that_a_rule_names_has_its_sentence(release: RuleSet) -> None:
    named = {code for it in release.rules for code in it.rule.effect.reasons}
    assert named - {"substantial_difference"} <= set(REASONS)
