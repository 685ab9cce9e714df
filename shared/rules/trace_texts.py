"""Writing a trace as canonical JSON (RFC 8785) from texts that stand ready.

What is the same in every case (articles, hashes, spans, parameters) is written once a slot; what a fact is,
once a case. Each piece is canonical and their keys stand in canonical order, so the whole is canonical.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import cast

from shared.kernel.canonical import Json, canonical_json, sha256
from shared.rules.checked import CheckedRule
from shared.rules.documents.parameter import Parameter
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.vocabulary import LEGAL_DAY
from shared.rules.evaluate.closures import Case, Truth3
from shared.rules.evaluate.tracing import TracedCondition, Tracing

_WORDS = {True: '"true"', False: '"false"', None: '"unknown"'}


def text(value: Json) -> str:
    """Write one value."""
    return canonical_json(value).decode()


class CaseFacts:
    """Flat, admitted facts on one legal day, as the traces of a case read and write them."""

    def __init__(self, facts: Mapping[str, object], legal_date: date) -> None:
        self._given = facts
        self._members: dict[str, str] = {}
        self.whole: dict[str, object] = {**facts, LEGAL_DAY: epoch_day(legal_date)}

    @cached_property
    def hash(self) -> str:
        """Name the facts by their content, the legal day left out."""
        return sha256(cast("Json", self._given))

    def members(self, names: Iterable[str]) -> str:
        """Write those of the named facts that are known, as members of an object."""
        known = self._members
        found = []
        for name in names:
            member = known.get(name)
            if member is None:
                value = cast("Json", self.whole.get(name))
                member = known[name] = "" if value is None else f"{text(name)}:{text(value)}"
            if member:
                found.append(member)
        return ",".join(found)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a case makes of a condition, whichever rules have it: what it read and lacked, and its value."""

    read: str
    value: str


def seen(condition: TracedCondition, value: Truth3, facts: CaseFacts, case: Case) -> Seen:
    """Write what a condition read and what it lacked."""
    lacks = list(dict.fromkeys(condition.traced.missing(case))) if value is None else []
    return Seen(
        f'{facts.members(condition.facts)}}},"missing":{text(lacks) if lacks else "[]"}', _WORDS[value]
    )


class RuleText:
    """What the traces say of a rule in every case."""

    def __init__(self, checked: CheckedRule, numbers: Mapping[str, int], tracing: Tracing) -> None:
        rule = checked.rule
        self.id = text(rule.id)
        self._cite = text(list(rule.articles))
        self._hash = text(rule.hash)
        self._version = text(rule.version)
        self._names = {name: text(name) for name in numbers}
        self._where = [
            (number, *_around(checked, name, tracing.conditions[number])) for name, number in numbers.items()
        ]

    def written(
        self, answer: Truth3, *, because: str | None, lost_to: "RuleText | None", found: Sequence[Seen]
    ) -> str:
        """Write the rule in one case: its value, the condition that made it false, the rule it lost to.

        `found` says of each condition of the slot what the case makes of it.
        """
        where = ",".join(
            [
                f"{before}{found[number].read}{after}{found[number].value}}}"
                for number, before, after in self._where
            ]
        )
        return (
            f'{{"because":{"null" if because is None else self._names[because]},"cite":{self._cite},'
            f'"defeated_by":{"null" if lost_to is None else lost_to.id},"hash":{self._hash},"id":{self.id},'
            f'"value":{_WORDS[answer]},"version":{self._version},"where":[{where}]}}'
        )


def _around(checked: CheckedRule, name: str, condition: TracedCondition) -> tuple[str, str]:
    """Write what stands before and after what a case makes of a named condition."""
    burden = checked.rule.burden.get(name)
    params = {each: _version(held) for each, held in condition.parameters.items()}
    span = list(checked.conditions[name].span)
    return (
        f'{{"burden":{text(burden.on.value if burden else None)},"facts":{{',
        f',"name":{text(name)},"params":{text(params)},"span":{text(span)},"value":',
    )


def _version(held: Parameter | None) -> Json:
    return {"version": held.version, "hash": held.hash} if held else None
