"""Columns of text give, joined, what joining row by row gives; numbers are written as Arrow writes them."""

import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.adapters.sdmx.data.frame import Frame
from services.indicators.adapters.sdmx.data.text import Text, Texts, joined, raw
from services.indicators.domain.observations.structures import structure

FEW = st.sampled_from(["", "a", "é,", '"'])
NUMBERS = st.one_of(
    st.none(),
    st.floats(),
    st.sampled_from([0.0, -0.0, 9_999.0, 10_000.0, 0.5]),
    st.integers(0, 20_000).map(float),
)


def rows_of(size: int) -> st.SearchStrategy[list[str] | str]:
    """Give a text for each row, or one for all."""
    return st.one_of(st.text("xyz", max_size=3), st.lists(FEW, min_size=size, max_size=size))


@given(
    st.integers(1, 300).flatmap(lambda size: st.tuples(st.just(size), st.lists(rows_of(size), min_size=1)))
)
def test_joined_is_the_join_of_each_row(case: tuple[int, list[list[str] | str]]) -> None:
    size, parts = case
    texts: list[Text] = []
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
        else:
            coded = pa.array(part, pa.string()).dictionary_encode()
            texts.append(Texts(coded.dictionary, coded.indices.to_numpy()))
    expected = [
        "".join(part if isinstance(part, str) else part[row] for part in parts) for row in range(size)
    ]
    assert joined(texts, size).to_pylist() == expected
    assert raw(joined(texts, size)) == "".join(expected).encode()


def test_places_of_one_byte_reach_texts_that_stand_behind_many_others() -> None:
    many = Texts(pa.array([str(number) for number in range(500)]), pa.array(range(500)).to_numpy())
    two = Texts(pa.array(["n", "y"]), pa.array([number % 2 for number in range(500)], pa.int8()).to_numpy())
    assert joined([many, two], 500).to_pylist() == [f"{number}{'ny'[number % 2]}" for number in range(500)]


@given(st.lists(NUMBERS, min_size=1, max_size=40))
def test_a_number_is_the_shortest_text_that_reads_back_the_same(values: list[float | None]) -> None:
    column = pa.array(values, pa.float64())
    frame = Frame(structure("MIG_MOB"), pa.table({"OBS_VALUE": column}), ())
    written = joined([frame.numbers(slice(0, len(values)), "null")], len(values))
    assert written.to_pylist() == pc.cast(column, pa.string()).fill_null("null").to_pylist()
