"""Facts that the law itself concludes: whether a convention binds two States is the answer of rules, too.

A slot that bears the name of a true-or-false fact concludes that fact: settled on an effect means true, no
rule applies means false, and what is open or in conflict stays missing. Concluding slots read what is given,
never each other, so that one pass is enough.
"""

from collections.abc import Mapping

from shared.rules.compiled import CompiledRelease
from shared.rules.documents.vocabulary import Scalar
from shared.rules.evaluate.resolution import State
from shared.rules.release import RuleSet
from shared.rules.trace import Trace

_MEANS = {State.SETTLED: True, State.OUT_OF_SCOPE: False}


def concluding_slots(release: RuleSet) -> tuple[str, ...]:
    """Name the slots of `release` that conclude a fact, in order."""
    facts = release.vocabulary.facts
    slots = {it.rule.slot for it in release.rules}
    return tuple(sorted(it for it in slots if it in facts and facts[it].type is Scalar.BOOL))


def concluded(law: CompiledRelease, slots: tuple[str, ...], facts: Mapping[str, object]) -> dict[str, object]:
    """Add to admitted `facts` what the concluding `slots` say; a fact that is given stays as it is."""
    found = dict(facts)
    for name in slots:
        if name in facts:
            continue
        value = _MEANS.get(law.decide(facts, name).state) if name in law.slots else False
        if value is not None:
            found[name] = value
    return found


def traces_of(law: CompiledRelease, slots: tuple[str, ...], facts: Mapping[str, object]) -> tuple[Trace, ...]:
    """Trace the concluding slots that have rules on the day: the first part of a case's reasons."""
    return law.traces(facts, (it for it in slots if it in law.slots and it not in facts))
