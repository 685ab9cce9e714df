"""The trail of the reasoning: each step with the instrument and article that it rests on."""

from collections.abc import Iterator, Mapping

from services.conventions.domain.case.standing import Candidate, Case
from services.conventions.domain.instruments.membership import Membership, Standing
from services.conventions.domain.legal_basis.answer import Step
from services.conventions.domain.treatment.treatment import Treatment
from services.conventions.domain.vocabulary import Legalisation, Reason, Term

_WHY = {
    Reason.NON_BINDING: "a declaration or recommendation; guidance, never a ground of decision",
    Reason.INSTRUMENT_NOT_IN_FORCE: "not in force for anybody on the legal date",
    Reason.SUPERSEDED_BETWEEN_PARTIES: "displaced between States party to both, in force towards others",
}


def reasons(case: Case, weighed: Mapping[str, Candidate], treatment: Treatment) -> tuple[Step, ...]:
    """Tell how the answer came about, in legal order."""
    return (*_standing(case, weighed), *_substance(treatment))


def _standing(case: Case, weighed: Mapping[str, Candidate]) -> Iterator[Step]:
    for candidate in weighed.values():
        article = candidate.instrument.entry.article
        sides = "; ".join(_side(it) for it in (candidate.award, candidate.recognition))
        if candidate.reason is None:
            yield Step("binds", candidate.id, article, sides)
        elif candidate.reason is Reason.SUPERSEDED_BETWEEN_PARTIES:
            newer, cited = _displacing(case, weighed, candidate.id)
            yield Step("does_not_bind", newer, cited, f"{candidate.id}: {_WHY[candidate.reason]}")
        else:
            why = _WHY.get(candidate.reason, sides)
            if candidate.reason is Reason.DENOUNCED and candidate.instrument.denunciation is not None:
                article = candidate.instrument.denunciation.article
                why += f"; what survives: {candidate.instrument.denunciation.saves}"
            yield Step("does_not_bind", candidate.id, article, f"{candidate.reason}: {why}")


def _side(side: Membership) -> str:
    fact = side.fact
    if fact is None:
        return f"{side.state} is not shown to be a party"
    first_day = f"from {fact.in_force}" if fact.in_force else f"by {fact.party_by}"
    said = {
        Standing.BOUND: f"bound {first_day}",
        Standing.PRESUMED: "presumed bound, first day unknown",
        Standing.NOT_YET: f"not bound before {fact.in_force or fact.party_by or 'an unknown day'}",
        Standing.DENOUNCED: f"no longer bound since {fact.terminated}",
        Standing.SIGNED: "has only signed, which binds nobody",
    }
    return f"{side.state} " + said.get(side.standing, f"not shown to be bound ({fact.note or fact.kind})")


def _displacing(case: Case, weighed: Mapping[str, Candidate], displaced: str) -> tuple[str, str | None]:
    for newer_id in case.edition.successors.get(displaced, ()):
        newer = weighed.get(newer_id)
        if newer is not None and newer.binds:
            for it in newer.instrument.supersedes:
                if it.displaced == displaced:
                    return newer_id, it.article
    return displaced, None


def _substance(treatment: Treatment) -> Iterator[Step]:
    for provision in treatment.governing:
        yield Step(provision.topic, provision.instrument, provision.article, provision.gist)
    text = f"{treatment.outcome.value}; presumption: {treatment.presumption.value}"
    first = treatment.governing[0] if treatment.governing else None
    yield Step("outcome", first.instrument if first else None, first.article if first else None, text)


def notes(case: Case, treatment: Treatment) -> tuple[str, ...]:
    """Say what a fact does not change, and which missing fact a governing provision turns on."""
    facts = case.facts
    found = []
    if case.award == case.recognition:
        found.append("the award is the recognising State's own: no instrument applies between it and itself")
    if facts.legalisation in (Legalisation.NONE, Legalisation.CONSULAR):
        found.append(
            "an apostille or a legalisation proves origin only; its absence is no substantial difference "
            "(Apostille Convention Art 5)"
        )
    if facts.is_transnational and facts.programme_listed_by_provider_country is None:
        found.append(
            f"not known: programme_listed_by_provider_country; whether {case.award} counts the programme "
            f"taught in {facts.delivery_country} as its own"
        )
    found += [
        f"not known: {field}; {it.instrument} {it.article} turns on it ({it.condition})"
        for it in treatment.governing
        for term, field in _TURNS_ON.items()
        if term in it.terms and getattr(facts, field) is None
    ]
    return tuple(found)


_TURNS_ON = {
    Term.GOVERNMENTAL_INSTITUTION: "institution_sector",
    Term.QUALITY_ASSURED: "quality_assured",
}
