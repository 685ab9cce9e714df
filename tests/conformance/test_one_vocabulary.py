"""Two services write the facts of a case, each from its own request: the rules must read the same in both."""

from datetime import date

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.domain.case.reading import read_facts
from services.conventions.domain.rulebook.facts import rule_facts
from services.credentials.domain.evaluation.case_facts import NOTHING_MORE_SHOWN, case_facts
from services.credentials.domain.evaluation.circumstances import FACTS
from tests.unit.credentials.evaluation.applications import applications

OURS_ALONE = {*NOTHING_MORE_SHOWN, *FACTS.values(), "award.non_traditional"}
"""The authority's own work, and circumstances: no legal basis turns on them, and they are not sent."""


def test_an_application_and_its_legal_facts_say_the_same_to_the_rules() -> None:
    instruments = frozenset(it.id for it in read_reference_data().instruments)
    for application in applications(500):
        read = read_facts(application.legal_facts(), instruments=instruments, today=date(2026, 11, 24))
        ours = {name: it for name, it in case_facts(application).items() if name not in OURS_ALONE}
        assert ours == {name: it for name, it in rule_facts(read).items() if name not in OURS_ALONE}
