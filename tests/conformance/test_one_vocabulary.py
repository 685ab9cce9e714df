"""Two services write the facts of a case, each from its own request: the rules must read the same in both."""

from datetime import date

from services.conventions.adapters.reference_files import read_reference_data
from services.conventions.domain.case.reading import read_facts
from services.conventions.domain.rulebook.facts import rule_facts
from services.credentials.domain.evaluation.case_facts import NOTHING_MORE_SHOWN, case_facts
from tests.unit.credentials.evaluation.applications import applications


def test_an_application_and_its_legal_facts_say_the_same_to_the_rules() -> None:
    instruments = frozenset(it.id for it in read_reference_data().instruments)
    for application in applications(500):
        read = read_facts(application.legal_facts(), instruments=instruments, today=date(2026, 11, 24))
        ours = {name: it for name, it in case_facts(application).items() if name not in NOTHING_MORE_SHOWN}
        assert ours == rule_facts(read)
