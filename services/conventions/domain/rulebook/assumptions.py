"""What if: a hypothetical State bound by an instrument, a reservation that a State made. Never stored.

An assumption is another version of a parameter, so the rules stay as they are and the release gets another
hash: nothing decided under it can pass for a decision under the law.
"""

from collections.abc import Mapping
from datetime import date
from typing import cast

from services.conventions.domain.case.facts import Facts
from services.conventions.domain.rulebook.parties import reserved
from shared.rules.documents.parameter import Parameter, parameter_of
from shared.rules.documents.source import Plain, already_read
from shared.rules.release import RuleSet

_ASSUMED = "assumed in the request"


def assuming(release: RuleSet, facts: Facts) -> RuleSet:
    """Give the release with the assumptions of `facts`; the release itself where there are none."""
    parties = {(it.instrument, it.state): it.in_force for it in facts.hypothetical_parties}
    states = {state for _, state in parties}
    added: dict[str, dict[str, date | None]] = {
        f"{instrument}.{suffix}": {state: day}
        for (instrument, state), day in parties.items()
        for suffix in ("parties", "parties_dated")
    }
    for it in facts.reservations:
        added.setdefault(reserved(it.instrument, it.article), {})[it.state] = None
        if it.state in states or it.state.startswith("XA"):
            for suffix in ("parties", "parties_dated"):
                added.setdefault(f"{it.instrument}.{suffix}", {}).setdefault(it.state, None)
    if not added:
        return release
    amended = {it.hash: _amended(it, added[it.id]) for it in release.parameters if it.id in added}
    return RuleSet(
        release.vocabulary,
        release.rules,
        parameters=[amended.get(it.hash, it) for it in release.parameters],
        published={
            (amended[hash_].hash if hash_ in amended else hash_): day
            for hash_, day in release.published.items()
        },
        precedence=release.precedence,
        previous=release.previous,
    )


def _amended(parameter: Parameter, added: Mapping[str, date | None]) -> Parameter:
    source = dict(parameter.source)
    values = dict(cast("Mapping[str, Plain]", source["values"]))
    for state, day in added.items():
        values[state] = [{"from": day or date.min, "to": None, "cite": _ASSUMED}]
    return parameter_of(already_read({**cast("dict[str, Plain]", source), "values": values}, parameter.id))
