"""Conditions and documents that must never become rules, with the code of the refusal that each deserves."""

from tests.unit.rules.lisbon import RULE

AUTHENTIC = "  authentic: award.verified\n"


def with_condition(text: str) -> str:
    """The example rule with one condition replaced; the text is quoted as YAML wants it."""
    quoted = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\0", "\\0")
    return RULE.replace(AUTHENTIC, f'  authentic: "{quoted}"\n')


LIST = "substantial_differences"

CONDITIONS: dict[str, tuple[str, str]] = {
    # The attack table of docs: depth, length, loops, text, patterns.
    "50 brackets": ("(" * 50 + "award.verified" + ")" * 50, "too_deep"),
    "200 brackets": ("(" * 200 + "award.verified" + ")" * 200, "too_deep"),
    "1,900 brackets": ("(" * 1_900 + "true" + ")" * 1_900, "too_deep"),
    "2,000 brackets, too long at once": ("(" * 2_000 + "true" + ")" * 2_000, "too_long"),
    "operators and brackets": ("!(-(" * 38, "too_deep"),
    "operators and square brackets": ("[-!{" * 38, "too_deep"),
    "unbalanced operators": ("-" * 155, "too_deep"),
    "2,000 terms": (" && ".join(["award.verified"] * 2_000), "too_long"),
    "20,000 terms": ("||".join(["true"] * 20_000), "too_long"),
    "600 short terms": ("||".join(["true"] * 600), "too_large"),
    "1,900 negations": ("!" * 1_900 + "award.verified", "too_deep"),
    "three nested loops": (
        f"{LIST}.exists(a, {LIST}.exists(b, {LIST}.exists(c, a.grave)))",
        "nested_quantifier",
    ),
    "nested map that builds text": (
        f"{LIST}.map(a, {LIST}.map(b, a.shown_by + b.shown_by)).size() > 0",
        "size",
    ),
    "a pattern that backtracks": ("award.country.matches('(a+)+$')", "regex"),
    "a pattern that explodes": ("award.country.matches('(a{1,500}){1,500}')", "regex"),
    # Constructs of CEL in which implementations differ, or which cannot be explained.
    "a null literal": ("award.country == null", "null_literal"),
    "null as a condition": ("null", "null_literal"),
    "equality of lists": (f"{LIST} == []", "list_comparison"),
    "a list in brackets compared": ("[award.country] == ['FRA']", "list_comparison"),
    "joined lists": ("award.country in (['FRA'] + ['DEU'])", "list_building"),
    "beyond 64 bits": ("9223372036854775808 > 1", "not_in_language"),
    "the largest of 64 bits": ("9223372036854775807 > 1", "too_large"),
    "an overflow to come": ("2147483647 * 2147483647 * 2147483647 > 1", "too_large"),
    "division": ("4 / 2 == 2", "division"),
    "division by nothing": ("1 / 0 == 1", "division"),
    "a remainder": ("4 % 2 == 0", "division"),
    "mixed numbers": ("1.5 > 1", "mixed_numbers"),
    "an unsigned number": ("1u == 1u", "mixed_numbers"),
    "text against a number": ("award.country == 1", "wrong_type"),
    "a truth against text": ("award.verified == 'true'", "wrong_type"),
    "text in order": ("award.country < 'M'", "order"),
    "a number as a condition": ("1", "not_a_condition"),
    "text as a condition": ("award.country", "not_a_condition"),
    "map": (f"{LIST}.map(d, d.grave) == [true]", "condition_comparison"),
    "filter": (f"{LIST}.filter(d, d.grave).size() == 0", "size"),
    "exists_one": (f"{LIST}.exists_one(d, d.grave)", "exists_one"),
    "a quantifier in a quantifier": (f"{LIST}.exists(a, {LIST}.all(b, b.grave))", "nested_quantifier"),
    "a quantifier over a literal": ("[1, 2, 3].exists(x, x == 1)", "not_a_list"),
    "a quantifier over text": ("award.country.exists(c, c == 'F')", "not_a_list"),
    "a list of 65 values": (
        "award.country in [" + ", ".join(f"'{it:03}'" for it in range(65)) + "]",
        "list_too_long",
    ),
    "an empty list": ("award.country in []", "empty_list"),
    "a list of facts": ("award.country in [host.country]", "not_a_literal"),
    "presence": ("has(award.country)", "presence"),
    "presence of a field": (f"{LIST}.exists(d, has(d.grave))", "presence"),
    "a choice": ("award.verified ? true : false", "conditional"),
    "an index": (f"{LIST}[0].grave", "index"),
    "a map": ("{'a': award.verified}['a']", "index"),
    "a conversion": ("string(award.verified) == 'true'", "conversion"),
    "a dynamic type": ("dyn(award.country) == 1", "conversion"),
    "a type as a value": ("type(award.country) == string", "conversion"),
    "a timestamp": ("timestamp('2024-01-01T00:00:00Z') > timestamp('2023-01-01T00:00:00Z')", "conversion"),
    "parts of text": ("award.country.startsWith('F')", "string_part"),
    "joined text": ("award.country + 'x' == 'FRAx'", "string_building"),
    "bytes": ("b'FRA' == b'FRA'", "bytes"),
    "an unknown function": ("award.country.encode() == 'x'", "unknown_function"),
    "Python": ("__import__('os').system('true')", "unknown_function"),
    "an unknown fact": ("award.verifed", "unknown_name"),
    "a fact's attribute": ("award.verified.__class__ == 1", "unknown_name"),
    "an unknown field": (f"{LIST}.exists(d, d.__class__ == 'x')", "unknown_field"),
    "an assignment": ("award.verified = true", "not_in_language"),
    "two expressions": ("award.verified; award.verified", "not_in_language"),
    "a zero byte": ("award.verified\0", "not_in_language"),
    "nothing at all": (" ", "wrong_type"),
}

DOCUMENTS: dict[str, tuple[str, str]] = {
    "a billion laughs": (
        RULE + 'a: &a ["x"]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\n',
        "anchor_or_tag",
    ),
    "a tag that would run Python": (RULE + "x: !!python/object/apply:os.getcwd []\n", "anchor_or_tag"),
    "a key twice": (RULE + "slot: recognition.outcome\n", "repeated_key"),
    "10,000 levels": ("x: " + "[" * 10_000, "too_deep"),
    "two documents": (RULE + "---\n" + RULE, "many_documents"),
    "no document": ("", "not_a_mapping"),
    "broken YAML": (RULE + "  x: [", "not_yaml"),
    "40 conditions": (
        RULE.replace(AUTHENTIC, AUTHENTIC + "".join(f"  more_{i}: award.verified\n" for i in range(40))),
        "too_many_conditions",
    ),
    "text that reads otherwise than it is": (
        with_condition("award.country == 'FRA\u202e' || award.verified"),
        "hidden_order",
    ),
    "a megabyte and more": (RULE + "# " + "x" * 1_100_000, "too_long"),
    "a condition in when": (
        RULE.replace("when: in_scope", "when: award.verified && in_scope"),
        "unnamed_condition",
    ),
    "a condition that is not used": (RULE.replace("authentic && ", ""), "unused_condition"),
    "a refusal out of the authority's silence": (
        RULE.replace("act: recognise", "act: refuse"),
        "refusal_from_silence",
    ),
    "a parameter nobody published": (
        RULE.replace("ref: lrc.parties", "ref: lrc.members"),
        "unknown_parameter",
    ),
    "no citation": (
        RULE.replace('  - {article: "VI.1", role: norm}\n', "").replace(
            '  - {article: "III.3(5)", role: burden, covers: [difference]}\n', ""
        ),
        "uncited",
    ),
}
