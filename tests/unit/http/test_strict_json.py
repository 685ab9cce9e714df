import contextlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.strict_json import MAX_DEPTH, NotStrictJson, parse

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(VALUES)
def test_what_is_strict_reads_as_the_standard_library_reads_it(value: object) -> None:
    for ascii_only in (True, False):
        assert parse(json.dumps(value, ensure_ascii=ascii_only).encode()) == value


@given(st.binary(max_size=80))
def test_whatever_comes_is_read_or_refused_and_nothing_else_happens(data: bytes) -> None:
    with contextlib.suppress(NotStrictJson):
        parse(data)


@pytest.mark.parametrize(
    ("text", "code", "pointer"),
    [
        (b'{"a": 1, "a": 2}', "duplicate_member", "/a"),
        (b'{"x": [{"b": 1, "c": 2, "b": 3}]}', "duplicate_member", "/x/0/b"),
        (b'{"a/b": 1, "a/b": 2}', "duplicate_member", "/a~1b"),
        (b'{"a": "\\u0000"}', "nul", "/a"),
        (b'{"a\\u0000": 1}', "nul", "/a\0"),
        (b'{"a": {"b": NaN}}', "number_not_finite", "/a/b"),
        (b'{"a": -Infinity}', "number_not_finite", "/a"),
        (b'{"a": 1e999}', "number_not_finite", "/a"),
        (b'{"a": 9223372036854775808}', "number_too_large", "/a"),
        (b'{"a": ' + b"9" * 5000 + b"}", "number_not_finite", "/a"),
        (b'["\\ud800"]', "lone_surrogate", "/0"),
        (b'{"a/b~c": 1e999}', "number_not_finite", "/a~1b~0c"),
        (b'{"a": "\xff"}', "invalid_utf8", ""),
        (b"\xef\xbb\xbf{}", "json_invalid", ""),
        (b"", "json_invalid", ""),
        (b"{} {}", "json_invalid", ""),
        (b"{'a': 1}", "json_invalid", ""),
        (b"[1,]", "json_invalid", ""),
    ],
)  # fmt: skip
def test_what_could_mean_two_things_is_refused_with_its_place(text: bytes, code: str, pointer: str) -> None:
    with pytest.raises(NotStrictJson) as refusal:
        parse(text)
    assert (refusal.value.code, refusal.value.pointer) == (code, pointer)


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_depth_ends_at_a_limit_however_it_is_built(opening: bytes) -> None:
    for depth in (MAX_DEPTH + 1, 100_000):
        with pytest.raises(NotStrictJson) as refusal:
            parse(opening * depth)
        assert refusal.value.code == "too_deep"


def test_brackets_inside_strings_are_not_depth() -> None:
    assert parse(json.dumps({"a": "[" * 100, "b": '\\"[[['}).encode()) == {"a": "[" * 100, "b": '\\"[[['}


def test_the_deepest_allowed_nesting_is_read() -> None:
    assert parse(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
