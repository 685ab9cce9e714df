"""A displaced holder whose award comes from a State bound with the host: treaty and refugee article."""

from dataclasses import replace

from services.conventions.domain.case.standing import Case
from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.treatment import wording
from services.conventions.domain.treatment.host import host_duty_alone
from services.conventions.domain.treatment.treatment import Treatment
from services.conventions.domain.vocabulary import OutcomeClass, Presumption


def displaced_holder(
    case: Case, found: Treatment, articles: tuple[Provision, ...], *, papers_covered: bool
) -> Treatment:
    """Add the refugee articles to what binds the pair.

    Papers missing and covered: assess without them, the presumption stands. Missing and not covered, or
    under a duty too soft to presume anything: the host's own duty leads.
    """
    if not case.facts.lacks_papers:
        return replace(found, governing=(*found.governing, *articles))
    if found.presumption is Presumption.UNLESS_SUBSTANTIAL_DIFFERENCE and papers_covered:
        return replace(
            found,
            outcome=OutcomeClass.WITHOUT_DOCUMENTS,
            must=(
                *wording.REFUGEES_WITHOUT_PAPERS,
                wording.NO_REFUSAL_FOR_PAPERS,
                *found.must,
            ),
            governing=(*articles, *found.governing),
        )
    alone = host_duty_alone(case, articles, papers_covered=papers_covered)
    return replace(
        alone,
        force=max(alone.force, found.force),
        governing=(*articles, *found.governing),
    )
