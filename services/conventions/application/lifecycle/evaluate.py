"""Use case: evaluate facts by a release, on a day of law as known on another, with the whole trace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from shared.kernel.clock import Clock
from shared.kernel.errors import Invalid, Violation
from shared.rules.conclusions import concluded, concluding_slots, traces_of
from shared.rules.facts import admit
from shared.rules.release import RuleSet
from shared.rules.trace import Trace


class Rules(Protocol):
    """Gives releases ready to evaluate."""

    async def get(self, name: str | None) -> RuleSet:
        """Give a release by its hash, the one in force where `name` is None."""
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """Facts, and by which law they are to be judged. None: today, the release in force, every slot."""

    facts: Mapping[str, object]
    legal_date: date | None = None
    knowledge_date: date | None = None
    release: str | None = None
    slots: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Evaluated:
    """The traces: first of what the rules concluded about the facts, then of the slots asked for."""

    release: RuleSet
    legal_date: date
    knowledge_date: date
    conclusions: Sequence[Trace]
    traces: Sequence[Trace]


class EvaluateRules:
    """Evaluates; keeps nothing."""

    def __init__(self, rules: Rules, clock: Clock) -> None:
        self._rules = rules
        self._clock = clock

    async def __call__(self, question: Question) -> Evaluated:
        """Evaluate. Raises NotFound on an unknown release, Invalid on facts or slots that do not fit it."""
        release = await self._rules.get(question.release)
        today = self._clock.now().date()
        legal, knowledge = question.legal_date or today, question.knowledge_date or today
        facts = admit(question.facts, release.vocabulary)
        law = release.compile(legal, knowledge)
        concluding = concluding_slots(release)
        known = {it.rule.slot for it in release.rules}
        wrong = [it for it in question.slots or () if it not in known]
        if wrong:
            detail = f"no rule answers {wrong[0]!r}; the slots are {', '.join(sorted(known))}"
            raise Invalid(Violation("/slots", "unknown_slot", detail))
        whole = concluded(law, concluding, facts)
        asked = question.slots or tuple(sorted(law.slots.keys() - set(concluding)))
        return Evaluated(
            release,
            legal,
            knowledge,
            traces_of(law, concluding, facts),
            [law.trace(whole, it) for it in asked if it in law.slots],
        )
