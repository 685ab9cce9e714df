"""Why rules do not apply: over many cases, how often each condition is what stops a rule or keeps it open."""

from dataclasses import dataclass

from shared.rules.batch.answers import SlotAnswers
from shared.rules.batch.bitmaps import Bitmap, Truths, all_of, any_of, count, everything
from shared.rules.language.syntax import And, Condition, Named, Not, Or


@dataclass(frozen=True, slots=True)
class ConditionReasons:
    """In how many cases a condition is the first to make its rule false, and in how many it keeps it open."""

    name: str
    stops: int
    keeps_open: int


@dataclass(frozen=True, slots=True)
class RuleReasons:
    """How often a rule is true, false and unknown, and because of which conditions."""

    rule: str
    true: int
    false: int
    unknown: int
    conditions: tuple[ConditionReasons, ...]


def reasons(answers: SlotAnswers) -> tuple[RuleReasons, ...]:
    """Count for every rule of a slot. What stops a rule is what a trace calls `because`."""
    return tuple(_of_rule(answers, index) for index in range(len(answers.rules)))


def stopped_by(answers: SlotAnswers, index: int) -> dict[str, Bitmap]:
    """Give for each condition of a rule the cases in which it is the first to make the rule false."""
    return _Reasons(answers, index).stopped(answers.rule(index).false)


def kept_open_by(answers: SlotAnswers, index: int, cases: Bitmap) -> dict[str, Bitmap]:
    """Give for each condition of a rule those of `cases`, in which it is unknown, that it keeps open."""
    return _Reasons(answers, index).open(cases)


def _of_rule(answers: SlotAnswers, index: int) -> RuleReasons:
    found = answers.rule(index)
    told = _Reasons(answers, index)
    unknown = everything(answers.rows) & ~found.known
    stopped, open_ = told.stopped(found.false), told.open(unknown)
    conditions = tuple(
        ConditionReasons(
            name,
            count(stopped[name]) if name in stopped else 0,
            count(open_[name]) if name in open_ else 0,
        )
        for name in answers.conditions[index]
    )
    rule = answers.slot.rules[index].rule.id
    return RuleReasons(rule, count(found.true), count(found.false), count(unknown), conditions)


class _Reasons:
    """Follows a `when` down to the names, case by case as `polarity` does, all cases at once."""

    def __init__(self, answers: SlotAnswers, index: int) -> None:
        self.answers = answers
        self.index = index
        self.when = answers.slot.rules[index].when
        self.found: dict[str, Bitmap] = {}

    def stopped(self, cases: Bitmap) -> dict[str, Bitmap]:
        """See `polarity.decisive`; `cases` are those in which the rule is false."""
        self.found = {}
        self._first(self.when, cases, value=False)
        return self.found

    def open(self, cases: Bitmap) -> dict[str, Bitmap]:
        """See `polarity.open_names`; `cases` are those in which the rule is unknown."""
        self.found = {}
        self._open(self.when, cases)
        return self.found

    def _first(self, node: Condition, cases: Bitmap, *, value: bool) -> None:
        match node:
            case Named(name):
                self._add(name, cases)
            case Not(operand):
                self._first(operand, cases, value=not value)
            case And(operands) | Or(operands):
                for part in operands:
                    answer = self._value(part)
                    hit = cases & (answer.true if value else answer.false)
                    self._first(part, hit, value=value)
                    cases = cases & ~hit

    def _open(self, node: Condition, cases: Bitmap) -> None:
        match node:
            case Named(name):
                self._add(name, cases)
            case Not(operand):
                self._open(operand, cases)
            case And(operands) | Or(operands):
                for part in operands:
                    self._open(part, cases & ~self._value(part).known)

    def _value(self, node: Condition) -> Truths:
        match node:
            case Named(name):
                return self.answers.condition(self.index, name)
            case Not(operand):
                return self._value(operand).negated()
            case And(operands):
                return all_of(self._value(it) for it in operands)
            case Or(operands):
                return any_of(self._value(it) for it in operands)
            case _:
                raise TypeError(f"when holds names only, not {type(node).__name__}")

    def _add(self, name: str, cases: Bitmap) -> None:
        self.found[name] = self.found[name] | cases if name in self.found else cases
