"""cel-cpp as the judge of our evaluators: it evaluates the author's own text, not our tree.

CEL has no open lists and no unknown members of a parameter, so both are said to it in its own terms. A list
still open is evaluated as it is and with one further element of which nothing is known; where the two answers
differ the condition is unknown. A member that the law does not know is looked up in a variable that has no
value. Rules that cannot be put that way are left out, and counted: those with an open list of single values
(CEL has no blank value), or with one that is read twice.

This module needs the CEL front end.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from shared.rules.checked import CheckedRule
from shared.rules.documents.rule import Burden
from shared.rules.documents.vocabulary import LEGAL_DAY, FactType, ListOf, Records, Scalar
from shared.rules.evaluate.closures import Truth3
from shared.rules.evaluate.law import Law
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.language.cel_front import FrontEnd, Given, Program
from shared.rules.language.polarity import value_of
from shared.rules.language.syntax import Condition, ListRef, Silenced, walk

_MEMBERSHIP = re.compile(r"('[^']*'|\"[^\"]*\"|[\w.]+) in p\.(\w+)")
_DOUBTFUL, _NEVER = "doubtful.", "never_known"


@dataclass(frozen=True, slots=True)
class _Asked:
    """A condition as CEL has it: the open list it reads, what closes it, and whether silence counts."""

    program: Program
    open_list: str | None
    closed_by: str | None
    silent: bool


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules that know the parameters by the same short names; None stands for a rule left out."""

    front: FrontEnd
    constants: Mapping[str, object]
    rules: Mapping[int, Mapping[str, _Asked] | None]


class Oracle:
    """Evaluates the rules of one slot by cel-cpp. `left_out` counts the rules that cannot be put to it."""

    def __init__(self, slot: CompiledSlot) -> None:
        self.slot = slot
        by_names: dict[tuple[tuple[str, str], ...], list[int]] = {}
        for index, checked in enumerate(slot.rules):
            used = tuple(
                sorted((it.name, it.parameter) for it in checked.rule.parameters if it.at == LEGAL_DAY)
            )
            by_names.setdefault(used, []).append(index)
        self._groups = [_group(slot, dict(used), indices) for used, indices in by_names.items()]
        self.left_out = sum(1 for it in self._groups for rule in it.rules.values() if rule is None)

    def answers(self, facts: Mapping[str, object]) -> dict[int, Truth3]:
        """Give the value of each rule by its number, without those left out; `facts` hold the legal day."""
        found = {}
        for group in self._groups:
            case = _Case(group, facts)
            for index, conditions in group.rules.items():
                if conditions is not None:
                    values = {name: case.value(it) for name, it in conditions.items()}
                    found[index] = value_of(self.slot.rules[index].when, values)
        return found


class _Case:
    """One case under the names of one group, bound once for all of its conditions."""

    def __init__(self, group: _Group, facts: Mapping[str, object]) -> None:
        self.group = group
        self.data = {**group.constants, **facts}
        self.plain = group.front.given(self.data)
        self.further: dict[str, Given] = {}

    def value(self, asked: _Asked) -> Truth3:
        answer = asked.program.evaluate(self.plain)
        closed = asked.closed_by is not None and self.data.get(asked.closed_by) is True
        if asked.open_list is not None and not closed:
            with_further = asked.program.evaluate(self._further(asked.open_list))
            answer = answer if answer is with_further else None
        return False if answer is None and closed and asked.silent else answer

    def _further(self, name: str) -> Given:
        if name not in self.further:
            listed = self.data.get(name)
            longer = {name: [*listed, {}]} if isinstance(listed, list) else {}
            self.further[name] = self.group.front.given({**self.data, **longer})
        return self.further[name]


def _group(slot: CompiledSlot, used: Mapping[str, str], indices: list[int]) -> _Group:
    declared: dict[str, FactType] = {it.name: it.type for it in slot.vocabulary.facts.values()}
    declared[_NEVER] = Scalar.BOOL
    constants: dict[str, object] = {}
    unsure = set()
    for name, parameter in used.items():
        held = slot.law.parameters.get(parameter)
        kind = held.type if held else None
        declared[f"p.{name}"] = kind or ListOf(Scalar.STR)
        declared[_DOUBTFUL + name] = ListOf(Scalar.STR)
        constants |= _constants(name, parameter, slot.law)
        unsure |= {name} if _DOUBTFUL + name in constants else set()
    front = FrontEnd(declared)
    rules = {index: _asked(slot, slot.rules[index], front, unsure) for index in indices}
    return _Group(front, constants, rules)


def _constants(name: str, parameter: str, law: Law) -> dict[str, object]:
    members, value = law.members.get(parameter), law.values.get(parameter)
    if members is not None:
        found: dict[str, object] = {f"p.{name}": sorted(members.known)}
        return {**found, _DOUBTFUL + name: sorted(members.unknown)} if members.unknown else found
    return {} if value is None else {f"p.{name}": value}


def _asked(
    slot: CompiledSlot, checked: CheckedRule, front: FrontEnd, unsure: set[str]
) -> Mapping[str, _Asked] | None:
    found = {}
    for name, text in checked.rule.where.items():
        burden = checked.rule.burden.get(name)
        if not _can_be_put(slot, checked.conditions[name], burden):
            return None
        program = front.program(_MEMBERSHIP.sub(lambda it: _with_doubt(it, unsure), text))
        open_list = burden.open_list if burden and burden.closed_by else None
        silent = isinstance(checked.conditions[name], Silenced)
        found[name] = _Asked(program, open_list, burden.closed_by if burden else None, silent)
    return found


def _can_be_put(slot: CompiledSlot, condition: Condition, burden: Burden | None) -> bool:
    if burden is None or burden.open_list is None or burden.closed_by is None:
        return True
    reads = [it for it in walk(condition) if isinstance(it, ListRef) and it.name == burden.open_list]
    return not reads or (len(reads) == 1 and isinstance(slot.vocabulary[burden.open_list].type, Records))


def _with_doubt(match: re.Match[str], unsure: set[str]) -> str:
    item, name = match[1], match[2]
    if name not in unsure:
        return match[0]
    return f"({match[0]} || {item} in {_DOUBTFUL}{name} && {_NEVER})"
