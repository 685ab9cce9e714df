"""The recommendation, built so that a refusal the law does not carry cannot exist."""

from dataclasses import dataclass
from enum import StrEnum

from services.credentials.domain.evaluation.facts import Difference, FraudFinding, Remainder
from services.credentials.domain.evaluation.legal_basis import Citation
from shared.kernel.words import says_something


class Outcome(StrEnum):
    """What is recommended to the authority."""

    RECOGNISE = "recognise"
    PARTIAL = "partial"
    REFUSE = "refuse"
    NEEDS = "needs"
    OUT_OF_SCOPE = "out_of_scope"
    CONFLICT = "conflict"
    """Rules of equal rank say different things: a person decides."""


class Party(StrEnum):
    """Who can supply what is missing."""

    APPLICANT = "applicant"
    ISSUER = "issuer"
    AUTHORITY = "authority"
    AWARDING_STATE = "awarding_state"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why: a stable `code`, plain words, and the article where one governs."""

    code: str
    text: str
    instrument: str | None = None
    article: str | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """A fact that is missing, who owes it, which evidence would settle it, and which rules wait for it."""

    fact: str
    owed_by: Party
    evidence: tuple[str, ...]
    text: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScopeFinding:
    """An established finding that the instruments do not reach this qualification."""

    code: str
    text: str


Ground = Difference | FraudFinding | ScopeFinding


class UnfoundedRefusal(ValueError):
    """A refusal was attempted on a ground that the law does not accept."""


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The outcome with its reasons.

    Raises UnfoundedRefusal when less than recognition rests on no shown substantial difference, no
    fraud finding and no scope finding (Lisbon III.3.5 and VI.1; Tokyo III.3.4; Addis IV.4), and
    ValueError when the parts contradict each other.
    """

    outcome: Outcome
    reasons: tuple[Reason, ...]
    needs: tuple[Need, ...] = ()
    grounds: tuple[Ground, ...] = ()

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError("a recommendation states at least one reason")
        if (self.outcome is Outcome.NEEDS) != bool(self.needs):
            raise ValueError("an open recommendation names what it needs, and only an open one does")
        if self.outcome in {Outcome.REFUSE, Outcome.PARTIAL}:
            _require_grounds(self.outcome, self.grounds)
        elif self.grounds:
            raise ValueError(f"the outcome {self.outcome} takes no grounds of refusal")


def _require_grounds(outcome: Outcome, grounds: tuple[Ground, ...]) -> None:
    if not grounds:
        raise UnfoundedRefusal(f"{outcome}: no ground is given")
    for ground in grounds:
        match ground:
            case Difference() if not ground.is_shown_and_substantial:
                raise UnfoundedRefusal(f"the difference in {ground.aspect} is not shown to be substantial")
            case Difference() if not (says_something(ground.evidence) and says_something(ground.aspect)):
                raise UnfoundedRefusal("a difference is named, and the evidence that shows it")
            case FraudFinding() if not says_something(ground.evidence):
                raise UnfoundedRefusal("a finding of fraud names its evidence")
            case Difference() | FraudFinding() | ScopeFinding():
                continue
    only_parts = all(isinstance(it, Difference) and it.leaves is Remainder.PART for it in grounds)
    if outcome is Outcome.REFUSE and only_parts:
        raise UnfoundedRefusal("the differences shown leave a part that must be recognised")


def reason(code: str, text: str, citation: Citation | None) -> Reason:
    """Make a reason that cites `citation`, where there is one."""
    if citation is None:
        return Reason(code, text)
    return Reason(code, text, citation.instrument, citation.article)
