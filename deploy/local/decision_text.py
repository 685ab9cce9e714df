"""A decision as a person reads it: from the JSON of `POST /v1/evaluations` to lines of text. Pure."""

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

WIDTH = 100
_LABEL = 18

_OUTCOMES = {
    "recognise": "RECOGNISE",
    "partial": "RECOGNISE IN PART",
    "refuse": "REFUSE",
    "needs": "OPEN: something is still needed",
    "out_of_scope": "OUT OF SCOPE",
}
_TRUST = {
    "verified": "verified",
    "provisional": "provisional: not confirmed with the depositary",
    "gap": "gap: the reference data lack a fact that matters here",
}


def decision_text(decision: Mapping[str, Any]) -> str:
    """Write outcome, reasons, needs, law and trust. Raises KeyError where the decision lacks a part."""
    return "\n".join(
        [
            *_case(decision["application"]),
            "",
            *_outcome(decision),
            *_needs(decision["needs"]),
            "",
            *_law(decision["legal_basis"]),
            *_trust(decision["legal_basis"]["trust"]),
            *_listed("warnings", (it["text"] for it in decision["warnings"])),
            "",
            *_entry("evaluation", decision["id"]),
            *_entry("facts", decision["facts_hash"]),
            *_entry("reference data", decision["reference_data"]),
        ]
    )


def _case(application: Mapping[str, Any]) -> Iterator[str]:
    award = application["award"]
    yield from _entry(
        "award", f"{award['title']}, {award['institution']} ({award['country']}), {award['date']}"
    )
    yield from _entry(
        "before",
        f"the authority of {application['recognition_country']}, purpose: {application['purpose']}, "
        f"by the law of {application['legal_date']}",
    )


def _outcome(decision: Mapping[str, Any]) -> Iterator[str]:
    yield from _entry("OUTCOME", _OUTCOMES.get(decision["outcome"], decision["outcome"]))
    yield from _listed("because", (f"{it['text']}{_citation(it)}" for it in decision["reasons"]))


def _needs(needs: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    yield from _listed(
        "still needed",
        (
            f"from the {_words(need['owed_by'])}: {need['text']} Evidence: {', '.join(need['evidence'])}."
            for need in needs
        ),
    )


def _law(basis: Mapping[str, Any]) -> Iterator[str]:
    yield from _entry("binding", ", ".join(basis["binding_instruments"]) or "nothing binds the two States")
    yield from _listed(
        "governing",
        (f"{it['instrument']} {it['article']}: {_words(it['topic'])}" for it in basis["governing"]),
    )
    yield from _entry("presumption", _words(basis["presumption"]))
    yield from _entry("burden of proof", _words(basis["burden_on"]))
    yield from _listed("authority must", basis["authority_must"])
    yield from _entry("deadline", basis["deadline"])
    yield from _entry("appeal", basis["appeal"])


def _trust(trust: Mapping[str, Any]) -> Iterator[str]:
    mark, note = trust["mark"], trust.get("note")
    yield from _entry("trust mark", _TRUST.get(mark, mark) + (f" ({note})" if note else ""))


def _citation(reason: Mapping[str, Any]) -> str:
    return f" [{reason['instrument']} {reason['article']}]" if reason.get("instrument") else ""


def _words(code: str) -> str:
    return re.sub(r"^he_", "higher education ", code).replace("_", " ")


def _listed(label: str, items: Iterable[str]) -> Iterator[str]:
    for number, item in enumerate(items):
        yield from _entry("" if number else label, item, bullet="- ")


def _entry(label: str, text: str, *, bullet: str = "") -> list[str]:
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=f"  {label:<{_LABEL}}{bullet}",
        subsequent_indent=" " * (2 + _LABEL + len(bullet)),
        break_on_hyphens=False,
    )
