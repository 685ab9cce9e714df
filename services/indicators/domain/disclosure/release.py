"""Making a release: protect, attack, and hand out only what withstood the attack."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from services.indicators.domain.disclosure.audit import Audit, audit
from services.indicators.domain.disclosure.counts import Counts
from services.indicators.domain.disclosure.knowledge import Publication, gather
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
    knowledge = gather((*earlier, draft))
    try:
        added, tables = suppress(knowledge, policy.required_width(knowledge.truth, knowledge.primary))
    except NoPattern as reason:
        raise NotReleasable(str(reason)) from None
    # A cell without an unknown has the place -1, which is the last; without cases there is no other.
    hidden = draft.hidden | np.append(added, False)[knowledge.last]
    publication = replace(draft, hidden=hidden)
    found = audit((*earlier, publication), policy, tables)
    if not found.passed:
        # No count is named: whoever may release need not be allowed to see true counts.
        raise NotReleasable(
            f"{len(found.narrow)} hidden counts are too closely known, {len(found.recovered)} of them exactly"
        )
    return Release(_public(publication, policy), found, publication)


def publish_unprotected(counts: Counts, policy: Policy) -> Publication:
    """Give the table with primary suppression only: what must not go out as it is."""
    primary, shown, thresholds = policy.hides(counts), policy.shows(counts), policy.thresholds(counts.axes)
    lower, upper = policy.tells(shown, thresholds)
    return Publication(counts, primary, primary, shown, lower, upper, thresholds)


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
    parts = [f"Counts below {thresholds}, are hidden, and further ones to protect them. Zeros are true."]
    if policy.noise:
        parts.append(
            f"Shown counts carry cell-key noise of mean 0 and variance {policy.noise.variance:g}; "
            "totals get their own."
        )
    if policy.base > 1:
        parts.append(f"Those below {policy.unrounded} are rounded to multiples of {policy.base}.")
    return " ".join(parts)
