"""More than a hundred hostile rows: each gets its own precise faults, and no neighbour suffers."""

import csv
import io

import orjson
import pytest

from services.credentials.adapters.batches.answer_chunks import AnswerChunk
from services.credentials.adapters.batches.blocks import Gathering
from services.credentials.adapters.batches.csv_reading import CsvReading
from services.credentials.adapters.batches.rendering import Rendering
from services.credentials.adapters.batches.writing import CsvWriter, NdjsonWriter, ParquetWriter
from services.credentials.adapters.equivalence_shelf import Desk
from tests.support.hostile_table import ROWS, table
from tests.unit.credentials.equivalence.knowing import TODAY, knowledge


@pytest.fixture(scope="module")
def answered() -> AnswerChunk:
    reading = CsvReading(Gathering())
    body = table()
    blocks = [it for at in range(0, len(body), 50_000) for it in reading.feed(body[at : at + 50_000])]
    (block,) = [*blocks, *reading.end()]
    known = knowledge()
    desk = Desk(known, Rendering(known.reference_data))
    return desk.answer_rows(block.as_arrow(), today=TODAY)


@pytest.fixture(scope="module")
def lines(answered: AnswerChunk) -> list[dict[str, object]]:
    return [orjson.loads(line) for line in b"".join(NdjsonWriter().write(answered)).splitlines()]


def test_the_table_is_long_enough_and_nothing_is_lost(lines: list[dict[str, object]]) -> None:
    assert len(ROWS) >= 100
    assert len({row.name for row in ROWS}) == len(ROWS)
    assert [line["row"] for line in lines] == list(range(1, 2 * len(ROWS) + 1))


def test_every_good_row_between_two_hostile_ones_is_answered(lines: list[dict[str, object]]) -> None:
    assert [line["row"] for line in lines[1::2] if "answer" not in line] == []


@pytest.mark.parametrize(("place", "row"), list(enumerate(ROWS)), ids=[it.name for it in ROWS])
def test_a_hostile_row_gets_just_its_faults(place: int, row: object, lines: list[dict[str, object]]) -> None:
    hostile, line = ROWS[place], lines[2 * place]
    errors = line.get("errors", [])
    assert isinstance(errors, list)
    assert {(it["pointer"], it["code"]) for it in errors} == hostile.faults
    assert all(it["detail"] for it in errors)
    assert ("answer" in line) == (not hostile.faults)


def test_no_cell_of_the_csv_is_a_formula(answered: AnswerChunk) -> None:
    text = b"".join(CsvWriter().write(answered)).decode()
    rows = list(csv.reader(io.StringIO(text)))
    assert len(rows) == 2 * len(ROWS) + 1
    assert [cell for row in rows for cell in row if cell[:1] in set("=+-@\t\r") and cell] == []


def test_the_three_formats_say_the_same(answered: AnswerChunk, lines: list[dict[str, object]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    writer = ParquetWriter()
    parquet = pq.read_table(pa.BufferReader(b"".join((*writer.write(answered), writer.end()))))
    text = b"".join(CsvWriter().write(answered)).decode()
    for line, row, cells in zip(lines, parquet.to_pylist(), csv.DictReader(io.StringIO(text)), strict=True):
        answer = line.get("answer")
        outcome = answer["outcome"] if isinstance(answer, dict) else None
        assert row["outcome"] == outcome
        assert cells["outcome"] == (outcome or "")
        assert (row["errors"] is None) == ("answer" in line)
        assert row["row"] == line["row"] == int(cells["row"])
