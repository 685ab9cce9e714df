"""A rule as LegalRuleML, its articles as Akoma Ntoso references.

LegalRuleML Core 1.0 (OASIS, 2021): sources, one prescriptive statement with its strength, its conditions as
RuleML atoms by name, its deontic effect, its overrides. References follow the Akoma Ntoso Naming Convention
1.0 (OASIS, 2019). The formal conditions travel as text: LegalRuleML has no open lists and no third value, so
the exchange is for reading and citing, not for deciding.
"""

import re
from collections.abc import Iterable
from datetime import date
from xml.etree import ElementTree as ET

from shared.rules.documents.rule import Modality, Rule, Strength

LRML = "http://docs.oasis-open.org/legalruleml/ns/v1.0/"
RULEML = "http://ruleml.org/spec"
NAMING = "AkomaNtoso3.0-2017"

_DEONTIC = {
    Modality.OBLIGATION: "Obligation",
    Modality.PERMISSION: "Permission",
    Modality.PROHIBITION: "Prohibition",
    Modality.RIGHT: "Right",
}
_STRENGTH = {
    Strength.STRICT: "StrictStrength",
    Strength.DEFEASIBLE: "DefeasibleStrength",
    Strength.DEFEATER: "DefeaterStrength",
}


def akoma_ntoso(instrument: str, concluded: date | None, article: str) -> str:
    """Give the reference of an article.

    >>> akoma_ntoso("lrc_1997", date(1997, 4, 11), "VI.1")
    '/akn/un/act/treaty/1997-04-11/lrc_1997/!main~art_vi__para_1'
    """
    work = f"/akn/un/act/treaty/{concluded or 'unknown'}/{instrument}"
    number, *parts = [it for it in re.split(r"[^0-9A-Za-z]+", article.lower()) if it]
    return f"{work}/!main~art_{number}" + "".join(f"__para_{part}" for part in parts)


def legalruleml(rules: Iterable[Rule]) -> str:
    """Write rules as one LegalRuleML document."""
    ET.register_namespace("lrml", LRML)
    ET.register_namespace("ruleml", RULEML)
    top = ET.Element(_lrml("LegalRuleML"))
    ordered = sorted(rules, key=lambda it: it.id)
    _sources(top, ordered)
    statements = ET.SubElement(top, _lrml("Statements"), key="statements")
    for rule in ordered:
        _statement(statements, rule)
    for rule in ordered:
        _overrides(statements, rule)
    ET.indent(top)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(top, encoding="unicode") + "\n"


def _sources(top: ET.Element, rules: Iterable[Rule]) -> None:
    references = ET.SubElement(top, _lrml("References"))
    for rule in rules:
        for cite in rule.cites:
            ET.SubElement(
                references,
                _lrml("Reference"),
                refersTo=_cite_key(rule, cite.article),
                refID=akoma_ntoso(rule.instrument.id, rule.instrument.concluded, cite.article),
                refIDSystemName=NAMING,
            )


def _statement(statements: ET.Element, rule: Rule) -> None:
    statement = ET.SubElement(statements, _lrml("PrescriptiveStatement"), key=_key(rule.id))
    for cite in rule.cites:
        ET.SubElement(statement, _lrml("hasAssociation"), keyref=f"#{_cite_key(rule, cite.article)}")
    written = ET.SubElement(statement, _ruleml("Rule"), key=f"{_key(rule.id)}.rule", closure="universal")
    strength = ET.SubElement(written, _lrml("hasStrength"))
    ET.SubElement(strength, _lrml(_STRENGTH[rule.strength]))
    conditions = ET.SubElement(ET.SubElement(written, _ruleml("if")), _ruleml("And"))
    for name, text in rule.where.items():
        atom = ET.SubElement(conditions, _ruleml("Atom"), key=f"{_key(rule.id)}.{name}")
        ET.SubElement(atom, _ruleml("Rel")).text = name
        ET.SubElement(atom, _ruleml("Data")).text = text
    ET.SubElement(conditions, _ruleml("Data")).text = rule.when
    _effect(ET.SubElement(written, _ruleml("then")), rule)


def _effect(then: ET.Element, rule: Rule) -> None:
    deontic = _DEONTIC.get(rule.effect.modality)
    holder = then if deontic is None else ET.SubElement(then, _lrml(deontic))
    atom = ET.SubElement(holder, _ruleml("Atom"))
    ET.SubElement(atom, _ruleml("Rel")).text = rule.effect.act
    ET.SubElement(atom, _ruleml("Ind")).text = rule.effect.on


def _overrides(statements: ET.Element, rule: Rule) -> None:
    for it in rule.overrides:
        holder = ET.SubElement(statements, _lrml("OverrideStatement"))
        ET.SubElement(holder, _lrml("Override"), over=f"#{_key(rule.id)}", under=f"#{_key(it.rule)}")


def _key(name: str) -> str:
    """Make an XML name of an identifier."""
    return re.sub(r"[^0-9A-Za-z_.-]", "_", name)


def _cite_key(rule: Rule, article: str) -> str:
    return f"{_key(rule.id)}.cite.{_key(article)}"


def _lrml(name: str) -> str:
    return f"{{{LRML}}}{name}"


def _ruleml(name: str) -> str:
    return f"{{{RULEML}}}{name}"
