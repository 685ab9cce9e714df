"""On which side of a negation each named condition stands."""

from collections.abc import Mapping

from shared.rules.language.syntax import And, Condition, Named, Not, Or


def polarities(when: Condition) -> Mapping[str, set[bool]]:
    """Give for each name the signs with which it stands: True unnegated, False negated."""
    found: dict[str, set[bool]] = {}
    waiting = [(when, True)]
    while waiting:
        node, sign = waiting.pop()
        match node:
            case Named(name):
                found.setdefault(name, set()).add(sign)
            case Not(operand):
                waiting.append((operand, not sign))
            case And(operands) | Or(operands):
                waiting.extend((it, sign) for it in operands)
            case _:
                continue
    return found


def decisive(when: Condition, values: Mapping[str, bool | None]) -> str | None:
    """Name the first condition that makes `when` false; None when it is not false."""
    return _first(when, values) if value_of(when, values) is False else None


def value_of(when: Condition, values: Mapping[str, bool | None]) -> bool | None:
    """Combine the values of named conditions by strong Kleene."""
    match when:
        case Named(name):
            return values[name]
        case Not(operand):
            inner = value_of(operand, values)
            return None if inner is None else not inner
        case And(operands):
            answers = [value_of(it, values) for it in operands]
            return False if False in answers else (None if None in answers else True)
        case Or(operands):
            answers = [value_of(it, values) for it in operands]
            return True if True in answers else (None if None in answers else False)
        case _:
            raise TypeError(f"when holds names only, not {type(when).__name__}")


def _first(when: Condition, values: Mapping[str, bool | None]) -> str:
    """Follow the first operand that has the value of the whole down to a name."""
    whole = value_of(when, values)
    match when:
        case Named(name):
            return name
        case Not(operand):
            return _first(operand, values)
        case And(operands) | Or(operands):
            return _first(next(it for it in operands if value_of(it, values) is whole), values)
        case _:
            raise TypeError(f"when holds names only, not {type(when).__name__}")


def open_names(when: Condition, values: Mapping[str, bool | None]) -> tuple[str, ...]:
    """Name the conditions that keep `when` unknown; empty when it is not."""
    if value_of(when, values) is not None:
        return ()
    match when:
        case Named(name):
            return (name,)
        case Not(operand):
            return open_names(operand, values)
        case And(operands) | Or(operands):
            return tuple(dict.fromkeys(name for it in operands for name in open_names(it, values)))
        case _:
            raise TypeError(f"when holds names only, not {type(when).__name__}")
