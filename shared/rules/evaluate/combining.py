"""`when` prepared for tracing: its value from those of the conditions, and the first name that decides it.

The definitions are `value_of`, `decisive` and `open_names` of `polarity`; this is their fast form, over
numbered values.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from shared.rules.language.syntax import And, Condition, Named, Not, Or

Values = Sequence[bool | None] | Mapping[int, bool | None]


@dataclass(frozen=True, slots=True)
class Combination:
    """`value` combines by strong Kleene; `deciding` names the first condition that gave the value it has.

    `open` names the conditions that keep it unknown.
    """

    value: Callable[[Values], bool | None]
    deciding: Callable[[Values], str]
    open: Callable[[Values], Iterable[str]]


def combination(when: Condition, numbers: Mapping[str, int]) -> Combination:
    """Prepare `when` over the values of conditions, numbered as in `numbers`."""
    match when:
        case Named(name):
            number = numbers[name]
            return Combination(
                lambda values: values[number],
                lambda _: name,
                lambda values: (name,) if values[number] is None else (),
            )
        case Not(operand):
            inner = combination(operand, numbers)
            return Combination(_negated(inner), inner.deciding, inner.open)
        case And(operands):
            return _joined([combination(it, numbers) for it in operands], strong=False)
        case Or(operands):
            return _joined([combination(it, numbers) for it in operands], strong=True)
        case _:
            raise TypeError(f"when holds names only, not {type(when).__name__}")


def _negated(inner: Combination) -> Callable[[Values], bool | None]:
    value = inner.value

    def negated(values: Values) -> bool | None:
        found = value(values)
        return None if found is None else not found

    return negated


def _joined(parts: Sequence[Combination], *, strong: bool) -> Combination:
    value = _first_of(parts, strong=strong)

    def deciding(values: Values) -> str:
        answer = value(values)
        return next(it.deciding(values) for it in parts if it.value(values) is answer)

    def open_(values: Values) -> Iterable[str]:
        if value(values) is not None:
            return ()
        return dict.fromkeys(name for it in parts for name in it.open(values))

    return Combination(value, deciding, open_)


def _first_of(parts: Sequence[Combination], *, strong: bool) -> Callable[[Values], bool | None]:
    """Join: `strong` is the value that one part alone decides by, true for or, false for and."""
    found = [it.value for it in parts]

    def joined(values: Values) -> bool | None:
        answer: bool | None = not strong
        for value in found:
            part = value(values)
            if part is strong:
                return strong
            if part is None:
                answer = None
        return answer

    return joined
