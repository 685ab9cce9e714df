import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.canonical import Json, canonical_json, sha256

TEXT = st.text(max_size=8)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def test_members_are_sorted_and_space_is_gone() -> None:
    assert canonical_json({"b": [1, None], "a": "é"}) == '{"a":"é","b":[1,null]}'.encode()


def test_the_hash_names_its_algorithm() -> None:
    assert sha256({}) == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


@given(JSON | st.lists(st.floats(allow_nan=False, allow_infinity=False)))
def test_the_bytes_are_those_of_the_reference_implementation(value: Json) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@given(st.dictionaries(st.text("aé\x7fΩ中\u2028\ud7ff\ue000\uffff😀", max_size=3), TEXT, max_size=5))
def test_members_are_sorted_by_utf_16_whatever_their_characters(value: dict[str, str]) -> None:
    assert canonical_json(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [float("nan"), [2**53], {"a": {1: 2}}, {"a": {1, 2}}])
def test_what_has_no_canonical_form_is_refused(value: Json) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical_json(value)


@given(st.dictionaries(TEXT, JSON, max_size=6))
def test_the_order_of_members_does_not_change_the_name(value: dict[str, object]) -> None:
    backwards = dict(reversed(list(value.items())))
    assert sha256(value) == sha256(backwards)  # type: ignore[arg-type]
