"""A release: rules, parameters and a vocabulary, named together by one hash, compiled for any day of law."""

from collections.abc import Iterable, Mapping
from datetime import date

from shared.kernel.canonical import Json, sha256
from shared.rules.checked import CheckedRule
from shared.rules.compiled import CompiledRelease, Segment
from shared.rules.consistency import findings_of
from shared.rules.documents.findings import Refused
from shared.rules.documents.parameter import Parameter, segment_of
from shared.rules.documents.vocabulary import Vocabulary
from shared.rules.evaluate.law import Law
from shared.rules.evaluate.order import Precedence, order
from shared.rules.evaluate.slot import CompiledSlot
from shared.rules.language.tree_json import encode

FORMAT = "release/1"

ALWAYS = date.min
"""Publication day of a document that has none given: known on every knowledge date."""


class RuleSet:
    """An immutable release. `hash` names its whole content; `manifest` is what the hash is taken of.

    `published` gives the day of publication by document hash, `precedence` how a slot settles between
    instruments where national law says anything, `previous` the hash of the release before.
    `legal_days` are the days on which the law changes, `known_days` those on which more of it came to be
    known, both ascending. Raises `Refused` when the rules contradict each other.
    """

    def __init__(  # noqa: PLR0913 - a release is named by all of them
        self,
        vocabulary: Vocabulary,
        rules: Iterable[CheckedRule],
        *,
        parameters: Iterable[Parameter] = (),
        published: Mapping[str, date] | None = None,
        precedence: Mapping[str, Precedence] | None = None,
        previous: str | None = None,
    ) -> None:
        self.vocabulary = vocabulary
        self.rules = tuple(sorted(rules, key=lambda it: (it.rule.id, it.rule.version)))
        self.parameters = tuple(sorted(parameters, key=lambda it: (it.id, it.version)))
        self.published = dict(published or {})
        self.precedence = dict(precedence or {})
        self.previous = previous
        found = findings_of(self.rules, self.parameters)
        if found:
            raise Refused(found)
        self.manifest = self._manifest()
        self.hash = sha256(self.manifest)
        self.legal_days = self._days_of_law()
        self.known_days = tuple(
            sorted({*self.published.values(), *(d for it in self.parameters for d in it.days_of_knowledge())})
        )
        self._segments: dict[tuple[int, int], Segment] = {}

    def compile(self, legal_date: date, knowledge_date: date) -> CompiledRelease:
        """Give the release for a day of law as known on another day. Each segment compiles once.

        Candidates are the rules published by the knowledge date and valid on the legal date, each in its
        highest version; parameters in the highest version published by the knowledge date, and of these what
        was known by then.
        """
        key = segment_of(self.legal_days, legal_date), segment_of(self.known_days, knowledge_date)
        segment = self._segments.get(key)
        if segment is None:
            segment = self._segments[key] = self._segment(legal_date, knowledge_date)
        return CompiledRelease.on(segment, legal_date, knowledge_date)

    def _segment(self, legal_date: date, knowledge_date: date) -> Segment:
        known = {it.id: it for it in self.parameters if self._known(it.hash, knowledge_date)}
        law = Law.on(legal_date, (it.as_known(knowledge_date) for it in known.values()))
        latest: dict[str, CheckedRule] = {}
        for it in self.rules:
            if self._known(it.rule.hash, knowledge_date) and it.rule.in_force(legal_date):
                latest[it.rule.id] = it
        by_slot: dict[str, list[CheckedRule]] = {}
        for it in latest.values():
            by_slot.setdefault(it.rule.slot, []).append(it)
        slots = {
            name: CompiledSlot(
                name, order(rules, self.precedence.get(name, Precedence())), self.vocabulary, law
            )
            for name, rules in by_slot.items()
        }
        return Segment(self.hash, self.vocabulary, law, slots)

    def _known(self, document: str, knowledge_date: date) -> bool:
        return self.published.get(document, ALWAYS) <= knowledge_date

    def _days_of_law(self) -> tuple[date, ...]:
        days = {day for it in self.rules for day in (it.rule.valid_from, it.rule.valid_to) if day is not None}
        for parameter in self.parameters:
            days |= parameter.days_of_change()
        return tuple(sorted(days))

    def _manifest(self) -> dict[str, Json]:
        def entry(name: str, version: int, document: str) -> dict[str, Json]:
            day = self.published.get(document)
            return {
                "id": name,
                "version": version,
                "hash": document,
                "published": day.isoformat() if day else None,
            }

        vocabulary = self.vocabulary
        return {
            "format": FORMAT,
            "previous": self.previous,
            "vocabulary": {"id": vocabulary.id, "version": vocabulary.version, "hash": vocabulary.hash},
            "rules": [
                {
                    **entry(it.rule.id, it.rule.version, it.rule.hash),
                    "where": {name: encode(condition) for name, condition in it.conditions.items()},
                    "when": encode(it.when),
                }
                for it in self.rules
            ],
            "parameters": [entry(it.id, it.version, it.hash) for it in self.parameters],
            "precedence": {
                slot: {"tiers": list(it.tiers), "later": it.later} for slot, it in self.precedence.items()
            },
        }
