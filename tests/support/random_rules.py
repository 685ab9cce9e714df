"""Random rules inside the language and random facts with holes, from a seed: what evaluators must agree on.

Every construct of the language turns up: each type, sums, membership in literal lists, parameters and list
facts, quantifiers over records and single values with facts of the case in their bodies, open lists, silence,
parameters without a value, members that the law does not know, overrides, tiers, defeaters.
"""

import json
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from random import Random
from typing import Any

from shared.rules.documents.parameter import Parameter, load_parameter
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.vocabulary import Vocabulary, load_vocabulary
from shared.rules.evaluate.order import Precedence
from shared.rules.publication import check
from shared.rules.release import RuleSet

DAY = date(2024, 5, 1)
SLOT = "recognition.outcome"
COUNTRIES = ("FRA", "DEU", "ITA", "XXX", "YYY", "USA")
WORDS = ("degree", "period", "access")
SCALARS = {
    "bool": ("award.verified", "award.higher", "issuer.recognised", "award.original"),
    "str": ("award.country", "host.country", "award.kind", "request.kind"),
    "int": ("award.level", "award.credits", "host.level"),
    "date": ("award.day", "request.day", "decision.day"),
}
LISTS = {"tags": "str", "credits": "int", "marks": "bool", "days": "date"}
FIELDS = {
    "grave": "bool",
    "host_shown": "bool",
    "country": "str",
    "kind": "str",
    "weight": "int",
    "since": "date",
}
RECORDS = ("differences", "courses")
CLOSINGS = {
    "differences": "differences_closed",
    "courses": "courses_closed",
    "tags": "tags_closed",
    "credits": "credits_closed",
    "days": "days_closed",
    "marks": "marks_closed",
}
PARAMETERS = {
    "parties": (
        "membership",
        {"FRA": None, "DEU": "1999-01-01", "ITA": "2030-01-01", "XXX": "unknown", "YYY": "unknown"},
    ),
    "empty": ("membership", {}),
    "months": ("int", 4),
    "late": ("int", None),
    "start": ("date", "2001-03-04"),
    "lead": ("str", "FRA"),
    "strict": ("bool", True),
}


@cache
def vocabulary() -> Vocabulary:
    facts: dict[str, Any] = {
        name: {"type": kind, "owed_by": "applicant"}
        for kind, names in SCALARS.items()
        for name in names
        if name != "decision.day"
    }
    facts |= {name: {"type": "list", "of": kind, "owed_by": "issuer"} for name, kind in LISTS.items()}
    facts |= {name: {"type": "records", "fields": FIELDS, "owed_by": "authority"} for name in RECORDS}
    facts |= {name: {"type": "bool", "owed_by": "authority"} for name in CLOSINGS.values()}
    document = {"kind": "vocabulary/1", "id": "random", "version": 1, "facts": facts}
    return load_vocabulary(json.dumps(document))


@cache
def parameters(*, gaps: bool = True) -> tuple[Parameter, ...]:
    """Every kind of parameter; without gaps, none of them leaves anything unknown but `late`."""
    found = []
    for name, (kind, content) in PARAMETERS.items():
        values: Any
        if kind == "membership":
            assert isinstance(content, dict)
            values = {
                key: [{"from": start, "to": None, "cite": "x"}]
                for key, start in content.items()
                if gaps or start != "unknown"
            }
        else:
            start = None if content is not None else "2040-01-01"
            values = [
                {"from": start, "to": None, "cite": "x", "value": content if content is not None else 1}
            ]
        document = {"kind": "parameter/1", "id": name, "version": 1, "type": kind, "values": values}
        found.append(load_parameter(json.dumps(document)))
    return tuple(found)


@dataclass
class Writer:
    """Writes random conditions as their author would, in the text of the language."""

    random: Random
    gaps: bool = True
    """Whether parameters may have no value, and members the law may not know."""
    variable: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def condition(self, depth: int) -> str:
        draw = self.random.random()
        if depth > 0 and draw < 0.45:
            inner = [self.condition(depth - 1) for _ in range(self.random.choice((2, 2, 3)))]
            return "(" + self.random.choice((" && ", " || ")).join(inner) + ")"
        if depth > 0 and draw < 0.55:
            return f"!({self.condition(depth - 1)})"
        if draw < 0.72 and not self.variable:
            return self.quantifier(depth)
        return self.atom()

    def quantifier(self, depth: int) -> str:
        kind = self.random.choice(("exists", "all"))
        if self.random.random() < 0.7:
            over = self.random.choice(RECORDS)
            self.variable = {k: tuple(f"e.{n}" for n, t in FIELDS.items() if t == k) for k in SCALARS}
        else:
            over, single = self.random.choice(list(LISTS.items()))
            self.variable = {single: ("e",)}
        body = self.condition(min(depth, 2))
        self.variable = {}
        return f"{over}.{kind}(e, {body})"

    def atom(self) -> str:  # noqa: PLR0911 - one for each kind of atom
        random = self.random
        match random.randrange(9):
            case 0:
                return self.name("bool") if random.random() < 0.9 else "p.strict"
            case 1:
                op = random.choice(("==", "!="))
                return f"{self.name('bool')} {op} {random.choice((self.name('bool'), 'true', 'false'))}"
            case 2:
                op = random.choice(("==", "!="))
                return f"{self.text()} {op} {self.text()}"
            case 3:
                words = json.dumps(random.sample((*COUNTRIES, *WORDS), random.randint(1, 4)))
                return f"{self.text()} in {words}"
            case 4:
                return f"{self.name('str')} in {random.choice(('p.parties', 'p.parties', 'p.empty'))}"
            case 5:
                over, kind = random.choice(list(LISTS.items()))
                return f"{self.name(kind) if kind != 'int' else self.number()} in {over}"
            case 6:
                numbers = ", ".join(str(random.randint(0, 9)) for _ in range(random.randint(1, 3)))
                return f"{self.number()} in [{numbers}]"
            case 7:
                return f"{self.day()} {self.order()} {self.day()}"
            case _:
                return f"{self.number()} {self.order()} {self.number()}"

    def order(self) -> str:
        return self.random.choice(("==", "!=", "<", "<=", ">", ">="))

    def name(self, kind: str) -> str:
        return self.random.choice((*SCALARS[kind], *self.variable.get(kind, ()) * 3))

    def text(self) -> str:
        draw = self.random.random()
        if draw < 0.1:
            return "p.lead"
        return self.name("str") if draw < 0.7 else f"'{self.random.choice((*COUNTRIES, *WORDS))}'"

    def number(self) -> str:
        random = self.random
        match random.randrange(8):
            case 0:
                return str(random.randint(-2, 9))
            case 1:
                return f"{self.name('int')} {random.choice('+-')} {self.name('int')}"
            case 2:
                return f"{self.name('int')} * {random.randint(-3, 3)}"
            case 3:
                return "p.late" if self.gaps and random.random() < 0.2 else "p.months"
            case _:
                return self.name("int")

    def day(self) -> str:
        match self.random.randrange(6):
            case 0:
                return "date('2001-03-04')"
            case 1:
                return f"{self.name('date')} + {self.random.randint(-9, 9)}"
            case 2:
                return "p.start"
            case _:
                return self.name("date")


def rule(
    random: Random, number: int, others: list[str], *, gaps: bool = True, silence: bool = True
) -> dict[str, Any]:
    """A rule document that publication accepts."""
    writer = Writer(random, gaps)
    names = [f"c{i}" for i in range(random.randint(1, 3))]
    where = {name: writer.condition(random.randint(0, 3)) for name in names}
    when = random.choice((" && ", " || ")).join(random.choice(("", "", "!")) + name for name in names)
    act, favour = random.choice((("recognise", 100), ("partial", 60), ("refuse", 10)))
    strength = random.choice(("defeasible",) * 8 + ("strict", "defeater"))
    burden = {}
    for name in names:
        if random.random() < 0.5:
            over, closed = random.choice(list(CLOSINGS.items()))
            reading = "not_shown" if silence and random.random() < 0.5 else "unknown"
            burden[name] = {"on": "applicant", "open_list": over, "closed_by": closed, "silence": reading}
    treaty = random.choice(("lrc", "global", "bilateral"))
    return {
        "kind": "rule/1",
        "id": f"r{number:03}",
        "version": 1,
        "title": "A random rule",
        "instrument": {
            "id": treaty,
            "name": treaty,
            "tier": "treaty" if treaty != "bilateral" else "agreement",
            "concluded": {"lrc": "1997-04-11", "global": "2019-11-25"}.get(treaty, "2008-01-01"),
        },
        "cite": [{"article": f"{number}", "role": "norm"}],
        "slot": SLOT,
        "strength": strength,
        "valid": {"from": None, "to": None, "tested_on": "decision.day"},
        "overrides": [
            {"rule": it, "reason": "lex specialis"} for it in random.sample(others, min(len(others), 1))
        ]
        if random.random() < 0.4
        else [],
        "params": {name: {"ref": name, "at": "decision.day"} for name in PARAMETERS},
        "where": where,
        "when": when,
        "effect": {"modality": "obligation", "on": "host.authority", "act": act, "favour": favour},
        "burden": burden,
    }


def release(random: Random, rules: int, *, gaps: bool = True, silence: bool = True) -> RuleSet:
    """A release of random rules that compete in one slot."""
    checked, beatable, known = [], list[str](), parameters(gaps=gaps)
    for number in range(rules):
        document = rule(random, number, beatable, gaps=gaps, silence=silence)
        checked.append(check(load_rule(json.dumps(document)), vocabulary(), known))
        if document["strength"] != "strict":
            beatable.append(document["id"])
    tiers, later = random.choice(((), ("treaty", "agreement"))), random.random() < 0.3
    return RuleSet(vocabulary(), checked, parameters=known, precedence={SLOT: Precedence(tiers, later=later)})


def facts(random: Random, missing: float = 0.25) -> dict[str, Any]:
    """Flat, admitted facts, each missing with the given probability; also within lists."""
    found = {}
    for name, fact in vocabulary().facts.items():
        if name == "decision.day" or random.random() < missing:
            continue
        if name in LISTS:
            kind = LISTS[name]
            found[name] = [value(random, kind) for _ in range(random.choice((0, 1, 1, 2, 3)))]
        elif name in RECORDS:
            found[name] = [record(random, missing) for _ in range(random.choice((0, 1, 1, 2, 3)))]
        else:
            found[name] = value(random, str(fact.type))
    return found


def record(random: Random, missing: float) -> dict[str, Any]:
    return {name: value(random, kind) for name, kind in FIELDS.items() if random.random() >= missing}


def value(random: Random, kind: str) -> Any:
    if kind == "bool":
        return random.random() < 0.5
    if kind == "str":
        return random.choice((*COUNTRIES, *WORDS))
    if kind == "date":
        return epoch_day(random.choice((date(2001, 3, 4), DAY))) + random.randint(-8, 8)
    return random.randint(-2, 9)
