"""Rules that ask for facts which change nothing: found however many atoms a rule has, and only there."""

from collections.abc import Mapping
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.rules.checked import CheckedRule
from shared.rules.documents.parameter import load_parameter
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.vocabulary import load_vocabulary
from shared.rules.gate.certainties import ATOMS, hidden_certainty, searchable
from shared.rules.publication import check
from tests.unit.rules.lisbon import PARTIES, RULE, VOCABULARY

VOCABULARY_READ, PARTIES_READ = load_vocabulary(VOCABULARY), load_parameter(PARTIES)
ATOM_TEXTS = (
    "award.verified",
    "award.is_higher_education",
    "assessment.closed",
    'award.country == "FRA"',
    'award.country == "DEU"',
)
TIED = (3, 4)
"""These two read one fact: it is known for both or for neither."""

Formula = int | tuple["str", tuple["Formula", ...]]

FORMULAS: st.SearchStrategy[Formula] = st.recursive(
    st.integers(0, len(ATOM_TEXTS) - 1),
    lambda inner: st.one_of(
        inner.map(lambda it: ("!", (it,))),
        st.tuples(st.sampled_from(("&&", "||")), st.lists(inner, min_size=2, max_size=3).map(tuple)),
    ),
    max_leaves=9,
)


def rule(authentic: str, difference: str = "substantial_differences.exists(d, d.grave)") -> CheckedRule:
    text = RULE.replace("authentic: award.verified", f"authentic: '{authentic}'")
    old = 'substantial_differences.exists(d, d.grave && d.shown_by == "host_authority")'
    text = text.replace("when: in_scope && authentic && !difference", "when: authentic || difference")
    text = text.replace(f"  difference: {old}", f"  difference: '{difference}'")
    start, _, rest = text.partition("  in_scope:")
    head, _, tail = (start + rest.partition("\n")[2]).partition("burden:")
    return check(load_rule(head + "tests:" + tail.partition("tests:")[2]), VOCABULARY_READ, [PARTIES_READ])


def written(formula: Formula) -> str:
    if isinstance(formula, int):
        return ATOM_TEXTS[formula]
    sign, parts = formula
    if sign == "!":
        return f"!({written(parts[0])})"
    return "(" + f" {sign} ".join(written(it) for it in parts) + ")"


def kleene(formula: Formula, values: Mapping[int, float]) -> float:
    """Strong Kleene over 0, 1/2 (unknown) and 1."""
    if isinstance(formula, int):
        return values[formula]
    sign, parts = formula
    found = [kleene(it, values) for it in parts]
    return 1 - found[0] if sign == "!" else min(found) if sign == "&&" else max(found)


def hides_a_certainty(formula: Formula) -> bool:
    """Enumerate everything, atom by atom."""
    for values in product((0, 0.5, 1), repeat=len(ATOM_TEXTS)):
        assigned = dict(enumerate(values))
        if (values[TIED[0]] == 0.5) != (values[TIED[1]] == 0.5) or kleene(formula, assigned) != 0.5:
            continue
        completions = product(*((0, 1) if it == 0.5 else (it,) for it in values))
        if len({kleene(formula, dict(enumerate(it))) for it in completions}) == 1:
            return True
    return False


@given(FORMULAS)
@settings(max_examples=150, deadline=None)
def test_the_search_finds_what_enumerating_every_atom_finds(formula: Formula) -> None:
    found = hidden_certainty(rule(written(formula)))
    assert (found is not None) == hides_a_certainty(formula)


MANY = " || ".join(f'substantial_differences.exists(d, d.shown_by == "{it}")' for it in range(ATOMS + 3))


def test_a_certainty_is_found_in_a_rule_of_more_atoms_than_could_all_be_enumerated() -> None:
    found = hidden_certainty(rule("award.verified || !award.verified", MANY))
    assert found is not None
    assert found.unknown == ("award.verified",)
    assert hidden_certainty(rule("award.verified", MANY)) is None


@pytest.mark.parametrize(("atoms", "expected"), [(ATOMS - 1, True), (ATOMS, False)])
def test_a_rule_of_too_many_atoms_over_one_fact_says_that_it_was_not_searched(
    atoms: int, expected: bool
) -> None:
    """One part more is what the rule says besides."""
    text = " || ".join(f'award.country == "{it}"' for it in range(atoms))
    assert searchable(rule(text, "award.verified")) is expected
