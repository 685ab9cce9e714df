"""The content of a signed statement in plain words: headings and lines, in any of the catalogues' languages.

What the authority wrote stands as it wrote it. A code is said by the sentence that the catalogue has for it;
one without a sentence is said in the English words of the statement, marked as such: nothing is guessed at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from babel import Locale
from babel.core import get_global
from babel.dates import format_date

from shared.explanations.explain import Catalogue, Language

Content = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a text, with a label before it where it has one; `language` where it is another's."""

    text: str
    label: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    name: str
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Readable:
    """A statement as a person reads it. Sections without lines are left out."""

    language: Language
    title: str
    authority: str
    force: str
    sections: tuple[Section, ...]


class StatementWords:
    """The words of one language: those of statements (`phrases`), and those of explanations."""

    def __init__(self, phrases: Mapping[str, Mapping[str, str]], law: Catalogue) -> None:
        self._phrases = phrases
        self._law = law
        self.language = law.language
        self._locale = Locale.parse(law.language.value)

    def say(self, kind: str, key: str, **values: Any) -> str:
        """Give a phrase with its values filled in; a key without one is shown itself, in quotes."""
        return self._phrases[kind].get(key, f"“{key}”").format(**values)

    def knows(self, kind: str, key: str) -> bool:
        """Say whether there is a phrase."""
        return key in self._phrases[kind]

    def law(self, kind: str, key: str) -> str:
        """Give a phrase of the law: an instrument, a slot, an act."""
        return self._law.phrase(kind, key)

    def day(self, text: str) -> str:
        """Write a day, or the day of a moment, as the language does."""
        return format_date(datetime.fromisoformat(text).date(), "long", locale=self._locale)

    def country(self, code: str) -> str:
        """Name a country (ISO 3166-1 alpha-3); a code without a name stays as it is."""
        aliases = get_global("territory_aliases").get(code, [])
        name = self._locale.territories.get(aliases[0]) if len(aliases) == 1 else None
        return str(name or code)


def readable(content: Content, digest: str, words: StatementWords) -> Readable:
    """Say a statement's content; `digest` names the signed document that it was read from."""
    told = _Telling(content, digest, words)
    force = content["credentialSubject"]["legalForce"]
    sections = (
        Section(name, words.say("heading", name), tuple(lines)) for name, lines in told.sections().items()
    )
    return Readable(
        words.language,
        words.say("title", force),
        content["issuer"]["name"],
        words.say("force", force),
        tuple(it for it in sections if it.lines),
    )


class _Telling:
    def __init__(self, content: Content, digest: str, words: StatementWords) -> None:
        self.content = content
        self.subject: Content = content["credentialSubject"]
        self.digest = digest
        self.words = words

    def sections(self) -> Mapping[str, Iterator[Line]]:
        """Give the lines of each section, in the order in which a person wants them."""
        return {
            "outcome": iter([Line(self.words.say("outcome", self.subject["outcome"]))]),
            "facts": self._facts(),
            "comparable": self._comparable(),
            "rights": self._rights(),
            "reasons": self._reasons(),
            "grounds": self._grounds(),
            "considered": self._considered(),
            "conditions": self._conditions(),
            "measures": (Line(it) for it in self.subject["measures"]),
            "appeal": self._appeal(),
            "provisions": self._provisions(),
            "warnings": (self._coded("warning", it) for it in self.subject["warnings"]),
            "check": self._check(),
        }

    def _labelled(self, label: str, text: str | None) -> Iterator[Line]:
        if text is not None:
            yield Line(text, self.words.say("label", label))

    def _facts(self) -> Iterator[Line]:
        subject, words = self.subject, self.words
        award, authority = subject["qualification"], subject["competentAuthority"]
        yield from self._labelled("holder", subject.get("holder", {}).get("name"))
        kind = words.say("kind", award["kind"])
        title = award.get("title")
        yield from self._labelled("qualification", f"{title} ({kind})" if title else kind)
        yield from self._labelled("institution", award.get("institution"))
        yield from self._labelled("country", words.country(award["country"]))
        yield from self._labelled("level", award.get("level"))
        yield from self._labelled("awarded", words.day(award["awarded"]) if "awarded" in award else None)
        yield from self._labelled("purpose", words.say("purpose", subject["purpose"]))
        place = [authority["name"], authority.get("address"), words.country(authority["country"])]
        yield from self._labelled("authority", ", ".join(it for it in place if it))
        yield from self._labelled("decided", words.day(subject["decidedAt"]))
        yield from self._labelled("issued", words.day(self.content["validFrom"]))
        yield from self._labelled("application", subject["application"].removeprefix("urn:uuid:"))

    def _comparable(self) -> Iterator[Line]:
        comparable = self.subject.get("comparable")
        if comparable:
            yield Line(comparable["qualification"])
            level = [comparable[it] for it in ("level", "framework") if it in comparable]
            yield from self._labelled("level", ", ".join(level) or None)

    def _rights(self) -> Iterator[Line]:
        for it in self.subject["rights"]:
            yield Line(f"{it['text']} ({it['law']})" if "law" in it else it["text"])

    def _reasons(self) -> Iterator[Line]:
        for it in self.subject["reasons"]:
            said = self._coded("reason", it)
            if "article" not in it:
                yield said
                continue
            instrument = self.words.law("instrument", it["instrument"])
            text = said.text.removesuffix(".")
            law = self.words.say("sentence", "law", text=text, article=it["article"], instrument=instrument)
            yield Line(law, language=said.language)

    def _coded(self, kind: str, it: Content) -> Line:
        if self.words.language is Language.ENGLISH:
            return Line(it["text"])
        if self.words.knows(kind, it["code"]):
            return Line(self.words.say(kind, it["code"]))
        return Line(it["text"], language=Language.ENGLISH.value)

    def _grounds(self) -> Iterator[Line]:
        for it in self.subject["grounds"]:
            told = {name: member for name, member in it.items() if name != "kind"}
            yield Line(self.words.say("ground", it["kind"], **told))

    def _considered(self) -> Iterator[Line]:
        for it in self.subject["considered"]:
            yield Line(it["reason"], self.words.say("softer", it["outcome"]))

    def _conditions(self) -> Iterator[Line]:
        for it in self.subject["conditions"]:
            due = self.words.say("label", "due", day=self.words.day(it["due"])) if "due" in it else None
            yield Line(f"{it['text']} ({due})" if due else it["text"])

    def _appeal(self) -> Iterator[Line]:
        appeal, words = self.subject.get("appeal"), self.words
        if appeal is None:
            return
        yield from self._labelled("body", appeal["body"])
        yield from self._labelled("address", appeal.get("address"))
        if "until" in appeal:
            yield from self._labelled("term", words.say("label", "until", day=words.day(appeal["until"])))
        else:
            yield from self._labelled("term", words.say("label", "days", days=appeal["days"]))
        yield from self._labelled("law", appeal["law"])

    def _provisions(self) -> Iterator[Line]:
        for it in self.subject["provisions"]:
            yield Line(
                self.words.say(
                    "sentence",
                    "provision",
                    question=self.words.law("slot", it["about"]),
                    answer=self.words.law("act", it["act"]),
                    articles=", ".join(it["articles"]),
                    instrument=self.words.law("instrument", it["instrument"]),
                )
            )

    def _check(self) -> Iterator[Line]:
        words, replay = self.words, self.subject.get("replay")
        yield Line(words.say("sentence", "digest", digest=self.digest.removeprefix("sha256:")))
        status = self.content["credentialStatus"]["statusListCredential"]
        yield Line(words.say("sentence", "keys", issuer=self.content["issuer"]["id"], list=status))
        if replay and "release" in replay:
            hashes = {"facts": replay["facts"], "release": replay["release"], "data": replay["referenceData"]}
            yield Line(words.say("sentence", "replay", **hashes))
