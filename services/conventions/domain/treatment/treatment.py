"""How the law treats a case: the presumption, who bears the burden, the duties, the limit, the appeal."""

from dataclasses import dataclass

from services.conventions.domain.instruments.model import Provision
from services.conventions.domain.treatment import wording
from services.conventions.domain.vocabulary import Burden, OutcomeClass, Presumption


@dataclass(frozen=True, slots=True)
class Treatment:
    """What follows for the case; `force` ranks how far the governing provisions carry recognition."""

    presumption: Presumption
    outcome: OutcomeClass
    burden: Burden = Burden.NATIONAL_LAW
    must: tuple[str, ...] = ()
    deadline: str = wording.NATIONAL_DEADLINE
    appeal: str = wording.NATIONAL_APPEAL
    governing: tuple[Provision, ...] = ()
    force: int = 0
    leading: tuple[str, ...] = ()
