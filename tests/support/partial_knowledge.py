"""Cases known in part, and what becomes of them when more is known."""

import re
from random import Random
from typing import Any

from shared.rules.compiled import CompiledRelease
from shared.rules.decision import Decision
from shared.rules.language.syntax import ListRef, walk
from tests.support import random_rules
from tests.support.random_rules import CLOSINGS, RECORDS, SLOT

Facts = dict[str, Any]
_FIELD = re.compile(r"(\w+)\[(\d+)\]\.(\w+)")


def complete(random: Random) -> Facts:
    """A case of which everything is known, with every list closed."""
    return random_rules.facts(random, missing=0.0) | dict.fromkeys(CLOSINGS.values(), True)


def always_open(law: CompiledRelease) -> set[str]:
    """The lists that every condition reads as open until closed: only these may still grow."""
    conditions = [it for rule in law.slots[SLOT].rules for it in rule.conditions.values()]
    reads = [part for it in conditions for part in walk(it) if isinstance(part, ListRef)]
    return set(CLOSINGS) - {it.name for it in reads if it.closed_by is None}


def with_holes(random: Random, whole: Facts, growing: set[str]) -> Facts:
    """The same case, known in part: without some facts, fields, closings, or the later elements of a list."""
    hidden = random.choice((0.1, 0.3, 0.6))
    part: Facts = {name: value for name, value in whole.items() if random.random() >= hidden}
    for name, closed in CLOSINGS.items():
        if closed in part and random.random() < 0.4:
            part[closed] = False
        if name in growing & part.keys() and part.get(closed) is not True:
            part[name] = part[name][: random.randint(0, len(part[name]))]
    for name in RECORDS:
        part |= (
            {
                name: [
                    {key: value for key, value in it.items() if random.random() >= hidden}
                    for it in part[name]
                ]
            }
            if name in part
            else {}
        )
    return part


def supplied(part: Facts, whole: Facts, decision: Decision) -> Facts:
    """The case with the facts asked for, and nothing else. A list is supplied with its closing."""
    found = dict(part)
    for need in decision.needs:
        place = _FIELD.fullmatch(need.fact)
        if place is None:
            found[need.fact] = whole[need.fact]
            if need.fact in CLOSINGS:
                found[CLOSINGS[need.fact]] = True
    for need in decision.needs:
        place = _FIELD.fullmatch(need.fact)
        if place is not None:
            name, index, key = place[1], int(place[2]), place[3]
            found[name] = [dict(it) for it in found[name]]
            found[name][index][key] = whole[name][index][key]
    return found
