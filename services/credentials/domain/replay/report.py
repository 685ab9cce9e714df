"""The report of a replay: counts, never cases; small ones are held back, so that nobody stands out.

A count from one to `SMALLEST - 1` is not shown. Where just one value of a list is held back, another is too,
or the total would give it away. Zero is shown: that nobody is concerned says nothing of anybody.
"""

from collections.abc import Mapping

from services.credentials.domain.replay.flips import Reason
from services.credentials.domain.replay.replay import Replay
from shared.kernel.canonical import Json

FORMAT = "replay-report/2"
SMALLEST = 5
"""The smallest number of cases that is shown."""


def report_of(replay: Replay) -> dict[str, Json]:
    """Write the report. `null` stands for a count that is held back."""
    pairs = {f"{old} -> {new}": count for (old, new), count in replay.matrix.items()}
    shown = suppressed(pairs)
    return {
        "format": FORMAT,
        "base": replay.base.hash,
        "draft": replay.draft.hash,
        "slot": replay.slot,
        "knowledge_date": replay.known.isoformat(),
        "cases": replay.cases,
        "flips": _alone(replay.flips),
        "flips_listed": _alone(len(replay.listed)),
        "matrix": [
            {"before": old, "after": new, "cases": shown[f"{old} -> {new}"]}
            for old, new in sorted(replay.matrix)
        ],
        "reasons": [
            {**reason_json(reason), "cases": _alone(count)}
            for reason, count in sorted(replay.reasons.items(), key=_largest)
        ],
        "undecidable": [
            {"fact": fact, "cases": _alone(count)} for fact, count in replay.undecidable.most_common()
        ],
        "groups": {name: _group(replay, name) for name in replay.in_group},
        "smallest_count_shown": SMALLEST,
    }


def suppressed(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Hold back small counts, and one more where a single one could be told from the total."""
    found: dict[str, int | None] = {
        name: None if 0 < count < SMALLEST else count for name, count in counts.items()
    }
    hidden = [name for name, count in found.items() if count is None]
    open_ = [name for name, count in found.items() if count]
    if len(hidden) == 1 and open_:
        found[min(open_, key=lambda it: (counts[it], it))] = None
    return found


def _group(replay: Replay, name: str) -> list[Json]:
    cases, flips = replay.in_group[name], replay.flipped_in_group[name]
    of_cases, of_flips = suppressed(cases), suppressed({it: flips[it] for it in cases})
    return [
        {
            "value": value,
            "cases": of_cases[value],
            # Who is not shown among the cases is not shown among the flips either.
            "flips": of_flips[value] if of_cases[value] is not None else None,
        }
        for value in sorted(cases)
    ]


def _alone(count: int) -> int | None:
    return None if 0 < count < SMALLEST else count


def reason_json(reason: Reason) -> dict[str, Json]:
    """Write a reason: a rule or one of its conditions, and what lies behind it."""
    return {
        "rule": reason.rule,
        "condition": reason.condition,
        "how": reason.how.value,
        "before": reason.before,
        "after": reason.after,
        "rewritten": reason.rewritten,
        "parameters": list(reason.parameters),
        "conclusions": list(reason.conclusions),
    }


def _largest(item: tuple[Reason, int]) -> tuple[int, tuple[str, ...]]:
    reason, count = item
    return -count, reason.key
