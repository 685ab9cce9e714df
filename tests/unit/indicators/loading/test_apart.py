"""What is read in a process of its own is what would have been read here."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.indicators.adapters.sources.apart import ReaderLost, apart
from services.indicators.adapters.sources.catalogue import SOURCES
from services.indicators.domain.loading.reading import Request

NOW = datetime(2026, 11, 24, tzinfo=UTC)
GOOD = "indicatorId,geoUnit,year,value,qualifier,magnitude\n26637,NAM,2020,4321,,\n"
BAD = f"{GOOD}26637,QQQ,2020,1,,\n"


@pytest.mark.parametrize(("text", "codes"), [(GOOD, []), (BAD, ["unknown_area"])])
def test_table_and_findings_come_back(tmp_path: Path, text: str, codes: list[str]) -> None:
    file = tmp_path / "data.csv"
    file.write_text(text)
    request = Request((file,), "UIS-2026-02", NOW)
    source = SOURCES["uis-export"]
    here, there = (it.read(request, lambda _: None) for it in (source, apart(source)))
    assert there == here
    assert [it.code for it in there.findings] == codes


def test_a_reader_that_fails_gives_no_result(tmp_path: Path) -> None:
    gone = Request((tmp_path / "gone.csv",), "UIS-2026-02", NOW)
    with pytest.raises(ReaderLost):
        apart(SOURCES["uis-export"]).read(gone, lambda _: None)
