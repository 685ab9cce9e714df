"""Forty rules over the facts of recognition, for measuring: eight kinds of rule for each of five conventions.

Each kind is written twice by hand: in the language of rules, and as the plain two-valued Python that an
engineer would write over nested facts. What differs between conventions (parties, levels, credits, months) is
filled in.
The law in them is simplified; the rules that decide are in services/conventions/reference/rules.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Any

from shared.kernel.iso3166 import COUNTRIES as ISO
from shared.rules.documents.parameter import Parameter, load_parameter
from shared.rules.documents.plain import epoch_day
from shared.rules.documents.rule_reading import load_rule
from shared.rules.documents.vocabulary import Vocabulary, load_vocabulary
from shared.rules.publication import check
from shared.rules.release import RuleSet

DAY = date(2024, 5, 1)
SLOT = "recognition.outcome"
COUNTRIES = sorted(code for code, _, _ in ISO)[:120]
FACTS: dict[str, Any] = {
    "award.country": "str",
    "award.is_higher_education": "bool",
    "award.level_isced": "int",
    "award.credits": "int",
    "award.day": "date",
    "award.verified": "bool",
    "award.official": "bool",
    "host.country": "str",
    "institution.recognised": "bool",
    "institution.in_national_system": "bool",
    "programme.accredited": "bool",
    "provider.cross_border": "bool",
    "provider.agreement": "bool",
    "request.kind": "str",
    "request.level_isced": "int",
    "request.language": "str",
    "applicant.refugee": "bool",
    "applicant.documents_missing": "bool",
    "application.complete_day": "date",
    "application.decided": "bool",
    "assessment.closed": "bool",
    "record.closed": "bool",
    "differences": {"type": "records", "fields": {"grave": "bool", "shown_by": "str", "area": "str"}},
    "courses": {"type": "records", "fields": {"credits": "int", "passed": "bool", "level_isced": "int"}},
    "languages": {"type": "list", "of": "str"},
}
KINDS = ("access", "degree", "period", "partial", "professional")
AREAS = ("learning_outcomes", "workload", "quality", "entry_requirements")
OPEN = {
    "differences": {"open_list": "differences", "closed_by": "assessment.closed"},
    "courses": {"open_list": "courses", "closed_by": "record.closed"},
}


@dataclass(frozen=True)
class Treaty:
    """What differs between the conventions."""

    id: str
    concluded: str
    first: int
    last: int
    level: int
    credits: int
    months: int

    @property
    def parties(self) -> list[str]:
        return COUNTRIES[self.first : self.last]


TREATIES = (
    Treaty("lrc", "1997-04-11", 0, 55, 6, 60, 4),
    Treaty("global", "2019-11-25", 20, 58, 6, 30, 4),
    Treaty("tokyo", "2011-11-26", 50, 62, 6, 40, 6),
    Treaty("addis", "2014-12-12", 60, 80, 7, 45, 5),
    Treaty("buenos", "2019-07-13", 75, 86, 5, 35, 3),
)


@dataclass(frozen=True)
class Kind:
    """A kind of rule: its named conditions, how they are joined, its effect, and the Python for the same."""

    act: str
    favour: int
    where: dict[str, str]
    when: str
    python: str
    open: dict[str, str]


BETWEEN = "award.country in p.parties && host.country in p.parties"
BOTH = 'award["country"] in parties and case["host"]["country"] in parties'
RULES: dict[str, Kind] = {
    "degree": Kind(
        "recognise",
        100,
        {
            "in_scope": f'request.kind == "degree" && award.is_higher_education && {BETWEEN}',
            "authentic": "award.verified && award.official",
            "institution": "institution.recognised && institution.in_national_system",
            "level": "award.level_isced >= $LEVEL && award.level_isced >= request.level_isced",
            "difference": 'differences.exists(d, d.grave && d.shown_by == "host_authority")',
        },
        "in_scope && authentic && institution && level && !difference",
        f"""return (
        case["request"]["kind"] == "degree" and award["is_higher_education"] and {BOTH}
        and award["verified"] and award["official"]
        and case["institution"]["recognised"] and case["institution"]["in_national_system"]
        and award["level_isced"] >= $LEVEL and award["level_isced"] >= case["request"]["level_isced"]
        and not any(d["grave"] and d["shown_by"] == "host_authority" for d in case["differences"])
    )""",
        {"difference": "differences"},
    ),
    "access": Kind(
        "recognise",
        100,
        {
            "in_scope": f'request.kind == "access" && {BETWEEN}',
            "authentic": "award.verified",
            "level": "award.level_isced >= 3 && request.level_isced <= award.level_isced + 3",
            "difference": 'differences.exists(d, d.grave && d.area == "entry_requirements")',
        },
        "in_scope && authentic && level && !difference",
        f"""return (
        case["request"]["kind"] == "access" and {BOTH} and award["verified"]
        and award["level_isced"] >= 3 and case["request"]["level_isced"] <= award["level_isced"] + 3
        and not any(d["grave"] and d["area"] == "entry_requirements" for d in case["differences"])
    )""",
        {"difference": "differences"},
    ),
    "period": Kind(
        "recognise",
        100,
        {
            "in_scope": f'request.kind == "period" && {BETWEEN}',
            "studied": "courses.exists(c, c.passed && c.credits >= $CREDITS / 10 && c.level_isced >= 5)",
            "enough": "award.credits >= $CREDITS",
            "authentic": "award.verified || award.official",
        },
        "in_scope && studied && enough && authentic",
        f"""return (
        case["request"]["kind"] == "period" and {BOTH}
        and any(c["passed"] and c["credits"] >= $TENTH and c["level_isced"] >= 5 for c in case["courses"])
        and award["credits"] >= $CREDITS and (award["verified"] or award["official"])
    )""",
        {"studied": "courses"},
    ),
    "partial": Kind(
        "partial",
        60,
        {
            "in_scope": f'request.kind in ["degree", "partial"] && award.is_higher_education && {BETWEEN}',
            "authentic": "award.verified && award.official",
            "difference": 'differences.exists(d, d.shown_by == "host_authority")',
            "remediable": 'differences.all(d, !d.grave || d.area in ["workload", "learning_outcomes"])',
            "some_credit": "award.credits > $CREDITS && courses.exists(c, c.passed)",
        },
        "in_scope && authentic && difference && remediable && some_credit",
        f"""return (
        case["request"]["kind"] in ("degree", "partial") and award["is_higher_education"] and {BOTH}
        and award["verified"] and award["official"]
        and any(d["shown_by"] == "host_authority" for d in case["differences"])
        and all(not d["grave"] or d["area"] in ("workload", "learning_outcomes") for d in case["differences"])
        and award["credits"] > $CREDITS and any(c["passed"] for c in case["courses"])
    )""",
        {"remediable": "differences"},
    ),
    "refusal": Kind(
        "refuse",
        10,
        {
            "in_scope": f'request.kind in ["degree", "access", "professional"] && {BETWEEN}',
            "difference": "differences.exists(d, d.grave && "
            'd.shown_by == "host_authority" && d.area != "workload")',
            "assessed": "assessment.closed",
        },
        "in_scope && difference && assessed",
        f"""return (
        case["request"]["kind"] in ("degree", "access", "professional") and {BOTH}
        and any(
            d["grave"] and d["shown_by"] == "host_authority" and d["area"] != "workload"
            for d in case["differences"]
        )
        and case["assessment"]["closed"]
    )""",
        {},
    ),
    "refugee": Kind(
        "assess",
        70,
        {
            "displaced": "applicant.refugee && applicant.documents_missing",
            "host_bound": "host.country in p.parties",
            "no_proof": "!award.verified || !award.official",
            "speaks": "request.language in languages || request.level_isced <= $LEVEL",
        },
        "displaced && host_bound && no_proof && speaks",
        """return (
        case["applicant"]["refugee"] and case["applicant"]["documents_missing"]
        and case["host"]["country"] in parties and (not award["verified"] or not award["official"])
        and (case["request"]["language"] in case["languages"] or case["request"]["level_isced"] <= $LEVEL)
    )""",
        {},
    ),
    "transnational": Kind(
        "recognise",
        100,
        {
            "in_scope": f"provider.cross_border && {BETWEEN} && award.country != host.country",
            "arranged": "provider.agreement || programme.accredited && institution.recognised",
            "recent": 'award.day >= date("$SINCE") && award.day <= decision.day',
        },
        "in_scope && arranged && recent",
        f"""return (
        case["provider"]["cross_border"] and {BOTH} and award["country"] != case["host"]["country"]
        and (case["provider"]["agreement"]
             or case["programme"]["accredited"] and case["institution"]["recognised"])
        and $SINCE_DAY <= award["day"] <= day
    )""",
        {},
    ),
    "overdue": Kind(
        "escalate",
        40,
        {
            "in_scope": f"award.is_higher_education && {BETWEEN}",
            "late": "decision.day > application.complete_day + p.days",
            "undecided": "!application.decided",
        },
        "in_scope && late && undecided",
        f"""return (
        award["is_higher_education"] and {BOTH}
        and day > case["application"]["complete_day"] + $DAYS and not case["application"]["decided"]
    )""",
        {},
    ),
}


def filled(text: str, treaty: Treaty) -> str:
    """Fill in what differs between the conventions."""
    for mark, value in {
        "$CREDITS / 10": treaty.credits // 10,
        "$TENTH": treaty.credits // 10,
        "$CREDITS": treaty.credits,
        "$LEVEL": treaty.level,
        "$SINCE_DAY": epoch_day(date.fromisoformat(treaty.concluded)),
        "$SINCE": treaty.concluded,
        "$DAYS": treaty.months * 30,
    }.items():
        text = text.replace(mark, str(value))
    return text


def vocabulary() -> Vocabulary:
    facts = {
        name: {**(kind if isinstance(kind, dict) else {"type": kind}), "owed_by": "applicant"}
        for name, kind in FACTS.items()
    }
    return load_vocabulary(json.dumps({"kind": "vocabulary/1", "id": "bench", "version": 1, "facts": facts}))


def parameters() -> list[Parameter]:
    found = []
    for treaty in TREATIES:
        spans = [{"from": treaty.concluded, "to": None, "cite": "chart of signatures"}]
        head = {"kind": "parameter/1", "version": 1}
        parties = {"type": "membership", "values": dict.fromkeys(treaty.parties, spans)}
        days = {"type": "int", "values": [{**spans[0], "value": treaty.months * 30}]}
        found.append(load_parameter(json.dumps({**head, "id": f"{treaty.id}.parties", **parties})))
        found.append(load_parameter(json.dumps({**head, "id": f"{treaty.id}.days", **days})))
    return found


def rule(treaty: Treaty, name: str, **changed: str) -> dict[str, Any]:
    """One of the forty; `changed` replaces conditions, for a draft."""
    kind = RULES[name]
    where = {key: filled(text, treaty) for key, text in kind.where.items()} | changed
    read = " ".join(where.values())
    return {
        "kind": "rule/1",
        "id": f"{treaty.id}.{name}",
        "version": 1,
        "title": f"{name} under {treaty.id}",
        "instrument": {"id": treaty.id, "name": treaty.id, "tier": "treaty", "concluded": treaty.concluded},
        "cite": [{"article": name, "role": "norm"}],
        "slot": SLOT,
        "strength": "defeasible",
        "valid": {"from": None, "to": None, "tested_on": "decision.day"},
        "overrides": [{"rule": f"{treaty.id}.degree", "reason": "special"}] if name == "partial" else [],
        "params": {
            short: {"ref": f"{treaty.id}.{short}", "at": "decision.day"}
            for short in ("parties", "days")
            if f"p.{short}" in read
        },
        "where": where,
        "when": kind.when,
        "effect": {"modality": "right", "on": "host.authority", "act": kind.act, "favour": kind.favour},
        "burden": {key: {"on": "applicant", **OPEN[listed]} for key, listed in kind.open.items()},
    }


def release(changed: dict[str, dict[str, str]] | None = None) -> RuleSet:
    """The forty rules; `changed` gives other conditions for some of them, by rule id."""
    known = parameters()
    checked = [
        check(
            load_rule(json.dumps(rule(it, name, **(changed or {}).get(f"{it.id}.{name}", {})))),
            vocabulary(),
            known,
        )
        for it in TREATIES
        for name in RULES
    ]
    return RuleSet(vocabulary(), checked, parameters=known)


def hand_written() -> Callable[[dict[str, Any], int], list[bool]]:
    """Forty plain Python functions over nested facts, and one that calls them all, in the rules' order."""
    lines = ["def decide(case, day):", "    award = case['award']", "    return ["]
    functions, namespace = [], dict[str, Any]()
    for treaty in sorted(TREATIES, key=lambda it: it.id):
        namespace[f"{treaty.id}_parties"] = frozenset(treaty.parties)
        for name in sorted(RULES):
            body = filled(RULES[name].python, treaty)
            head = f"def {treaty.id}_{name}(case, award, day, parties={treaty.id}_parties):"
            functions.append(f"{head}\n    {body}\n")
            lines.append(f"        {treaty.id}_{name}(case, award, day),")
    text = "\n".join([*functions, *lines, "    ]"])
    exec(compile(text, "<hand-written>", "exec"), namespace)  # noqa: S102 - the text stands above
    decide: Callable[[dict[str, Any], int], list[bool]] = namespace["decide"]
    return decide


def cases(random: Random, count: int, missing: float) -> list[dict[str, Any]]:
    """Flat, admitted facts; each missing with the given probability, fields of records too.

    With none missing the lists are closed as well: then the rules are two-valued.
    """
    return [_case(random, missing) for _ in range(count)]


def _case(random: Random, missing: float) -> dict[str, Any]:
    drawn = {
        name: _value(random, name, kind, missing)
        for name, kind in FACTS.items()
        if random.random() >= missing
    }
    if random.random() < 0.8:  # most requests concern two parties of one convention
        treaty = random.choice(TREATIES)
        drawn |= {name: random.choice(treaty.parties) for name in drawn if name.endswith(".country")}
    if missing == 0:  # known in full: nothing more can come
        drawn |= dict.fromkeys(("assessment.closed", "record.closed"), True)
    return drawn


WORDS: dict[str, tuple[Any, ...]] = {
    "award.country": tuple(COUNTRIES),
    "host.country": tuple(COUNTRIES),
    "request.kind": KINDS,
    "request.language": ("eng", "fra", "spa"),
    "shown_by": ("host_authority", "none"),
    "area": AREAS,
    "award.credits": (0, 30, 60, 120, 180, 240),
    "credits": tuple(range(1, 13)),
    "grave": (True, False, False),
    "bool": (True, True, True, True, False),
    "int": tuple(range(3, 9)),
}
"""The values drawn for a fact or field, by its name or else by its type."""


def _value(random: Random, name: str, kind: Any, missing: float) -> Any:
    if kind == "date":
        return epoch_day(DAY) - random.randint(0, 9_000)
    if not isinstance(kind, dict):
        return random.choice(WORDS[name] if name in WORDS else WORDS[kind])
    if kind["type"] == "list":
        return random.sample(("eng", "fra", "spa", "deu", "ara"), random.randint(0, 3))
    fields: dict[str, str] = kind["fields"]
    lengths = (0, 0, 1, 2, 4) if name == "differences" else (0, 2, 4, 6)
    return [
        {key: _value(random, key, it, 0) for key, it in fields.items() if random.random() >= missing}
        for _ in range(random.choice(lengths))
    ]


def nested(facts: dict[str, Any]) -> dict[str, Any]:
    """The same facts as nested mappings, the form in which the peers want them."""
    found: dict[str, Any] = {}
    for name, value in facts.items():
        head, dot, tail = name.partition(".")
        if dot:
            found.setdefault(head, {})[tail] = value
        else:
            found[head] = value
    return found
