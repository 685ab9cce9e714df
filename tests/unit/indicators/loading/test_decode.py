import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.indicators.domain.loading.decode import Unreadable, text_lines

TEXT = st.text(st.characters(exclude_characters="\0\ufffdÂÃâ", codec="utf-8"))


@given(TEXT, st.integers(1, 9))
def test_text_arrives_whole_however_it_is_cut(text: str, size: int) -> None:
    content = text.encode()
    pieces = [content[start : start + size] for start in range(0, len(content), size)]
    assert "".join(text_lines(pieces)) == text.removeprefix("\ufeff")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("TUN;Cote d\u2019Ivoire\nx;Cura\u00e7ao".encode("cp1252"), "wrong_encoding"),
        ("x\ny;Cura\u00e7ao".encode("mac_roman"), "wrong_encoding"),
        ("R\u00e9union".encode("latin-1"), "wrong_encoding"),
        (codecs.BOM_UTF16_LE + "TUN".encode("utf-16-le"), "wrong_encoding"),
        ("TUN".encode("utf-16-le"), "wrong_encoding"),
        ("x\nCura\u00c3\u00a7ao".encode(), "spoilt_text"),
        ("x\nC\ufffdte".encode(), "spoilt_text"),
        ("cut in the middle of \u00e9".encode()[:-1], "wrong_encoding"),
    ],
)
def test_what_is_not_utf_8_is_refused_by_name(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        list(text_lines([content]))
    assert refused.value.finding.code == code


def test_the_refusal_says_on_which_line_and_how_it_would_read() -> None:
    with pytest.raises(Unreadable) as refused:
        list(text_lines(["a\nb\nCura\u00e7ao\n".encode("cp1252")]))
    assert refused.value.finding.where.line == 3
    assert "cp1252" in refused.value.finding.detail
    assert "mac_roman" in refused.value.finding.detail


def test_portuguese_capitals_are_no_damage() -> None:
    assert list(text_lines(["SÃO TOMÉ E PRÍNCIPE".encode()])) == ["SÃO TOMÉ E PRÍNCIPE"]
