"""From a ruling to a recommendation: what the rules decided, said to people, with the article of each reason.

Nothing is decided here. The one thing added is the wait for an assessment that is itself what is owed.
"""

from collections.abc import Callable, Iterator, Mapping

from services.credentials.domain.evaluation import wording
from services.credentials.domain.evaluation.duties import DUTIES, Duty
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.needs import ASSESSMENT, needs_of
from services.credentials.domain.evaluation.recommendation import (
    Ground,
    Outcome,
    Party,
    Reason,
    Recommendation,
    UnfoundedRefusal,
    reason,
)
from services.credentials.domain.evaluation.ruling import BURDEN, EXCEPTION, NORM, Ruling
from shared.rules.checked import CheckedRule
from shared.rules.evaluate.resolution import State

OUTCOMES = {
    "recognise": Outcome.RECOGNISE,
    "partial": Outcome.PARTIAL,
    "refuse": Outcome.REFUSE,
    "outside_scope": Outcome.OUT_OF_SCOPE,
    "national_law": Outcome.OUT_OF_SCOPE,
}
"""By the act of the rules in the slot `recognition.outcome`."""


def recommend(ruling: Ruling, application: Application) -> Recommendation:
    """Say a ruling.

    What the rules of an authority's own layer decide and this service cannot say, or may not (a refusal
    without a ground that the law accepts), goes to a person.
    """
    decision = ruling.outcome
    if decision.state is not State.SETTLED:
        return _BY_STATE[decision.state](ruling, application)
    outcome = OUTCOMES.get(decision.act or "")
    if outcome is None:
        return _to_a_person(ruling, "act_not_known")
    try:
        return _settled(ruling, application, outcome)
    except UnfoundedRefusal:
        return _to_a_person(ruling, "refusal_without_ground")


def _settled(ruling: Ruling, application: Application, outcome: Outcome) -> Recommendation:
    rules = ruling.rules_of(ruling.outcome)
    reasons = [it for rule in rules for it in _norms(ruling, rule, application)]
    if outcome is Outcome.RECOGNISE:
        reasons += _burdens(ruling, rules, "burden_not_met")
        reasons += _papers_excused(ruling, rules)
        return Recommendation(outcome, _once(reasons))
    if outcome in {Outcome.REFUSE, Outcome.PARTIAL}:
        reasons += _burdens(ruling, rules, "burden_met")
        if outcome is Outcome.PARTIAL:
            reasons += _said(rules, ruling, "part_recognised", wording.REASONS["part_recognised"])
        reasons += _said(ruling.kindest("reasons"), ruling, "reasons_owed", wording.REASONS["reasons_owed"])
        for rule in ruling.kindest("appeal"):
            reasons += _said(
                (rule,), ruling, "appeal_open", wording.APPEALS.get(rule.rule.effect.act, rule.rule.title)
            )
        return Recommendation(outcome, _once(reasons), grounds=_grounds(rules, application))
    return Recommendation(outcome, _once(reasons))


def _norms(ruling: Ruling, rule: CheckedRule, application: Application) -> Iterator[Reason]:
    """Give the rule's reasons with its own articles; a difference is named by its aspect and evidence.

    A reason without a sentence in the catalogue is said by the title of the rule that gives it.
    """
    effect = rule.rule.effect
    for code in effect.reasons or (effect.act,):
        for cited in ruling.cites(rule, NORM, ruling.outcome.slot):
            for text in _texts(code, application, rule.rule.title):
                yield reason(code, text, cited)


def _texts(code: str, application: Application, title: str = "") -> Iterator[str]:
    assessment = application.assessment
    if code == "substantial_difference":
        shown = (it for it in assessment.differences if it.is_shown_and_substantial)
        yield from (f"Substantial difference in {it.aspect}: {it.evidence}" for it in shown)
    elif code == "fraud_established" and assessment.fraud is not None:
        yield wording.REASONS[code] + assessment.fraud.evidence
    else:
        yield wording.REASONS.get(code, title)


def _burdens(ruling: Ruling, rules: tuple[CheckedRule, ...], code: str) -> Iterator[Reason]:
    for rule in rules:
        for cited in ruling.cites(rule, BURDEN, "burden_of_proof"):
            yield reason(code, wording.REASONS[code], cited)


def _said(rules: tuple[CheckedRule, ...], ruling: Ruling, code: str, text: str) -> list[Reason]:
    """Give one reason with the articles of each rule."""
    return [reason(code, text, cited) for it in rules for cited in ruling.cites(it, NORM, it.rule.slot)]


def _papers_excused(ruling: Ruling, rules: tuple[CheckedRule, ...]) -> list[Reason]:
    """Cite the article by which missing papers count nothing against a displaced holder."""
    text = wording.REASONS["papers_excused"]
    return [reason("papers_excused", text, it) for rule in rules for it in ruling.cites(rule, EXCEPTION, "")]


def _silence(ruling: Ruling) -> list[Reason]:
    """Say that the limit has passed, and that silence is open to appeal."""
    rules = tuple(it for it in ruling.kindest("appeal") if it.rule.effect.act == wording.SILENCE)
    return _said(rules, ruling, wording.SILENCE, wording.APPEALS[wording.SILENCE])


def _grounds(rules: tuple[CheckedRule, ...], application: Application) -> tuple[Ground, ...]:
    codes = {code for it in rules for code in it.rule.effect.reasons}
    grounds: list[Ground] = []
    if "substantial_difference" in codes:
        grounds += [it for it in application.assessment.differences if it.is_shown_and_substantial]
    if "fraud_established" in codes and application.assessment.fraud is not None:
        grounds.append(application.assessment.fraud)
    return tuple(grounds)


def _open(ruling: Ruling, _application: Application) -> Recommendation:
    needs = needs_of(ruling, ruling.outcome.needs)
    reasons: list[Reason] = []
    if any(it.fact == wording.CONFIRMATION for it in needs):
        reasons += _scope_to_be_confirmed(ruling)
    reasons += _duty_reasons(ruling)
    if any(it.owed_by in {Party.APPLICANT, Party.ISSUER} for it in needs):
        reasons += _information_incomplete(ruling)
    reasons += [*_silence(ruling), *_gaps(ruling)]
    if not reasons:
        reasons.append(Reason("open", wording.REASONS["open"]))
    return Recommendation(Outcome.NEEDS, _once(reasons), needs)


def _information_incomplete(ruling: Ruling) -> Iterator[Reason]:
    """Cite the article by which the clock starts with the complete file, where there is one."""
    text = wording.REASONS["information_incomplete"]
    limits = [cited for rule in ruling.kindest("time_limit") for cited in ruling.cites(rule, NORM, "")]
    yield from (reason("information_incomplete", text, it) for it in limits)
    if not limits:
        yield Reason("information_incomplete", text)


def _scope_to_be_confirmed(ruling: Ruling) -> Iterator[Reason]:
    text = wording.REASONS["scope_to_be_confirmed"]
    for rule in ruling.rules_of(ruling.duty):
        for cited in ruling.cites(rule, NORM, "scope"):
            yield reason("scope_to_be_confirmed", text, cited)


def _duty_reasons(ruling: Ruling) -> Iterator[Reason]:
    """Say what the law presumes, with the article of each instrument that says so."""
    duty = _duty(ruling)
    if duty is None or duty.code == "outside_material_scope":
        return
    for rule in ruling.rules_of(ruling.duty):
        for cited in ruling.cites(rule, NORM, ruling.duty.slot):
            yield reason(duty.code, duty.text, cited)


def _without_outcome(ruling: Ruling, application: Application) -> Recommendation:
    """No rule carries the case to an outcome: the duty says how far the law goes."""
    duty = _duty(ruling)
    reasons = [*_duty_reasons(ruling), *_silence(ruling), *_gaps(ruling)]
    if ruling.duty.state is State.NEEDS:
        needs = needs_of(ruling, ruling.duty.needs)
        return Recommendation(
            Outcome.NEEDS, _once(reasons or [Reason("open", wording.REASONS["open"])]), needs
        )
    if duty is not None and duty.assesses and not application.assessment.closed:
        return Recommendation(Outcome.NEEDS, _once(reasons), (ASSESSMENT,))
    if application.assessment.fraud is not None:
        reasons += [Reason("fraud_established", it) for it in _texts("fraud_established", application)]
    if not reasons:
        code = "not_carried" if ruling.binding else "no_binding_instrument"
        reasons.append(Reason(code, wording.REASONS[code]))
    return Recommendation(Outcome.OUT_OF_SCOPE, _once(reasons))


def _conflict(ruling: Ruling, _application: Application) -> Recommendation:
    """Rules that surely stand contradict each other."""
    return _to_a_person(ruling, "conflict")


def _to_a_person(ruling: Ruling, code: str) -> Recommendation:
    """Decide nothing; name every rule that stands, so that a person can."""
    return Recommendation(
        Outcome.CONFLICT,
        _once(
            reason(code, f"{wording.REASONS[code]} A rule says: {it.rule.title}.", cited)
            for it in ruling.rules_of(ruling.outcome)
            for cited in ruling.cites(it, NORM, "")
        )
        or (Reason(code, wording.REASONS[code]),),
    )


def _gaps(ruling: Ruling) -> Iterator[Reason]:
    for instrument, state in ruling.gaps():
        yield Reason("membership_not_known", wording.GAP.format(state=state), instrument)


def _duty(ruling: Ruling) -> Duty | None:
    return DUTIES.get(ruling.duty.act or "")


def _once(reasons: Iterator[Reason] | list[Reason]) -> tuple[Reason, ...]:
    return tuple(dict.fromkeys(reasons))


_BY_STATE: Mapping[State, Callable[[Ruling, Application], Recommendation]] = {
    State.NEEDS: _open,
    State.OUT_OF_SCOPE: _without_outcome,
    State.CONFLICT: _conflict,
}
