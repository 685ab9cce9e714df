"""Reading a `rule/1` document: its shape, not yet its conditions."""

from collections.abc import Mapping
from datetime import date

from shared.kernel.canonical import sha256
from shared.rules.documents.burden import SPOKEN, Party, Silence
from shared.rules.documents.plain import as_json
from shared.rules.documents.reading import NAME, Reading
from shared.rules.documents.rule import (
    Burden,
    Cite,
    Deadline,
    Effect,
    Example,
    Instrument,
    Modality,
    Override,
    ParameterUse,
    Rule,
    Strength,
    Supposition,
    Trust,
)
from shared.rules.documents.source import Source, read
from shared.rules.documents.vocabulary import LEGAL_DAY

KEYS = (
    *("kind", "id", "version", "title", "instrument", "cite", "slot", "strength", "valid", "overrides"),
    *("params", "where", "when", "effect", "burden", "deadline", "given", "tests", "trust", "note"),
)
EXPECTATIONS = {"true", "false", "unknown"}


def load_rule(text: str, *, path: str = "rule") -> Rule:
    """Read a `rule/1` document (YAML or JSON). Raises `Refused` with every fault in its shape."""
    return rule_of(read(text, path))


def rule_of(document: Source) -> Rule:
    """Take a document that has been read for a rule. Raises `Refused`."""
    top = Reading.of(document)
    top.only(*KEYS)
    top.choice("kind", {"rule/1"})
    rule = _rule(top, document)
    top.done()
    return rule


def _rule(top: Reading, document: Source) -> Rule:
    valid = top.mapping("valid", required=True)
    parameters = _parameters(top)
    if valid is not None:
        valid.only("from", "to", "tested_on")
        valid.choice("tested_on", {LEGAL_DAY}, LEGAL_DAY)
    source = as_json(document.value)
    return Rule(
        id=top.identifier("id"),
        version=top.whole("version"),
        title=top.text("title"),
        instrument=_instrument(top),
        cites=_cites(top),
        slot=top.identifier("slot"),
        strength=Strength(top.choice("strength", set(Strength), Strength.DEFEASIBLE)),
        valid_from=valid.day("from") if valid else None,
        valid_to=valid.day("to") if valid else None,
        overrides=_overrides(top),
        parameters=parameters,
        where=_where(top),
        when=top.text("when"),
        effect=_effect(top),
        burden=_burdens(top),
        deadline=_deadline(top),
        examples=_examples(top, {it.name: it.parameter for it in parameters}),
        trust=Trust(top.choice("trust", set(Trust), Trust.PROVISIONAL)),
        source=source,
        hash=sha256(source),
        text=document.text,
        path=document.path,
    )


def _instrument(top: Reading) -> Instrument:
    entry = top.mapping("instrument", required=True)
    if entry is None:
        return Instrument("", "", "")
    entry.only("id", "name", "tier", "concluded")
    return Instrument(entry.text("id"), entry.text("name"), entry.text("tier"), entry.day("concluded"))


def _cites(top: Reading) -> tuple[Cite, ...]:
    found = []
    for entry in top.mappings("cite"):
        entry.only("article", "role", "covers", "source", "confidence")
        found.append(Cite(entry.text("article"), entry.text("role", "norm"), entry.texts("covers")))
    if not found:
        hint = "add cite: [{article: ..., role: norm}]"
        top.fault(None, "uncited", "A rule without a citation is no rule of law.", hint=hint)
    return tuple(found)


def _overrides(top: Reading) -> tuple[Override, ...]:
    found = []
    for entry in top.mappings("overrides"):
        entry.only("rule", "reason")
        found.append(Override(entry.identifier("rule"), entry.text("reason")))
    return tuple(found)


def _parameters(top: Reading) -> tuple[ParameterUse, ...]:
    listed = top.mapping("params")
    found = []
    for name in listed.value if listed else ():
        entry = listed.mapping(name, required=True) if listed else None
        if listed is None or entry is None:
            continue
        if not NAME.fullmatch(name):
            listed.fault(name, "bad_name", f"{name!r} is not the name of a parameter.")
        entry.only("ref", "at")
        found.append(ParameterUse(name, entry.identifier("ref"), entry.text("at", LEGAL_DAY)))
    return tuple(found)


def _where(top: Reading) -> dict[str, str]:
    listed = top.mapping("where", required=True)
    if listed is None:
        return {}
    for name in listed.value:
        if not NAME.fullmatch(name):
            listed.fault(name, "bad_name", f"{name!r} is not the name of a condition.")
    if not listed.value:
        top.fault("where", "missing", "A rule names its conditions under where.")
    return {name: listed.text(name) for name in listed.value}


def _effect(top: Reading) -> Effect:
    entry = top.mapping("effect", required=True)
    if entry is None:
        return Effect("", "", Modality.OBLIGATION, 0)
    entry.only("modality", "on", "act", "favour", "reasons")
    favour = entry.whole("favour")
    if not 0 <= favour <= 100:
        entry.fault("favour", "out_of_range", "favour ranks an effect for the holder from 0 to 100.")
    modality = Modality(entry.choice("modality", set(Modality), Modality.OBLIGATION))
    act = entry.identifier("act")
    if act in {"none", "needs", "conflict"}:
        entry.fault("act", "reserved_word", f"{act!r} is what a resolution may answer, not an act.")
    return Effect(act, entry.text("on", ""), modality, favour, entry.texts("reasons"))


def _burdens(top: Reading) -> dict[str, Burden]:
    listed = top.mapping("burden")
    found = {}
    for name in listed.value if listed else ():
        entry = listed.mapping(name, required=True) if listed else None
        if entry is None:
            continue
        entry.only("on", "evidence", "silence", "open_list", "closed_by")
        party = SPOKEN.get(entry.choice("on", SPOKEN), Party.AUTHORITY)
        silence = Silence(entry.choice("silence", set(Silence), Silence.UNKNOWN))
        open_list, closed_by = entry.text("open_list", "") or None, entry.text("closed_by", "") or None
        if open_list and not closed_by:
            entry.fault(
                "open_list", "never_closed", "An open list says what closes it.", hint="add closed_by"
            )
        if silence is Silence.NOT_SHOWN and not closed_by:
            hint = "add closed_by: the fact that ends the inquiry"
            entry.fault("silence", "never_closed", "Silence counts only after something closed.", hint=hint)
        found[name] = Burden(party, entry.texts("evidence"), silence, open_list, closed_by)
    return found


def _deadline(top: Reading) -> Deadline | None:
    entry = top.mapping("deadline")
    if entry is None:
        return None
    entry.only("within", "from", "on_expiry", "refusal_needs")
    needs = entry.texts("refusal_needs")
    return Deadline(entry.text("within"), entry.text("from"), entry.text("on_expiry"), needs)


def _examples(top: Reading, parameters: Mapping[str, str]) -> tuple[Example, ...]:
    """Read the tests. What is ``given`` holds in each that does not say otherwise; null takes it away."""
    given = top.mapping("given")
    shared = given.value if given else {}
    found = []
    for entry in top.mappings("tests"):
        entry.only("name", "as_of", "facts", "expect", "because", "needs", "suppose")
        day = entry.day("as_of")
        if day is None:
            entry.fault(None, "missing", "'as_of' is missing: the legal date of the test.")
        facts = entry.mapping("facts")
        needs = entry.texts("needs") if "needs" in entry.value else None
        expect = _expectation(entry)
        because = entry.text("because", "") or None
        named = {**shared, **(facts.value if facts else {})}
        suppose = _suppositions(entry, parameters)
        found.append(Example(entry.text("name"), day or date.min, named, expect, because, needs, suppose))
    return tuple(found)


def _suppositions(entry: Reading, parameters: Mapping[str, str]) -> tuple[Supposition, ...]:
    listed = entry.mapping("suppose")
    found = []
    for name in listed.value if listed else ():
        if listed is None:
            continue
        if name not in parameters:
            said = f"The rule has no parameter {name!r} of which a test could suppose anything."
            known = ", ".join(parameters) or "none"
            listed.fault(name, "unknown_parameter", said, hint=f"known here: {known}")
        elif members := listed.texts(name):
            found.append(Supposition(parameters[name], members))
    return tuple(found)


def _expectation(entry: Reading) -> str:
    """Read true, false or unknown; the first two may stand with or without quotes."""
    value = entry.value.get("expect")
    if isinstance(value, bool):
        return str(value).lower()
    return entry.choice("expect", EXPECTATIONS)
