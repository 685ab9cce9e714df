"""From the values of a slot's rules to one outcome, or to what keeps it open.

The order in a slot is partial. A rule defeated by a true rule plays no part. Between instruments the most
favourable effect prevails, so a less favourable rule yields to one that surely stands. What is left decides:

- **settled** if exactly one effect is possible, whatever the unknown rules turn out to be;
- **conflict** if two rules that surely stand give different effects (a person decides, no first match);
- **needs** otherwise: some unknown rule keeps it open;
- **out_of_scope** if it is settled that no rule applies.

The possible effects are never too few. They can be too many where unknown rules exclude each other, and then
more is asked for than strictly necessary; nothing is ever settled too early.
"""

from dataclasses import dataclass
from enum import StrEnum

from shared.rules.evaluate.order import Order, Principle

NO_RULE = "none"
CONFLICT = "conflict"


class State(StrEnum):
    """How far a slot has come."""

    SETTLED = "settled"
    NEEDS = "needs"
    CONFLICT = "conflict"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Resolution:
    """The outcome for one pattern of true and unknown rules; rules are numbered as in the slot's order.

    `supports` are all rules that stand and give the settled effect (or conflict); `open` the unknown rules
    that keep the outcome open. `defeated_by` pairs a true rule that lost with the rule that it lost to.
    """

    state: State
    act: str | None
    possible: tuple[str, ...]
    supports: tuple[int, ...]
    open: tuple[int, ...]
    principle: Principle | None
    defeated_by: tuple[tuple[int, int], ...]


def resolve(order: Order, true: int, unknown: int) -> Resolution:
    """Resolve a slot. `true` and `unknown` hold one bit a rule."""
    alive = [i for i in _bits(true | unknown) if not order.above[i] & true]
    living = _mask(alive)
    secure = _mask([i for i in alive if true >> i & 1 and not order.above[i] & living & unknown])
    firm = secure & ~order.defeaters
    left = [i for i in alive if not order.defeaters >> i & 1 and not order.yields_to[i] & firm]
    standing = [i for i in left if true >> i & 1]
    defeated, principle = _defeats(order, true, left, firm)
    acts = {order.rules[i].rule.effect.act for i in left}
    clash = _surely_clash(order, [i for i in standing if firm >> i & 1], living & ~firm)
    nothing = not _surely_applies(order, true, living, unknown)
    possible = tuple(sorted(acts | ({NO_RULE} if nothing else set()) | ({CONFLICT} if clash else set())))
    if clash:
        return Resolution(State.CONFLICT, None, possible, tuple(standing), (), principle, defeated)
    if len(acts) == 1 and not nothing:
        return Resolution(State.SETTLED, min(acts), possible, tuple(standing), (), principle, defeated)
    if not acts:
        return Resolution(State.OUT_OF_SCOPE, None, (NO_RULE,), (), (), principle, defeated)
    relevant = _mask(left)
    for i in left:
        relevant |= order.yields_to[i] & living
    keeps = [i for i in alive if unknown >> i & 1 and (relevant >> i & 1 or _defeats_any(order, i, relevant))]
    return Resolution(State.NEEDS, None, possible, tuple(standing), tuple(keeps), principle, defeated)


def _surely_applies(order: Order, true: int, living: int, unknown: int) -> bool:
    """Say whether some effect stands in every case: a true rule that no unknown defeater can take away.

    A true rule may lose to an unknown one that gives an effect itself: then one of the two stands. Only a
    chain of defeaters can leave nothing.
    """
    return any(
        not order.above[i] & living & unknown & order.defeaters
        for i in _bits(true & living & ~order.defeaters)
    )


def _surely_clash(order: Order, firm: list[int], unsure: int) -> bool:
    """Say whether two rules give different effects, and none that is still `unsure` can reconcile them."""
    acts = {order.rules[i].rule.effect.act for i in firm if not order.yields_to[i] & unsure}
    return len(acts) > 1


def _defeats_any(order: Order, rule: int, relevant: int) -> bool:
    return any(order.above[i] >> rule & 1 for i in _bits(relevant))


def _defeats(
    order: Order, true: int, left: list[int], firm: int
) -> tuple[tuple[tuple[int, int], ...], Principle | None]:
    """Pair every true rule that lost with a rule it lost to, and name the principle that decided."""
    pairs: list[tuple[int, int]] = []
    principle: Principle | None = None
    for loser in _bits(true & ~_mask(left) & ~order.defeaters):
        winners = order.above[loser] & true
        if winners:
            winner = next((i for i in _bits(winners) if not order.above[i] & true), _lowest(winners))
            principle = principle or _why(order, winner, loser)
        else:
            winner, principle = _lowest(order.yields_to[loser] & firm), Principle.MOST_FAVOURABLE
        pairs.append((loser, winner))
    return tuple(pairs), principle


def _why(order: Order, winner: int, loser: int) -> Principle:
    one, other = order.rules[winner].rule, order.rules[loser].rule
    if one.instrument.id == other.instrument.id or any(it.rule == other.id for it in one.overrides):
        return Principle.OVERRIDE
    return Principle.TIER if one.instrument.tier != other.instrument.tier else Principle.LATER


def _bits(mask: int) -> list[int]:
    found, index = [], 0
    while mask:
        if mask & 1:
            found.append(index)
        mask >>= 1
        index += 1
    return found


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


def _mask(indices: list[int]) -> int:
    mask = 0
    for index in indices:
        mask |= 1 << index
    return mask
