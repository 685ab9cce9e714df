"""The check at publication: a rule is in the language, typed, cited, bounded, fair about its burdens.

This module needs the CEL front end. Whoever only decides imports `shared.rules` and never this.
"""

import re
from collections.abc import Iterable, Mapping

from shared.rules.checked import CheckedRule, in_order, with_burden
from shared.rules.documents.burden import Party, Silence
from shared.rules.documents.findings import Finding, Refused
from shared.rules.documents.parameter import Parameter
from shared.rules.documents.rule import Rule, Strength
from shared.rules.documents.source import Source, read
from shared.rules.documents.vocabulary import LEGAL_DAY, ListOf, Records, Scalar, Vocabulary
from shared.rules.language import limits
from shared.rules.language.cel_front import FrontEnd, NotParsed
from shared.rules.language.conditions import Conditions, Names
from shared.rules.language.polarity import polarities
from shared.rules.language.refusals import Refusal
from shared.rules.language.scope import ParamMeaning, Scope
from shared.rules.language.syntax import Condition, facts_of, walk

REFUSE = "refuse"
SYNTAX = "compare facts with ==, !=, <, <=, >, >= or in; join with &&, || and !; quote text"
UNARY = re.compile(rf"[!-](?:\s*[!-]){{{limits.DEPTH},}}")
"""More negations in a row than a tree may be deep."""


def check(rule: Rule, vocabulary: Vocabulary, parameters: Iterable[Parameter]) -> CheckedRule:
    """Check `rule` against the vocabulary and the parameters. Raises `Refused` with every finding."""
    checking = _Checking(rule, vocabulary, {it.id: it for it in parameters})
    checked = checking.run()
    if checking.findings:
        raise Refused(checking.findings)
    return checked


class _Checking:
    def __init__(self, rule: Rule, vocabulary: Vocabulary, parameters: Mapping[str, Parameter]) -> None:
        self.rule = rule
        self.vocabulary = vocabulary
        self.parameters = parameters
        self.source: Source = read(rule.text, rule.path)
        self.findings: list[Finding] = []

    def run(self) -> CheckedRule:
        rule = self.rule
        self._sizes()
        self._parameters()
        self._suppositions()
        self._burdens()
        conditions: dict[str, Condition] = {}
        when: Condition | None = None
        if not self.findings:
            conditions = self._conditions()
            when = self._when(frozenset(rule.where))
        if when is None or self.findings:
            raise Refused(self.findings)
        self._owed(conditions)
        self._fair(when)
        return CheckedRule(rule, in_order(conditions, when), when)

    def _fault(self, pointer: str, refusal: Refusal, offset: int | None = None) -> None:
        self.findings.append(
            self.source.finding(pointer, refusal.code, refusal.message, hint=refusal.hint, offset=offset)
        )

    def _sizes(self) -> None:
        if len(self.rule.where) > limits.CONDITIONS:
            text = f"A rule names at most {limits.CONDITIONS} conditions."
            self._fault("/where", Refusal("too_many_conditions", text, "make it two rules"))
        for pointer, text in self._texts():
            if len(text) > limits.SOURCE:
                said = f"A condition has at most {limits.SOURCE} characters."
                self._fault(pointer, Refusal("too_long", said, "split it into named conditions"))
            elif (at := _too_deep(text)) is not None:
                said = f"Brackets and negations nest at most {limits.DEPTH} deep."
                self._fault(pointer, Refusal("too_deep", said, "split it into named conditions"), at)

    def _texts(self) -> list[tuple[str, str]]:
        named = ((f"/where/{name}", text) for name, text in self.rule.where.items())
        return [*named, ("/when", self.rule.when)]

    def _parameters(self) -> None:
        for use in self.rule.parameters:
            pointer = f"/params/{use.name}"
            if use.parameter not in self.parameters:
                said = f"There is no parameter {use.parameter!r}."
                self._fault(f"{pointer}/ref", Refusal("unknown_parameter", said, "publish it first"))
            day = self.vocabulary.facts.get(use.at)
            if day is None or day.type is not Scalar.DATE:
                said = f"{use.at!r} is no day in the vocabulary."
                self._fault(f"{pointer}/at", Refusal("not_a_day", said, f"write at: {LEGAL_DAY}"))

    def _suppositions(self) -> None:
        for index, example in enumerate(self.rule.examples):
            for it in example.suppose:
                known = self.parameters.get(it.parameter)
                if known is not None and known.type is not None:
                    said = f"{it.parameter!r} is a value and has no members that a test could suppose."
                    self._fault(f"/tests/{index}/suppose", Refusal("not_a_membership", said))

    def _burdens(self) -> None:
        for name, burden in self.rule.burden.items():
            pointer = f"/burden/{name}"
            if name not in self.rule.where:
                self._fault(pointer, Refusal("unknown_condition", f"No condition is called {name!r}."))
            for key, fact in (("open_list", burden.open_list), ("closed_by", burden.closed_by)):
                kinds = ListOf | Records if key == "open_list" else Scalar
                known = self.vocabulary.facts.get(fact) if fact else None
                right = known is not None and isinstance(known.type, kinds)
                flag = known is not None and known.type == Scalar.BOOL
                if fact and not (right and (flag or key != "closed_by")):
                    expected = "a list" if key == "open_list" else "a fact that is true or false"
                    self._fault(f"{pointer}/{key}", Refusal("wrong_type", f"{fact!r} is not {expected}."))

    def _scope(self, name: str) -> Scope:
        burden = self.rule.burden.get(name)
        closings = {}
        if burden and burden.open_list and burden.closed_by:
            closings[burden.open_list] = burden.closed_by
        used = {
            it.name: ParamMeaning(it.parameter, self.parameters[it.parameter].type)
            for it in self.rule.parameters
            if it.at == LEGAL_DAY
        }
        return Scope({it.name: it.type for it in self.vocabulary.facts.values()}, used, closings)

    def _conditions(self) -> dict[str, Condition]:
        front = FrontEnd(self._scope("").declared())
        found = {}
        for name, text in self.rule.where.items():
            condition = self._parsed(front, f"/where/{name}", text, self._scope(name))
            if condition is not None:
                found[name] = with_burden(condition, self.rule.burden.get(name))
        return found

    def _parsed(self, front: FrontEnd, pointer: str, text: str, scope: Scope) -> Condition | None:
        try:
            translation = Conditions(text, front.parse(text), scope)
            condition = translation.translate()
            for offset, refusal in translation.faults:
                self._fault(pointer, refusal, offset)
            if sum(1 for _ in walk(condition)) > limits.NODES:
                said = f"A condition has at most {limits.NODES} parts."
                self._fault(pointer, Refusal("too_large", said, "split it into named conditions"))
            elif not translation.faults:
                front.check(text)
        except NotParsed as error:
            self._complaints(pointer, error)
            return None
        return condition

    def _when(self, names: frozenset[str]) -> Condition | None:
        if not names:
            return None
        front = FrontEnd(dict.fromkeys(names, Scalar.BOOL))
        try:
            translation = Names(self.rule.when, front.parse(self.rule.when), names)
        except NotParsed as error:
            self._complaints("/when", error)
            return None
        when = translation.translate()
        for offset, refusal in translation.faults:
            self._fault("/when", refusal, offset)
        unused = names - set(polarities(when))
        for name in sorted(unused):
            said = f"The condition {name!r} is not used in when."
            self._fault(f"/where/{name}", Refusal("unused_condition", said, "use it or take it out"))
        return when

    def _complaints(self, pointer: str, error: NotParsed) -> None:
        for complaint in dict.fromkeys(error.complaints):
            code = "too_deep" if "recursion" in complaint.message else "not_in_language"
            hint = "split it into named conditions" if code == "too_deep" else SYNTAX
            self._fault(pointer, Refusal(code, f"{complaint.message}.", hint), complaint.offset)

    def _owed(self, conditions: Mapping[str, Condition]) -> None:
        """Every fact that can be missing is owed by someone: else nobody could be asked for it."""
        for name, condition in conditions.items():
            if name in self.rule.burden:
                continue
            for fact in sorted(facts_of(condition) - {LEGAL_DAY}):
                if self.vocabulary[fact].owed_by is None:
                    said = f"Nobody owes {fact!r}, which {name!r} reads."
                    hint = "give the condition a burden, or the fact owed_by in the vocabulary"
                    self._fault(f"/where/{name}", Refusal("owed_by_nobody", said, hint))

    def _fair(self, when: Condition) -> None:
        """No refusal may rest on the authority's own silence.

        Silence turns an unknown condition false. Where the authority bears the burden, that may only make a
        refusal harder (the condition stands unnegated in a rule that refuses) or recognition easier (negated
        in one that does not refuse). A defeater could do either to others, and so may not use it.
        """
        stands = polarities(when)
        for name, burden in self.rule.burden.items():
            if burden.silence is not Silence.NOT_SHOWN or burden.on is not Party.AUTHORITY:
                continue
            allowed = {True} if self.rule.effect.act == REFUSE else {False}
            if self.rule.strength is Strength.DEFEATER or not stands.get(name, set()) <= allowed:
                said = f"The authority's silence on {name!r} could carry a refusal."
                hint = "the authority bears it: use silence: unknown, or state the condition the other way"
                self._fault(f"/burden/{name}/silence", Refusal("refusal_from_silence", said, hint))


def _too_deep(text: str) -> int | None:
    """Find the bracket or negation that nests too deep, before any parser sees the text."""
    negations = UNARY.search(text)
    if negations:
        return negations.start()
    depth = 0
    for index, char in enumerate(text):
        if char in "([{":
            depth += 1
            if depth > limits.DEPTH:
                return index
        elif char in ")]}":
            depth -= 1
    return None
