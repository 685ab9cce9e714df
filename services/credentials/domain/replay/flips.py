"""Why a case comes out otherwise: the rules that answer otherwise in it, and there the conditions that do.

For each condition it is said what lies behind it: its own text is another, a parameter that it reads has
another value on the day, or a fact that the rules conclude is concluded otherwise (whose own rules are among
the reasons then).
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from services.credentials.domain.replay.comparing import Answered, Compared
from shared.rules.batch.answers import SlotAnswers
from shared.rules.batch.bitmaps import Bitmap, Truths, at, rows_in
from shared.rules.batch.comparison import differ
from shared.rules.language.syntax import Condition, facts_of, parameters_of


class How(StrEnum):
    """What is otherwise about a rule or a condition."""

    ADDED = "added"
    REMOVED = "removed"
    ANSWERS = "answers otherwise"


@dataclass(frozen=True, slots=True)
class Reason:
    """A rule, or one of its named conditions (None: the rule as a whole), and what is otherwise about it.

    `before` and `after` are its values, ``true``, ``false`` or ``unknown``; None where there is no such rule
    or condition.
    """

    rule: str
    condition: str | None
    how: How
    before: str | None = None
    after: str | None = None
    rewritten: bool = False
    parameters: tuple[str, ...] = ()
    conclusions: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """Order reasons by rule, the rule as a whole first."""
        return self.rule, self.condition or "", self.how, self.before or "", self.after or ""


def reasons(compared: Compared) -> Iterator[tuple[Reason, Bitmap]]:
    """Give every reason with the flipped cases that it holds of, as they stand in `compared.rows`."""
    if compared.flips.any():
        for answered in compared.slots.values():
            yield from _Reasons(compared, answered).all()


class _Reasons:
    """The reasons within one slot."""

    def __init__(self, compared: Compared, answered: Answered) -> None:
        self._flips = compared.flips
        self._concluded = compared.concluded
        self._before, self._after = answered

    def all(self) -> Iterator[tuple[Reason, Bitmap]]:
        old, new = (_numbers(it) for it in (self._before, self._after))
        for rule in sorted(old.keys() | new.keys()):
            for reason, cases in self._of_rule(rule, old.get(rule), new.get(rule)):
                if cases.any():
                    yield reason, cases

    def _of_rule(self, rule: str, one: int | None, other: int | None) -> Iterator[tuple[Reason, Bitmap]]:
        before, after = self._before, self._after
        if before is None or one is None:
            assert after is not None and other is not None  # noqa: S101, PT018 - it is a rule of one of them
            added = after.rule(other)
            yield from _by_value(Reason(rule, None, How.ADDED), None, added, self._flips & ~added.false)
        elif after is None or other is None:
            gone = before.rule(one)
            yield from _by_value(Reason(rule, None, How.REMOVED), gone, None, self._flips & ~gone.false)
        else:
            values = before.rule(one), after.rule(other)
            changed = self._flips & differ(*values)
            if changed.any():
                yield from _by_value(Reason(rule, None, How.ANSWERS), *values, changed)
                yield from self._of_conditions((before, one), (after, other), changed)

    def _of_conditions(
        self, old: tuple[SlotAnswers, int], new: tuple[SlotAnswers, int], changed: Bitmap
    ) -> Iterator[tuple[Reason, Bitmap]]:
        (before, one), (after, other) = old, new
        checked, draft = before.slot.rules[one], after.slot.rules[other]
        rule = checked.rule.id
        for name in dict.fromkeys((*before.conditions[one], *after.conditions[other])):
            if name not in after.conditions[other]:
                gone = before.condition(one, name)
                yield from _by_value(Reason(rule, name, How.REMOVED), gone, None, changed)
            elif name not in before.conditions[one]:
                added = after.condition(other, name)
                yield from _by_value(Reason(rule, name, How.ADDED), None, added, changed)
            else:
                values = before.condition(one, name), after.condition(other, name)
                cases = changed & differ(*values)
                if cases.any():
                    reason = self._of_condition(rule, name, checked.conditions[name], draft.conditions[name])
                    yield from _by_value(reason, *values, cases)

    def _of_condition(self, rule: str, name: str, old: Condition, new: Condition) -> Reason:
        assert self._before is not None and self._after is not None  # noqa: S101, PT018 - both have the rule
        laws = self._before.slot.law, self._after.slot.law
        read = sorted(parameters_of(old) | parameters_of(new))
        return Reason(
            rule,
            name,
            How.ANSWERS,
            rewritten=old != new,
            parameters=tuple(it for it in read if laws[0].says(it) != laws[1].says(it)),
            conclusions=tuple(sorted(self._concluded & (facts_of(old) | facts_of(new)))),
        )


def _by_value(
    reason: Reason, one: Truths | None, other: Truths | None, cases: Bitmap
) -> Iterator[tuple[Reason, Bitmap]]:
    """Part the cases by the values before and after."""
    for before, mine in _valued(one, cases).items():
        for after, theirs in _valued(other, cases).items():
            yield dataclasses.replace(reason, before=before, after=after), mine & theirs


def _valued(answer: Truths | None, cases: Bitmap) -> dict[str | None, Bitmap]:
    if answer is None:
        return {None: cases}
    return {
        "true": cases & answer.true,
        "false": cases & answer.false,
        "unknown": cases & ~answer.known,
    }


def _numbers(answers: SlotAnswers | None) -> dict[str, int]:
    return {} if answers is None else {it.rule.id: number for number, it in enumerate(answers.slot.rules)}


@dataclass(frozen=True, slots=True)
class FlippedCase:
    """A case that comes out otherwise, by its number, with the outcomes in one word each, and why."""

    case: int
    before: str
    after: str
    reasons: tuple[Reason, ...]


def flipped_cases(compared: Compared, most: int) -> Iterator[FlippedCase]:
    """Give the flips, at most `most` of them, in the order of the cases."""
    chosen = rows_in(compared.flips, len(compared.rows))[:most]
    why: dict[int, list[Reason]] = {int(it): [] for it in chosen}
    for reason, cases in reasons(compared):
        for row in chosen[at(cases, chosen)].tolist():
            why[row].append(reason)
    sides = []
    for words in (compared.old, compared.new):
        named: dict[int, str] = {}
        for word, bitmap in words.items():
            named |= dict.fromkeys(chosen[at(bitmap, chosen)].tolist(), word)
        sides.append(named)
    for row in chosen.tolist():
        found = tuple(sorted(why[row], key=lambda it: it.key))
        yield FlippedCase(int(compared.rows[row]), sides[0][row], sides[1][row], found)
