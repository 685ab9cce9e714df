"""Making a release: protect, attack, and hand out only what withstood the attack."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from services.indicators.domain.disclosure.audit import Audit, audit
from services.indicators.domain.disclosure.counts import Counts
from services.indicators.domain.disclosure.knowledge import Knowledge, Publication, gather
from services.indicators.domain.disclosure.policy import Policy
from services.indicators.domain.disclosure.released import ReleasedTable
from services.indicators.domain.disclosure.suppression import NoPattern, suppress
from shared.kernel.errors import Conflict


class NotReleasable(Conflict):
    """The audit was not passed; nothing of the table goes out."""

    code = "not_releasable"
    title = "The table cannot be released without disclosing hidden counts"


@dataclass(frozen=True)
class Release:
    """A table that passed its audit: what is public, and what stays here for the next audit."""

    table: ReleasedTable
    audit: Audit
    publication: Publication


def release(counts: Counts, policy: Policy, *, earlier: Sequence[Publication] = ()) -> Release:
    """Protect `counts` and attack the result, `earlier` publications at hand. Raises NotReleasable."""
    draft = publish_unprotected(counts, policy)
    try:
        publication, proofs = _protect(draft, _alone(draft, earlier), policy)
        if earlier:
            publication, further = _protect(publication, gather((*earlier, publication)), policy)
            proofs += further
    except NoPattern as reason:
        raise NotReleasable(str(reason)) from None
    found = audit((*earlier, publication), policy, proofs)
    if not found.passed:
        # No count is named: whoever may release need not be allowed to see true counts.
        raise NotReleasable(
            f"{len(found.narrow)} hidden counts are too closely known, {len(found.recovered)} of them exactly"
        )
    return Release(_public(publication, policy), found, publication)


def _alone(draft: Publication, earlier: Sequence[Publication]) -> Knowledge:
    """Give what the table tells by itself; what an earlier publication shows cannot be hidden any more."""
    alone, tied = gather((draft,)), gather((*earlier, draft))
    hideable, named = alone.hideable.copy(), alone.last >= 0
    hideable[alone.last[named]] &= tied.hideable[tied.last[named]]
    return replace(alone, hideable=hideable)


def _protect(
    draft: Publication, knowledge: Knowledge, policy: Policy
) -> tuple[Publication, list[np.ndarray]]:
    """Hide further cells, and give the tables that prove it enough. Raises NoPattern."""
    added, tables = suppress(knowledge, policy.required_width(knowledge.truth, knowledge.primary))
    # A cell without an unknown has the place -1, which is the last; without cases there is no other.
    return replace(draft, hidden=draft.hidden | np.append(added, False)[knowledge.last]), tables


def publish_unprotected(counts: Counts, policy: Policy) -> Publication:
    """Give the table with primary suppression only: what must not go out as it is."""
    primary, shown, thresholds = policy.hides(counts), policy.shows(counts), policy.thresholds(counts.axes)
    grouped = policy.groups(counts)
    lower, upper = policy.tells(shown, thresholds)
    return Publication(
        counts=counts,
        primary=primary,
        grouped=grouped,
        hidden=primary | grouped,
        shown=shown,
        lower=lower,
        upper=upper,
        thresholds=thresholds,
    )


def _public(it: Publication, policy: Policy) -> ReleasedTable:
    shown = it.shown.ravel().tolist()
    return ReleasedTable(
        population=it.counts.population,
        codes={axis.name: axis.codes for axis in it.counts.axes},
        values=tuple(
            None if hidden else int(value)
            for value, hidden in zip(shown, it.hidden.ravel().tolist(), strict=True)
        ),
        error=policy.error,
        method=_method(policy),
    )


def _method(policy: Policy) -> str:
    thresholds = f"{policy.threshold}, or {policy.sensitive_threshold} where broken down by legal status"
    parts = [
        f"Counts below {thresholds}, are hidden, and further ones to protect them.",
        "So are zeros that would tell of everybody in a small group; shown zeros are true.",
    ]
    if policy.noise:
        parts.append(
            f"Shown counts carry cell-key noise of mean 0 and variance {policy.noise.variance:g}; "
            "totals get their own."
        )
    if policy.base > 1:
        parts.append(f"Those below {policy.unrounded} are rounded to multiples of {policy.base}.")
    return " ".join(parts)
