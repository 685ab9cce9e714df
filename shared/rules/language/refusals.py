"""What CEL has and the rule language has not: each by its name, with the reason and what to write instead."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refusal:
    """A construct that is not in the language. `code` is stable for programs."""

    code: str
    message: str
    hint: str = ""


NULL = Refusal(
    "null_literal",
    "There is no null: a missing fact is unknown by itself.",
    "leave the comparison out; a condition on a missing fact is already unknown",
)
DOUBLE = Refusal(
    "mixed_numbers", "Only whole numbers are compared.", "count in a smaller unit, without decimals"
)
BYTES = Refusal("bytes", "Bytes are not in the language.", "write text in quotes")
DIVISION = Refusal("division", "Division is not in the language.", "multiply the other side instead")
NEGATION = Refusal("negation", "Only literal numbers can be negative.", "subtract instead")
CHOICE = Refusal(
    "conditional", "c ? a : b is not in the language.", "write (c && a) || (!c && b), or two named conditions"
)
INDEX = Refusal("index", "Elements have no position in law.", "use list.exists(e, ...) or list.all(e, ...)")
CONCATENATION = Refusal(
    "list_building", "Lists are neither built nor joined.", "write x in a || x in b instead of x in a + b"
)
STRING_BUILDING = Refusal(
    "string_building", "Text is not built.", "compare with the whole text, or use in [...]"
)
REGEX = Refusal("regex", "Patterns are not in the language.", "list the codes: x in ['a', 'b']")
STRING_PART = Refusal("string_part", "Parts of text are not compared.", "list the codes: x in ['a', 'b']")
SIZE = Refusal("size", "Lists are not counted: an open list has no size.", "use list.exists(e, ...)")
PRESENCE = Refusal(
    "presence",
    "Presence is not tested: a fact that comes later must not turn an answer.",
    "use the fact; while it is missing the condition is unknown",
)
MAPPING = Refusal("map_literal", "Maps are not in the language.", "name the values as facts")
LIST_MACRO = Refusal(
    "list_building", "map and filter build lists; they are not in the language.", "use list.exists(e, ...)"
)
EXISTS_ONE = Refusal("exists_one", "exists_one is not in the language.", "use exists, or a fact that says it")
NESTED = Refusal(
    "nested_quantifier", "A quantifier inside a quantifier is not allowed.", "make it a condition of its own"
)
LIST_COMPARISON = Refusal(
    "list_comparison", "Whole lists are not compared.", "use x in list, list.exists(...) or list.all(...)"
)
CONDITION_COMPARISON = Refusal(
    "condition_comparison", "Conditions are not compared.", "combine them with &&, || and !"
)
ORDER = Refusal("order", "Only whole numbers and days have an order.", "use == or in [...]")
RANGE = Refusal(
    "too_large",
    "This computation could leave the range of whole numbers.",
    "use a smaller factor or a smaller unit",
)
CONVERSION = Refusal("conversion", "Types are not converted.", "declare the fact with the type it has")

FUNCTIONS = {
    "_/_": DIVISION,
    "_%_": DIVISION,
    "-_": NEGATION,
    "_?_:_": CHOICE,
    "_[_]": INDEX,
    "matches": REGEX,
    **dict.fromkeys(("contains", "startsWith", "endsWith", "charAt", "indexOf", "substring"), STRING_PART),
    **dict.fromkeys(
        ("format", "join", "split", "replace", "lowerAscii", "upperAscii", "trim"), STRING_BUILDING
    ),
    "size": SIZE,
    "has": PRESENCE,
    **dict.fromkeys(("map", "filter", "transformList", "transformMap"), LIST_MACRO),
    **dict.fromkeys(("exists_one", "existsOne"), EXISTS_ONE),
    **dict.fromkeys(
        ("string", "int", "uint", "double", "bool", "bytes", "dyn", "type", "timestamp", "duration"),
        CONVERSION,
    ),
}
CONSTANTS = {"null": NULL, "double": DOUBLE, "uint": DOUBLE, "bytes": BYTES}
