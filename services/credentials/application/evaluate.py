"""Use case: recommend an outcome for one award, keep it, announce it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Generic, Protocol, TypeVar

from services.credentials.domain.evaluation.basis_by_rules import basis_by_rules
from services.credentials.domain.evaluation.evaluation import Caveat, Decided, Evaluation
from services.credentials.domain.evaluation.facts import Application
from services.credentials.domain.evaluation.ports import Evaluations, Law, LegalAdvice, Releases
from services.credentials.domain.evaluation.provisions import provisions_of
from services.credentials.domain.evaluation.recommend import recommend
from services.credentials.domain.evaluation.ruling import BINDING, Ruling, rule_on
from shared.kernel.clock import Clock
from shared.kernel.errors import Invalid, Unavailable, Violation
from shared.kernel.ids import new_id
from shared.rules.release import RuleSet

UNCONFIRMED = Caveat(
    "not_confirmed_with_the_depositary", "The legal basis rests on facts not confirmed with the depositary."
)
BY_RULES_ALONE = Caveat(
    "legal_basis_by_rules_alone",
    "The conventions service cannot be reached; this legal basis is what the rules themselves say.",
)


class Work(Protocol):
    """One transaction, and the repositories in it."""

    @property
    def evaluations(self) -> Evaluations:
        """The tenant's evaluations."""
        ...

    async def commit(self) -> None:
        """Make everything durable."""
        ...


AnyWork = TypeVar("AnyWork", bound=Work)
AnyWork_contra = TypeVar("AnyWork_contra", bound=Work, contravariant=True)
Answer = TypeVar("Answer")
Answer_co = TypeVar("Answer_co", covariant=True)


class Once(Protocol, Generic[AnyWork_contra, Answer_co]):
    """Makes a repeated request harmless: gives the first answer again, or keeps this one."""

    async def earlier(self, work: AnyWork_contra) -> Answer_co | None:
        """Claim the request in this transaction; give the answer where it was carried out before."""
        ...

    async def keep(self, work: AnyWork_contra, evaluation: Evaluation) -> Answer_co:
        """Write the answer, and keep it in this transaction."""
        ...


class Evaluate(Generic[AnyWork]):
    """Recommends, keeps and announces in one commit, which comes before the answer."""

    def __init__(
        self,
        *,
        law: Law,
        releases: Releases,
        open_work: Callable[[str], AbstractAsyncContextManager[AnyWork]],
        clock: Clock,
        after_commit: Callable[[], None],
    ) -> None:
        self._law = law
        self._releases = releases
        self._open_work = open_work
        self._clock = clock
        self._after_commit = after_commit

    async def __call__(self, tenant: str, application: Application, once: Once[AnyWork, Answer]) -> Answer:
        """Carry the request out, once.

        Raises Invalid where an instrument is named that the rules do not know, and Unavailable while no
        release of the rules has arrived.
        """
        # All of this before the transaction: it may be slow.
        release = await self._releases.current()
        _know_instruments(release, application)
        known = application.known_at or self._clock.now().date()
        ruling = rule_on(release, application, known)
        advice = await self._advice(application, ruling)
        recommendation = recommend(ruling, application)
        provisions = provisions_of(ruling, recommendation.outcome)
        async with self._open_work(tenant) as work:
            kept = await once.earlier(work)
            if kept is not None:
                return kept
            confirmed = advice.basis.trust_mark == "verified"
            evaluation = Evaluation(
                id=new_id(self._clock),
                tenant=tenant,
                application=application,
                legal_basis=advice.basis,
                recommendation=recommendation,
                provisions=provisions,
                decided=Decided(release.hash, known, ruling.trace_hash, ruling.format),
                caveats=advice.caveats if confirmed else (*advice.caveats, UNCONFIRMED),
                created_at=self._clock.now(),
            )
            await work.evaluations.add(evaluation)
            answer = await once.keep(work, evaluation)
            await work.commit()
        self._after_commit()
        return answer

    async def _advice(self, application: Application, ruling: Ruling) -> LegalAdvice:
        """Ask for the whole legal basis; the case is decided without it, by the rules alone."""
        try:
            return await self._law.basis_for(application)
        except Unavailable:
            return LegalAdvice(basis_by_rules(ruling), (BY_RULES_ALONE,))


def _know_instruments(release: RuleSet, application: Application) -> None:
    unknown = [
        Violation(
            f"/circumstances/{field}/instruments/{place}",
            "unknown_instrument",
            f"{name!r} is not the id of an instrument of which the rules say when it binds",
        )
        for field, place, name in application.circumstances.instruments()
        if BINDING + name not in release.vocabulary.facts
    ]
    if unknown:
        raise Invalid(*unknown)
