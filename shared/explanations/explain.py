"""A trace in plain words, from a catalogue: the same trace gives the same sentences, in any of its languages.

No sentence is composed freely: each has a key in the catalogue of the language, and takes phrases that have
keys too. What the catalogue does not know is shown by its own name, in quotes, never guessed at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, cast

from shared.rules.documents.rule import Rule
from shared.rules.evaluate.resolution import State
from shared.rules.release import RuleSet
from shared.rules.trace import Trace


class Language(StrEnum):
    """The languages of the catalogues."""

    ENGLISH = "en"
    FRENCH = "fr"
    SPANISH = "es"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its key in the catalogue, its text, and the articles that carry it."""

    key: str
    text: str
    cite: tuple[str, ...] = ()
    rule: str | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The sentences and phrases of one language; `phrases` by kind (act, condition ...), then by key."""

    language: Language
    sentences: Mapping[str, str]
    phrases: Mapping[str, Mapping[str, str]]

    def phrase(self, kind: str, key: str) -> str:
        """Give a phrase, or the key itself in quotes."""
        return self.phrases.get(kind, {}).get(key, f"“{key}”")

    def sentence(
        self, key: str, *, cite: tuple[str, ...] = (), rule: str | None = None, **parts: str
    ) -> Sentence:
        """Fill a sentence in; it begins with a capital, whatever it begins with."""
        text = self.sentences[key].format(**parts)
        return Sentence(key, text[:1].upper() + text[1:], cite, rule)

    def listed(self, parts: list[str]) -> str:
        """Join phrases as the language does."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.sentences['and']} {parts[-1]}"


def explain(trace: Trace, release: RuleSet, catalogue: Catalogue) -> list[Sentence]:
    """Say how the outcome of a slot came about: the outcome, what carries it, what lost, what lacks."""
    return list(_Explaining(trace, release, catalogue).sentences())


class _Explaining:
    def __init__(self, trace: Trace, release: RuleSet, catalogue: Catalogue) -> None:
        self.decision = trace.decision
        self.rules = {it["id"]: it for it in cast("list[dict[str, Any]]", trace.document["rules"])}
        self.documents = {(it.rule.id, it.rule.version): it.rule for it in release.rules}
        self.concludes = trace.slot.name in release.vocabulary.facts
        self.words = catalogue

    def sentences(self) -> Iterator[Sentence]:
        question = self.words.phrase("slot", self.decision.slot)
        if self.decision.act is not None:
            answer = self.words.phrase("act", self.decision.act)
            yield self.words.sentence("settled", question=question, answer=answer)
        elif self.decision.state is State.OUT_OF_SCOPE and self.concludes:
            yield self.words.sentence("not_concluded", question=question)
        else:
            yield self.words.sentence(self.decision.state.value, question=question)
        for name in self.decision.rules:
            yield from self._carried(name)
        if self.decision.act is not None or self.decision.rules:
            yield from self._lost()
        for it in self.decision.needs:
            lacking = self.words.phrase("fact", it.fact.partition("[")[0])
            if it.by is None:
                yield self.words.sentence("law_unknown", fact=lacking, cite=it.cite)
                continue
            party = self.words.phrase("party", it.by.value)
            evidence = [self.words.phrase("evidence", one) for one in it.evidence]
            key = "needed_with_evidence" if evidence else "needed"
            yield self.words.sentence(
                key, fact=lacking, party=party, evidence=self.words.listed(evidence), cite=it.cite
            )

    def _carried(self, name: str) -> Iterator[Sentence]:
        entry = self.rules[name]
        rule = self.documents[name, entry["version"]]
        where = self._place(entry)
        act = self.words.phrase("act", rule.effect.act)
        cite = _articles(rule, entry)
        yield self.words.sentence("carried", place=where, act=act, cite=cite, rule=name)
        for condition in entry["where"]:
            phrase = self.words.phrase("condition", condition["name"])
            yield self.words.sentence(
                f"condition_{condition['value']}", condition=phrase, cite=cite, rule=name
            )

    def _lost(self) -> Iterator[Sentence]:
        for entry in self.rules.values():
            if entry["defeated_by"] is None:
                continue
            winner = self.rules[entry["defeated_by"]]
            if self._place(entry) == self._place(winner):
                continue  # one article, of which one rule says more than another: nothing gave way
            principle = self.decision.principle.value if self.decision.principle else "override"
            yield self.words.sentence(
                "defeated",
                place=self._place(entry),
                winner=self._place(winner),
                principle=self.words.phrase("principle", principle),
                cite=tuple(entry["cite"]),
                rule=entry["id"],
            )

    def _place(self, entry: Mapping[str, Any]) -> str:
        rule = self.documents[entry["id"], entry["version"]]
        instrument = self.words.phrase("instrument", rule.instrument.id)
        articles = ", ".join(_articles(rule, entry))
        return self.words.sentences["place"].format(articles=articles, instrument=instrument)


def _articles(rule: Rule, entry: Mapping[str, Any]) -> tuple[str, ...]:
    """List the articles of a rule, those left out that cover other kinds of case than the traced one."""
    true = {it["name"] for it in entry["where"] if it["value"] == "true"}
    norms = {it.article: it.covers for it in rule.cites if it.role == "norm"}
    of_others = {article for article, covers in norms.items() if covers and not true.intersection(covers)}
    return tuple(dict.fromkeys(it for it in rule.articles if it not in of_others)) or rule.articles
